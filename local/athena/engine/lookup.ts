/** Every table that a query may mean, looked up ahead, so that its compilation need not wait; views with what they read. */
import type { Expression } from '../../../lake/sql/ast.ts'
import { AthenaError, notSupported, userError, withinStack } from '../../../lake/sql/error.ts'
import { type ParsedQuery, parseQuery, parseType } from '../../../lake/sql/parse/query.ts'
import type { TableName } from '../../../lake/sql/tablename.ts'
import { tablesOf } from '../../../lake/sql/tables.ts'
import { typeOf } from '../../../lake/sql/type/spelling.ts'
import { decodeView } from '../../../lake/sql/view.ts'
import type { Catalog } from '../../glue/catalog.ts'
import type { ParsedView, TableColumn } from '../sql/compile/compiler.ts'
import { columnsOf, type Source } from './tables.ts'

export interface Known {
  table(name: TableName): TableColumn[]
  view(name: TableName): ParsedView | undefined
}

type Found = TableColumn[] | ParsedView | AthenaError

export async function lookUp(
  parsed: ParsedQuery,
  { database, parameters, nowMs }: { database: string; parameters: Expression[]; nowMs: number },
  source: Source,
): Promise<Known> {
  const found = new Map<string, Found>()
  const visit = async (names: TableName[]): Promise<void> => {
    for (const name of names) {
      if (found.has(keyOf(name))) continue
      const one = await foundOf(name, source).catch(kept)
      found.set(keyOf(name), one)
      if (Array.isArray(one) || one instanceof AthenaError) continue
      const { query, database: own } = one
      await visit(withinStack(() => tablesOf({ query, parameters: 0 }, own, [], nowMs)))
    }
  }
  await visit(withinStack(() => tablesOf(parsed, database, parameters, nowMs)))
  const of = (name: TableName): Found => {
    const one = found.get(keyOf(name))
    if (!one) throw new Error(`the table ${name.table} was not looked up`)
    if (one instanceof AthenaError) throw one
    return one
  }
  return {
    table: (name) => of(name) as TableColumn[],
    view(name) {
      const one = of(name)
      return Array.isArray(one) || one instanceof AthenaError ? undefined : one
    },
  }
}

function kept(error: unknown): AthenaError {
  if (error instanceof AthenaError) return error
  throw error
}

const keyOf = ({ database, table, version }: TableName): string =>
  JSON.stringify([database, table, String(Object.values(version ?? {}))])

async function foundOf(name: TableName, source: Source): Promise<TableColumn[] | ParsedView> {
  return viewOf(name, source.catalog) ?? columnsOf(name, source)
}

function viewOf(name: TableName, catalog: Catalog): ParsedView | undefined {
  const { database, table, at } = name
  const isThere = catalog.getDatabases().some(({ Name }) => Name === database)
  const row = isThere ? catalog.getTables(database).find(({ Name }) => Name === table) : undefined
  if (row?.TableType !== 'VIRTUAL_VIEW') return undefined
  if (name.version) throw notSupported('Time travel in a view', at)
  const view = decodeView(row.ViewOriginalText)
  if (!view) throw notSupported('A view of Hive', at)
  const shown = `'awsdatacatalog.${database}.${table}'`
  try {
    const { query } = parseQuery(view.originalSql)
    const own = (view.schema ?? database).toLowerCase()
    const columns = view.columns.map((column) => ({
      name: column.name.toLowerCase(),
      type: typeOf(parseType(column.type)),
    }))
    return { query, database: own, columns }
  } catch (error) {
    if (!(error instanceof AthenaError)) throw error
    throw userError('INVALID_VIEW', `Failed analyzing stored view ${shown}: ${error.message}`, at)
  }
}
