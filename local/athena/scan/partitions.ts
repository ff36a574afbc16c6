/** The partitions of a table that a query must read, each with its location. */
import type { Filter } from '../../../lake/iceberg/filter.ts'
import { type HiveType, parseHiveType } from '../../../lake/serde/hivetype.ts'
import type { Table } from '../../glue/model.ts'
import { isProjected, projectedPartitions } from './projection.ts'
import type { PlanRequest, TablePartition } from './request.ts'

const hiveNull = '__HIVE_DEFAULT_PARTITION__'

/** The table itself where it has no partition keys. */
export function partitionsToRead({ table, catalog, where = [] }: PlanRequest): TablePartition[] {
  const keys = table.PartitionKeys ?? []
  const location = table.StorageDescriptor?.Location ?? ''
  if (keys.length === 0) return [{ location, values: [] }]
  if (isProjected(table)) return projectedPartitions(table, where)
  return catalog
    .getPartitions(table.DatabaseName, table.Name)
    .map(({ Values, StorageDescriptor }) => ({
      location: StorageDescriptor?.Location ?? location,
      values: Values.map((value) => (value === hiveNull ? null : value)),
    }))
    .filter(({ values }) => mayMeet(table, values, where))
}

/** False only where no row of the partition can meet every condition. */
export function mayMeet(
  table: Table,
  values: readonly (string | null)[],
  where: Filter[],
): boolean {
  return (table.PartitionKeys ?? []).every(({ Name, Type = 'string' }, i) => {
    const type = parseHiveType(Type)
    return where
      .filter(({ column }) => column === Name)
      .every((filter) => meets(values[i] ?? null, type, filter))
  })
}

function meets(value: string | null, type: HiveType, { op, value: bound }: Filter): boolean {
  if (value === null) return false
  const order = compare(value, type, bound)
  if (order === undefined) return true
  if (op === '=') return order === 0
  if (op === '<') return order < 0
  if (op === '<=') return order <= 0
  return op === '>' ? order > 0 : order >= 0
}

/** Undefined where the two are not of one plain kind: then nothing is known. */
function compare(value: string, type: HiveType, bound: Filter['value']): number | undefined {
  if (type.kind === 'string' || type.kind === 'date') {
    if (typeof bound !== 'string') return
    // Code points order as UTF-8 bytes do; UTF-16 units would not.
    return Buffer.compare(Buffer.from(value), Buffer.from(bound))
  }
  const isWhole = ['tinyint', 'smallint', 'int', 'bigint'].includes(type.kind)
  const isNumber = typeof bound === 'bigint' || Number.isSafeInteger(bound)
  if (!isWhole || !isNumber || !/^[+-]?\d{1,19}$/.test(value)) return
  const [left, right] = [BigInt(value.replace('+', '')), BigInt(bound)]
  return left < right ? -1 : left > right ? 1 : 0
}
