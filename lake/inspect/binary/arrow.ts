/** An Arrow file or stream, by its schema. */
import { columnsMax, inspectionBytesMax } from '../../limits.ts'
import { Quarantined } from '../../problem.ts'
import { arrowFields } from '../../render/arrow.ts'
import { arrowType } from '../../render/arrowtype.ts'
import { rootOf } from '../../render/element.ts'
import { parquetColumns } from '../../schema/parquet.ts'
import type { Finding } from '../finding.ts'
import { asset } from '../magic.ts'
import { tooManyColumns } from '../width.ts'

type Read = (start: number, end: number) => Promise<Uint8Array>

/** `head`: the bytes that are read already, from the start. Throws Quarantined for what is no sound schema. */
export async function inspectArrow(
  bytes: number,
  head: Uint8Array,
  read: Read,
  reserved: readonly string[],
): Promise<Finding> {
  const fields = await fieldsOf(bytes, head, read)
  if (fields.length > columnsMax) throw tooManyColumns('arrow', fields.length)
  const evidence = [`Arrow schema: ${fields.length} fields`]
  if (fields.length === 0) {
    const reason = asset('arrow-without-columns', 'The Arrow file has no columns.')
    return { format: 'arrow', columns: [], evidence, reason }
  }
  const schema = rootOf(fields.map(({ name, type }) => arrowType(type).elements(name)))
  const render = { reader: 'arrow', as: 'parquet' } as const
  return { format: 'arrow', columns: parquetColumns(schema, reserved), render, evidence }
}

async function fieldsOf(bytes: number, head: Uint8Array, read: Read) {
  try {
    return arrowFields(Buffer.from(head))
  } catch (error) {
    const isCut = error instanceof Quarantined && error.reason.code === 'arrow.truncated'
    const end = Math.min(bytes, inspectionBytesMax)
    if (!isCut || head.length >= end) throw error
    return arrowFields(Buffer.concat([head, await read(head.length, end)]))
  }
}
