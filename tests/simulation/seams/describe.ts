/** A data file of the simulation: its rows as JSON, so that they can be looked at. */
import { encodeBound } from '../../../lake/iceberg/bounds.ts'
import type { DataFile } from '../../../lake/iceberg/datafile.ts'
import type { WrittenFile } from '../../../lake/iceberg/describe.ts'
import { objectColumn } from '../../../lake/iceberg/schema.ts'

export interface SimulatedFile {
  ids: number[]
  /** Values by field id. */
  rows: Record<string, string | number | null>[]
}

export const footerBytesOf = (tail: Uint8Array): number => tail.length

export function describeDataFile(file: WrittenFile): DataFile {
  const { path, bytes, tail, fields, partition } = file
  const { ids, rows } = JSON.parse(Buffer.from(tail).toString()) as SimulatedFile
  const counts = (of: (id: number) => number): Record<number, number> =>
    Object.fromEntries(ids.map((id) => [id, of(id)]))
  const object = fields.find(({ name }) => name === objectColumn)
  const own = object ? rows.flatMap((row) => row[object.id] ?? []) : [] // another engine's rows have none
  const owners = own.map(String).sort()
  const bound = (owner: string | undefined): Record<number, string> =>
    object && owner
      ? { [object.id]: encodeBound('string', Buffer.from(owner)).toString('base64') }
      : {}
  return {
    path,
    partition,
    records: rows.length,
    bytes,
    columnSizes: counts(() => 10),
    valueCounts: counts(() => rows.length),
    nullCounts: counts((id) => rows.filter((row) => row[id] === null).length),
    lower: bound(owners[0]),
    upper: bound(owners.at(-1)),
    splitOffsets: [4],
    fieldIds: ids,
  }
}
