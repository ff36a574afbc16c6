/** Parquet with a VARIANT column, written by hand: shredded as DuckDB does not expect it, or broken. */
import type { SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'

const bytes = (name: string, repetition_type: 'OPTIONAL' | 'REQUIRED'): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  repetition_type,
})

/** Without a `value` beside its `typed_value`, as parquet-testing's `shredded_variant/case-041` has it: DuckDB 1.5 is invalid afterwards. */
export const shreddedWithoutValue = (): Buffer =>
  variantFile(
    [
      bytes('metadata', 'REQUIRED'),
      { ...bytes('typed_value', 'OPTIONAL'), converted_type: 'UTF8' },
    ],
    {
      metadata: emptyMetadata,
      typed_value: 'comedy',
    },
  )

/** A value that is none: DuckDB calls it an error of the input and output. */
export const variantOfGarbage = (): Buffer =>
  variantFile([bytes('metadata', 'REQUIRED'), bytes('value', 'OPTIONAL')], {
    metadata: emptyMetadata,
    value: new Uint8Array([0xff, 0xff, 0xff]),
  })

const emptyMetadata = new Uint8Array([1, 0, 0])

function variantFile(members: SchemaElement[], value: object): Buffer {
  const group: SchemaElement = {
    name: 'v',
    repetition_type: 'OPTIONAL',
    num_children: members.length,
  }
  const schema = [{ name: 'root', num_children: 1 }, group, ...members]
  const writer = new ByteWriter()
  const parquet = new ParquetWriter({ writer, schema, codec: 'UNCOMPRESSED', statistics: false })
  parquet.write({ columnData: [{ name: 'v', data: [value] }] })
  group.logical_type = { type: 'VARIANT' } // only now: the writer would write its value itself
  parquet.finish()
  return Buffer.from(writer.getBytes())
}
