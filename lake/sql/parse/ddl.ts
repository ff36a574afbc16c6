/** Hive's statements on databases, tables and partitions, as Athena takes them. */
import type { Ddl } from '../ddl.ts'
import { grammarOf } from '../statement.ts'
import { alterAction } from './altertable.ts'
import { createTable } from './createtable.ts'
import { type Cursor, openCursor } from './cursor.ts'
import { hiveName, hiveProperties, hiveString, hiveTable } from './hive.ts'
import { query } from './query.ts'

/** Parses one of them; AthenaError where it is none. */
export function parseDdl(sql: string): Ddl {
  const cursor = openCursor(sql, query, grammarOf(sql))
  const parsed = statement(cursor)
  if (cursor.peek().kind !== 'end') cursor.fail('<EOF>')
  return parsed
}

function statement(cursor: Cursor): Ddl {
  if (cursor.accept('CREATE', 'DATABASE') || cursor.accept('CREATE', 'SCHEMA')) {
    return createDatabase(cursor)
  }
  if (cursor.accept('CREATE', 'EXTERNAL', 'TABLE')) return createTable(cursor, true)
  if (cursor.accept('CREATE', 'TABLE')) return createTable(cursor, false)
  if (cursor.accept('DROP', 'DATABASE') || cursor.accept('DROP', 'SCHEMA')) {
    const ifExists = cursor.accept('IF', 'EXISTS')
    const name = hiveName(cursor)
    const cascade = cursor.accept('CASCADE')
    if (!cascade) cursor.accept('RESTRICT')
    return { kind: 'dropDatabase', name, ifExists, cascade }
  }
  const object = (['TABLE', 'VIEW'] as const).find((each) => cursor.accept('DROP', each))
  if (object) {
    const ifExists = cursor.accept('IF', 'EXISTS')
    return { kind: 'drop', object, name: hiveTable(cursor), ifExists }
  }
  if (cursor.accept('ALTER', 'DATABASE') || cursor.accept('ALTER', 'SCHEMA')) {
    const name = hiveName(cursor)
    cursor.expect('SET', 'DBPROPERTIES')
    return { kind: 'alterDatabase', name, properties: hiveProperties(cursor) }
  }
  if (cursor.accept('ALTER', 'TABLE')) {
    const name = hiveTable(cursor)
    return { kind: 'alterTable', name, action: alterAction(cursor) }
  }
  if (cursor.accept('MSCK', 'REPAIR', 'TABLE')) return { kind: 'repair', name: hiveTable(cursor) }
  cursor.take()
  return cursor.fail("'DATABASE', 'SCHEMA', 'TABLE', 'VIEW'")
}

function createDatabase(cursor: Cursor): Ddl {
  const ifNotExists = cursor.accept('IF', 'NOT', 'EXISTS')
  const name = hiveName(cursor)
  const comment = cursor.accept('COMMENT') ? hiveString(cursor) : undefined
  const location = cursor.accept('LOCATION') ? hiveString(cursor) : undefined
  const properties = cursor.accept('WITH', 'DBPROPERTIES') ? hiveProperties(cursor) : {}
  return {
    ...{ kind: 'createDatabase', name, ifNotExists, properties },
    ...(comment !== undefined && { comment }),
    ...(location !== undefined && { location }),
  }
}
