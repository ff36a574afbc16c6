/** UNLOAD: rows of a query become files of nothing but a folder. */
import type { Writing } from '../../../lake/sql/ddl.ts'
import { userError } from '../../../lake/sql/error.ts'
import type { Table } from '../../glue/model.ts'
import type { Fields } from '../engine/engine.ts'
import { inEmpty, storeRows } from './files.ts'
import { formatOf, suffixOf } from './formats.ts'
import { locationOf } from './partitions.ts'
import { checkKnown, textOf, textsOf } from './properties.ts'
import { cellsOf, checkKeysLast, compressionOf, type Ran, write } from './rows.ts'
import { type WriteScope, type Written, writable } from './scope.ts'

const unloadProperties = [
  'format',
  'compression',
  'compression_level',
  'field_delimiter',
  'partitioned_by',
]

export async function unload(
  { query, location, properties, at }: Extract<Writing, { kind: 'unload' }>,
  scope: WriteScope,
): Promise<Written> {
  checkKnown(properties, unloadProperties)
  const named = textOf(properties, 'format')
  if (named === undefined) throw userError('INVALID_TABLE_PROPERTY', 'UNLOAD needs a format', at)
  const delimiter = textOf(properties, 'field_delimiter')
  const format = formatOf(named, ...compressionOf(properties), delimiter)
  const folder = writable(location, scope).replace(/\/?$/, '/')
  const keys = textsOf(properties, 'partitioned_by')
  const cells = (fields: Fields) => {
    const all = cellsOf(fields)
    checkKeysLast(
      all.map(({ name }) => name),
      keys,
      at,
    )
    return all
  }
  const take = async ({ rowCount, bytesScanned }: Ran) => {
    const table = {
      PartitionKeys: keys.map((Name) => ({ Name })),
      StorageDescriptor: { Location: folder },
    }
    const below = (values: string[]) => locationOf(table as Table, values)
    const stored = rowCount === 0 ? [] : await storeRows(scope, suffixOf(format), below)
    return { rowCount, bytesScanned, files: stored.map(({ uri }) => uri) }
  }
  return inEmpty(folder, 'Target directory', scope, () =>
    write(query, { format, keys, cells }, scope, take),
  )
}
