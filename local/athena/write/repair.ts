/** MSCK REPAIR TABLE: folders `key=value` that are no partitions yet become some. */
import type { QualifiedName } from '../../../lake/sql/ddl.ts'
import { hiveError } from '../../../lake/sql/error.ts'
import { bucketAndPrefix } from '../scan/objects.ts'
import { partitionInput, unescaped } from './partitions.ts'
import { changeable, hiveTableOf, type WriteScope } from './scope.ts'

/** The lines that Hive prints. */
export function repair({ name }: { name: QualifiedName }, scope: WriteScope): string[] {
  const table = hiveTableOf(scope, changeable(name, scope))
  const keys = (table.PartitionKeys ?? []).map(({ Name }) => Name)
  const location = table.StorageDescriptor?.Location
  if (keys.length === 0 || location === undefined) return []
  const { bucket, prefix } = bucketAndPrefix(location)
  if (!scope.store.buckets.has(bucket)) {
    throw hiveError(
      'HIVE_METASTORE_ERROR',
      `SemanticException The specified bucket does not exist: ${bucket}`,
    )
  }
  const found = new Map<string, string[]>()
  for (const { key } of scope.store.list(bucket, prefix)) {
    const folders = key.slice(prefix.length).split('/').slice(0, keys.length)
    const values = folders.map((folder, i) => valueIn(folder, keys[i] as string))
    const isWhole =
      values.length === keys.length && key.slice(prefix.length).split('/').length > keys.length
    if (isWhole && !values.includes(undefined)) found.set(folders.join('/'), values as string[])
  }
  const missing = [...found].filter(([, values]) => !scope.catalog.findPartition(table, values))
  for (const [path, values] of missing) {
    const input = partitionInput(table, values, `s3://${bucket}/${prefix}${path}/`)
    scope.catalog.createPartition(table.DatabaseName, table.Name, input)
  }
  if (missing.length === 0) return []
  const names = missing.map(([path]) => `${table.Name}:${path}`)
  return [
    `Partitions not in metastore:\t${names.join('\t')}`,
    ...names.map((each) => `Repair: Added partition to metastore ${each}`),
  ]
}

function valueIn(folder: string, key: string): string | undefined {
  const equals = folder.indexOf('=')
  if (equals < 0 || folder.slice(0, equals).toLowerCase() !== key) return undefined
  return unescaped(folder.slice(equals + 1))
}
