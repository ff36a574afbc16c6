/** CREATE EXTERNAL TABLE. https://docs.aws.amazon.com/athena/latest/ug/create-table.html */
import type { ColumnDefinition, CreateTable, Properties, StorageFormat } from '../ddl.ts'
import type { Cursor } from './cursor.ts'
import { hiveColumns, hiveName, hiveProperties, hiveString, hiveTable, hiveType } from './hive.ts'

/** CREATE [EXTERNAL] TABLE is taken. */
export function createTable(cursor: Cursor, external: boolean): CreateTable {
  const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS')
  const table: CreateTable = {
    kind: 'createTable',
    name: hiveTable(cursor),
    ...{ external, ifNotExists },
    columns: cursor.at('(') ? hiveColumns(cursor) : [],
    ...{ partitions: [], transforms: [], properties: {}, format: { serdeProperties: {} } },
  }
  while (cursor.peek().kind !== 'end') {
    if (!clause(cursor, table)) {
      cursor.fail("'COMMENT', 'LOCATION', 'PARTITIONED', 'ROW', 'STORED', 'TBLPROPERTIES', <EOF>")
    }
  }
  return table
}

/** Takes the clause that comes next; false when it is none. */
function clause(cursor: Cursor, table: CreateTable): boolean {
  if (cursor.accept('COMMENT')) table.comment = hiveString(cursor)
  else if (cursor.accept('PARTITIONED', 'BY')) partitioned(cursor, table)
  else if (cursor.accept('CLUSTERED', 'BY')) {
    const columns = cursor.list(() => hiveName(cursor).text)
    if (cursor.accept('SORTED', 'BY')) cursor.list(() => hiveName(cursor))
    cursor.expect('INTO')
    if (cursor.peek().kind !== 'integer') cursor.fail('<integer>')
    table.buckets = { columns, count: Number(cursor.take().text) }
    cursor.expect('BUCKETS')
  } else if (cursor.accept('ROW', 'FORMAT')) rowFormat(cursor, table.format)
  else if (cursor.accept('WITH', 'SERDEPROPERTIES')) {
    Object.assign(table.format.serdeProperties, hiveProperties(cursor))
  } else if (cursor.accept('STORED', 'AS')) storedAs(cursor, table.format)
  else if (cursor.accept('LOCATION')) table.location = hiveString(cursor)
  else if (cursor.accept('TBLPROPERTIES')) Object.assign(table.properties, hiveProperties(cursor))
  else return false
  return true
}

/** Hive's are columns with types; Iceberg's name columns that are there, or what is made of them. */
function partitioned(cursor: Cursor, table: CreateTable): void {
  const all = cursor.list((): ColumnDefinition | string => {
    const { text } = hiveName(cursor)
    if (cursor.at(',') || cursor.at(')')) return text
    if (!cursor.at('(')) {
      const type = hiveType(cursor)
      return { name: text, type, ...(cursor.accept('COMMENT') && { comment: hiveString(cursor) }) }
    }
    const parts = cursor.list(() => {
      const { kind, text: part } = cursor.peek()
      return kind === 'integer' ? (cursor.take(), part) : hiveName(cursor).text
    })
    return `${text}(${parts.join(', ')})`
  })
  for (const one of all) {
    if (typeof one === 'string') table.transforms.push(one)
    else table.partitions.push(one)
  }
}

function rowFormat(cursor: Cursor, format: StorageFormat): void {
  if (cursor.accept('SERDE')) {
    format.serde = hiveString(cursor)
    return
  }
  cursor.expect('DELIMITED')
  const said: Properties = format.serdeProperties
  for (;;) {
    if (cursor.accept('FIELDS', 'TERMINATED', 'BY')) {
      said['field.delim'] = hiveString(cursor)
      said['serialization.format'] = said['field.delim']
      if (cursor.accept('ESCAPED', 'BY')) said['escape.delim'] = hiveString(cursor)
    } else if (cursor.accept('COLLECTION', 'ITEMS', 'TERMINATED', 'BY')) {
      said['collection.delim'] = hiveString(cursor)
    } else if (cursor.accept('MAP', 'KEYS', 'TERMINATED', 'BY')) {
      said['mapkey.delim'] = hiveString(cursor)
    } else if (cursor.accept('LINES', 'TERMINATED', 'BY')) said['line.delim'] = hiveString(cursor)
    else if (cursor.accept('NULL', 'DEFINED', 'AS')) {
      said['serialization.null.format'] = hiveString(cursor)
    } else return
  }
}

function storedAs(cursor: Cursor, format: StorageFormat): void {
  if (!cursor.accept('INPUTFORMAT')) {
    format.storedAs = hiveName(cursor).text
    return
  }
  format.inputFormat = hiveString(cursor)
  cursor.expect('OUTPUTFORMAT')
  format.outputFormat = hiveString(cursor)
}
