/** Every statement that makes or changes something, by its kind. */
import { parseDdl } from '../../../lake/sql/parse/ddl.ts'
import { parseWriting } from '../../../lake/sql/parse/writing.ts'
import { alterTable } from './altertable.ts'
import { alterDatabase, createDatabase, dropDatabase } from './databases.ts'
import { repair } from './repair.ts'
import { createTableAs, insert } from './rows.ts'
import type { WriteScope, Written } from './scope.ts'
import { createTable, drop } from './tables.ts'
import { unload } from './unload.ts'
import { createView } from './views.ts'

/** Runs a statement of the Data Catalog; the lines that Hive prints. */
export function runDdl(sql: string, scope: WriteScope): string[] {
  const statement = parseDdl(sql)
  switch (statement.kind) {
    case 'createDatabase':
      createDatabase(statement, scope)
      return []
    case 'dropDatabase':
      dropDatabase(statement, scope)
      return []
    case 'alterDatabase':
      alterDatabase(statement, scope)
      return []
    case 'createTable':
      createTable(statement, scope)
      return []
    case 'drop':
      drop(statement, scope)
      return []
    case 'alterTable':
      alterTable(statement, scope)
      return []
    case 'repair':
      return repair(statement, scope)
  }
}

/** Runs a statement of a query's rows; undefined of a view, which has none. */
export async function runWriting(sql: string, scope: WriteScope): Promise<Written | undefined> {
  const statement = parseWriting(sql)
  switch (statement.kind) {
    case 'createTableAs':
      return createTableAs(statement, scope)
    case 'insert':
      return insert(statement, scope)
    case 'unload':
      return unload(statement, scope)
    case 'createView':
      await createView(statement, scope)
      return undefined
  }
}
