/** What ALTER TABLE changes. */
import type { AlterAction, PartitionClause } from '../ddl.ts'
import type { Cursor } from './cursor.ts'
import { hiveColumn, hiveColumns, hiveName, hiveProperties, hiveString } from './hive.ts'

/** ALTER TABLE and the name are taken. */
export function alterAction(cursor: Cursor): AlterAction {
  if (cursor.accept('ADD', 'COLUMNS')) return { kind: 'addColumns', columns: hiveColumns(cursor) }
  if (cursor.accept('ADD')) {
    const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS')
    return { kind: 'addPartitions', ifNotExists, partitions: partitions(cursor) }
  }
  if (cursor.accept('REPLACE', 'COLUMNS')) {
    return { kind: 'replaceColumns', columns: hiveColumns(cursor) }
  }
  if (cursor.accept('CHANGE')) {
    cursor.accept('COLUMN')
    const column = hiveName(cursor).text
    return { kind: 'changeColumn', column, to: hiveColumn(cursor) }
  }
  if (cursor.accept('DROP', 'COLUMN')) {
    return { kind: 'dropColumn', column: hiveName(cursor).text }
  }
  if (cursor.accept('DROP')) {
    const ifExists = cursor.accept('IF', 'EXISTS')
    return { kind: 'dropPartitions', ifExists, partitions: partitions(cursor) }
  }
  if (cursor.accept('SET', 'TBLPROPERTIES')) {
    return { kind: 'setProperties', properties: hiveProperties(cursor) }
  }
  if (cursor.accept('UNSET', 'TBLPROPERTIES')) {
    cursor.accept('IF', 'EXISTS')
    return { kind: 'unsetProperties', names: cursor.list(() => hiveString(cursor)) }
  }
  if (cursor.accept('SET', 'LOCATION')) {
    return { kind: 'setLocation', location: hiveString(cursor) }
  }
  if (cursor.at('PARTITION')) return ofPartition(cursor)
  return cursor.fail("'ADD', 'CHANGE', 'DROP', 'PARTITION', 'REPLACE', 'SET', 'UNSET'")
}

function ofPartition(cursor: Cursor): AlterAction {
  const from = partition(cursor)
  if (cursor.accept('RENAME', 'TO')) {
    return { kind: 'renamePartition', from, to: partition(cursor) }
  }
  cursor.expect('SET', 'LOCATION')
  return { kind: 'setLocation', location: hiveString(cursor), partition: from }
}

/** A comma between them is allowed where they are dropped. */
function partitions(cursor: Cursor): PartitionClause[] {
  const all = [partition(cursor)]
  while (cursor.accept(',') || cursor.at('PARTITION')) all.push(partition(cursor))
  return all
}

/** `PARTITION (day = '2024-01-01', hour = 3) LOCATION '…'`. */
function partition(cursor: Cursor): PartitionClause {
  cursor.expect('PARTITION')
  const values = cursor.list(() => {
    const name = hiveName(cursor).text
    cursor.expect('=')
    return [name, constant(cursor)] as const
  })
  const location = cursor.accept('LOCATION') ? hiveString(cursor) : undefined
  return { values: Object.fromEntries(values), ...(location !== undefined && { location }) }
}

function constant(cursor: Cursor): string {
  const { kind } = cursor.peek()
  if (kind === 'string') return cursor.take().text
  cursor.accept('DATE')
  if (cursor.peek().kind === 'string') return cursor.take().text
  const sign = cursor.accept('-') ? '-' : ''
  if (!['integer', 'decimal', 'double'].includes(cursor.peek().kind)) cursor.fail('<literal>')
  return sign + cursor.take().text
}
