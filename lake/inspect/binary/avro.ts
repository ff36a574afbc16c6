/** An Avro object, by its header. */
import { columnsMax, inspectionBytesMax } from '../../limits.ts'
import { Quarantined } from '../../problem.ts'
import { avroHeader } from '../../render/avro.ts'
import { rootOf } from '../../render/element.ts'
import { parquetColumns } from '../../schema/parquet.ts'
import { avroRecord } from '../../serde/avroschema.ts'
import type { Finding } from '../finding.ts'
import { tooManyColumns } from '../width.ts'

type Read = (start: number, end: number) => Promise<Uint8Array>

/** `head`: the bytes that are read already, from the start. Throws Quarantined for what is no sound header. */
export async function inspectAvro(
  bytes: number,
  head: Uint8Array,
  read: Read,
  reserved: readonly string[],
): Promise<Finding> {
  const { fields, schema: own, codec } = await headerOf(bytes, head, read)
  if (fields.length > columnsMax) throw tooManyColumns('avro', fields.length)
  const schema = rootOf(fields.map(({ name, type }) => type.elements(name)))
  return {
    format: 'avro',
    columns: parquetColumns(schema, reserved),
    render: { reader: 'avro', as: 'parquet' },
    avro: { codec, ...avroRecord(own) },
    evidence: [`Avro header: ${fields.length} fields, codec ${codec}`],
  }
}

async function headerOf(bytes: number, head: Uint8Array, read: Read) {
  try {
    return avroHeader(Buffer.from(head))
  } catch (error) {
    const isCut = error instanceof Quarantined && error.reason.code === 'avro.truncated'
    const end = Math.min(bytes, inspectionBytesMax)
    if (!isCut || head.length >= end) throw error
    return avroHeader(Buffer.concat([head, await read(head.length, end)]))
  }
}
