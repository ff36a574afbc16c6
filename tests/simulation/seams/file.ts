/** A data file of the simulation opened for reading. */
import type { Field } from '../../../lake/iceberg/schema.ts'
import type { SimulatedFile } from './describe.ts'

export async function openFile(
  { path, bytes }: { path: string; bytes: number | bigint },
  read: (uri: string, start: number, end: number) => Promise<Uint8Array>,
): Promise<object> {
  const text = Buffer.from(await read(path, 0, Number(bytes))).toString()
  const { rows } = JSON.parse(text) as SimulatedFile
  return {
    rows: rows.length,
    has: ({ id }: Field) => rows.some((row) => row[id] !== undefined),
    read: async (fields: Field[], from: number, to: number) =>
      rows.slice(from, to).map((row) => fields.map(({ id }) => row[id] ?? null)),
  }
}
