import { AthenaError, userError } from '../../../../lake/sql/error.ts'
import type { TableName } from '../../../../lake/sql/tablename.ts'
import { coerces, spell } from '../../../../lake/sql/type/type.ts'
import { coerce } from './coerce.ts'
import type { CompiledQuery, Compiler, Field, ParsedView } from './compiler.ts'

/** As errors name it. */
export const shownView = ({ database, table }: Pick<TableName, 'database' | 'table'>): string =>
  `'awsdatacatalog.${database}.${table}'`

/** A view: its query in its own database, with the names and types that it was made with. */
export function viewed(
  view: ParsedView,
  name: TableName,
  compiler: Compiler,
): { sql: string; fields: Field[] } {
  const shown = shownView(name)
  const query = inDatabase(view, shown, name, compiler)
  const alias = compiler.fresh('q')
  if (query.fields.length !== view.columns.length) throw stale(shown, name)
  return {
    sql: `(${query.sql}) AS ${alias}`,
    fields: view.columns.map((column, place) => {
      const { name: before, type: from } = query.fields[place]!
      // Columns that changed places would answer under each other's names.
      if (before !== column.name) throw stale(shown, name)
      if (!coerces(from, column.type) && spell(from) !== spell(column.type)) {
        throw stale(shown, name)
      }
      return {
        ...coerce({ sql: `${alias}.c${place}`, type: from }, column.type),
        name: column.name,
        relation: ['awsdatacatalog', name.database, name.table],
      }
    }),
  }
}

/** Views within views. */
const viewsDeepMax = 32
/** Said of the view itself. */
const kept = new Set(['NOT_SUPPORTED', 'VIEW_IS_RECURSIVE', 'INVALID_VIEW', 'VIEW_IS_STALE'])

const stale = (shown: string, { at }: TableName) =>
  userError(
    'VIEW_IS_STALE',
    `View ${shown} is stale or in invalid state: it must be re-created`,
    at,
  )

function inDatabase(
  view: ParsedView,
  shown: string,
  { at }: TableName,
  compiler: Compiler,
): CompiledQuery {
  const { database, common, viewing } = compiler
  if (viewing.includes(shown) || viewing.length >= viewsDeepMax) {
    throw userError('VIEW_IS_RECURSIVE', 'View is recursive', at)
  }
  compiler.viewing = [...viewing, shown]
  compiler.database = view.database
  compiler.common = undefined
  try {
    return compiler.query(view.query, undefined, undefined)
  } catch (error) {
    if (!(error instanceof AthenaError) || kept.has(error.code)) throw error
    throw userError('INVALID_VIEW', `Failed analyzing stored view ${shown}: ${error.message}`, at)
  } finally {
    compiler.database = database
    compiler.common = common
    compiler.viewing = viewing
  }
}
