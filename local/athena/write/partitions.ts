/** Partitions that a statement names: by values, and where their files lie. */
import type { PartitionClause } from '../../../lake/sql/ddl.ts'
import { hiveError } from '../../../lake/sql/error.ts'
import type { Partition, PartitionInput, Table } from '../../glue/model.ts'

export const nullPartition = '__HIVE_DEFAULT_PARTITION__'

const keysOf = ({ PartitionKeys = [] }: Table): string[] => PartitionKeys.map(({ Name }) => Name)

/** The values in the order of the keys. AthenaError where one is missing, or is none of the table's. */
export function valuesOf(table: Table, { values }: PartitionClause): string[] {
  checkKeys(table, values)
  return keysOf(table).map((key) => {
    const value = values[key]
    if (value !== undefined) return value
    throw hiveError(
      'INVALID_PARTITION',
      `SemanticException partition spec ${specOf(values)} doesn't contain all (${keysOf(table).length}) partition columns`,
    )
  })
}

/** Of a clause that may leave keys open: whether a partition is meant. */
export function matching(table: Table, { values }: PartitionClause): (one: Partition) => boolean {
  checkKeys(table, values)
  const places = keysOf(table).map((key) => values[key])
  return ({ Values }) => places.every((value, i) => value === undefined || value === Values[i])
}

function checkKeys(table: Table, values: Record<string, string>): void {
  for (const key of Object.keys(values)) {
    if (keysOf(table).includes(key)) continue
    throw hiveError(
      'INVALID_PARTITION',
      `SemanticException [Error 10098]: Non-Partition column appears in the partition specification: ${key}`,
    )
  }
}

const specOf = (values: Record<string, string>): string =>
  `{${Object.entries(values)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')}}`

/** `day=2024-01-01/hour=3`, each value as a path may hold it. */
export const partitionPath = (table: Table, values: readonly string[]): string =>
  keysOf(table)
    .map((key, i) => `${escaped(key)}=${escaped(values[i] as string)}`)
    .join('/')

/** A partition's name is a path: Hive escapes what a path may not hold. */
export const escaped = (value: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are among what Hive escapes.
  value.replace(/[\x00-\x1f\x7f"#%'*/:=?\\{[\]^]/g, (character) => {
    const hex = character.charCodeAt(0).toString(16).toUpperCase()
    return `%${hex.padStart(2, '0')}`
  })

export const unescaped = (text: string): string =>
  text.replace(/%([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))

/** Below the table's own folder where nothing else is said; that folder itself where there are no keys. */
export function locationOf(table: Table, values: readonly string[]): string {
  const base = (table.StorageDescriptor?.Location ?? '').replace(/\/?$/, '/')
  return values.length === 0 ? base : `${base}${partitionPath(table, values)}/`
}

/** A partition inherits nothing: the descriptor stands in it whole. */
export const partitionInput = (
  { StorageDescriptor }: Table,
  Values: string[],
  Location: string,
): PartitionInput => ({
  Values,
  StorageDescriptor: { ...StorageDescriptor, Location },
  Parameters: { transient_lastDdlTime: String(Math.floor(Date.now() / 1000)) },
})
