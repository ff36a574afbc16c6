/**
 * The `.metadata` file beside a result: a protobuf message that JDBC drivers and awswrangler read.
 * Field 1: the query's id; repeated field 4: a column. https://github.com/burtcorp/athena-jdbc
 */
import type { ResultColumn } from './engine/engine.ts'

/** Nothing is known of a result column's nullability. */
const nullableUnknown = 3

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest > 127) {
    bytes.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  return Buffer.from([...bytes, rest])
}

const numberField = (field: number, value: number) =>
  Buffer.concat([varint(field * 8), varint(value)])

function bytesField(field: number, value: Buffer | string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes])
}

const columnMessage = ({ name, type, precision, scale }: ResultColumn) =>
  Buffer.concat([
    bytesField(1, 'hive'),
    bytesField(4, name),
    bytesField(5, name),
    bytesField(6, type),
    numberField(7, precision),
    numberField(8, scale),
    numberField(9, nullableUnknown),
    numberField(10, isCaseSensitive(type) ? 1 : 0),
  ])

/** Whether values of an Athena type distinguish upper and lower case. */
export const isCaseSensitive = (type: string) => type === 'varchar' || type === 'char'

/** The whole file for a query's columns. */
export const formatMetadata = (queryExecutionId: string, columns: readonly ResultColumn[]) =>
  Buffer.concat([
    bytesField(1, queryExecutionId),
    ...columns.map((column) => bytesField(4, columnMessage(column))),
  ])
