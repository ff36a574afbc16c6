import type { Type } from '../../../lake/sql/type/type.ts'

/** One column of a result in the terms of Athena's ColumnInfo. */
export interface ResultColumn {
  name: string
  type: string
  precision: number
  scale: number
}

const precisions: Partial<Record<Type['kind'], number>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
  real: 17,
  double: 17,
  timestamp: 3,
  time: 3,
  varbinary: 1_073_741_824,
}

/** A result's column as Athena's ColumnInfo has it. */
export function resultColumn(name: string, type: Type): ResultColumn {
  if (type.kind === 'decimal')
    return { name, type: 'decimal', precision: type.precision, scale: type.scale }
  if (type.kind === 'varchar' || type.kind === 'char') {
    return { name, type: type.kind, precision: type.length ?? 2_147_483_647, scale: 0 }
  }
  const zoned = type.kind === 'timestamp' && type.zone !== undefined
  const word = zoned ? 'timestamp with time zone' : type.kind === 'real' ? 'float' : type.kind
  return { name, type: word, precision: precisions[type.kind] ?? 0, scale: 0 }
}
