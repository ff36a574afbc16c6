/** `information_schema`, made of the Data Catalog. */
import { literal, quote } from '../../../lake/schema/spelling.ts'
import { fromGlue } from '../../../lake/sql/type/spelling.ts'
import { bigint, spell, varchar } from '../../../lake/sql/type/type.ts'
import type { Catalog } from '../../glue/catalog.ts'
import type { TableColumn, TableUse } from '../sql/compile/compiler.ts'

type Row = (string | number | null)[]

const texts = (...names: string[]): TableColumn[] => names.map((name) => ({ name, type: varchar }))

const columns: Record<string, TableColumn[]> = {
  schemata: texts('catalog_name', 'schema_name'),
  tables: texts('table_catalog', 'table_schema', 'table_name', 'table_type'),
  views: texts('table_catalog', 'table_schema', 'table_name', 'view_definition'),
  columns: [
    ...texts('table_catalog', 'table_schema', 'table_name', 'column_name'),
    { name: 'ordinal_position', type: bigint },
    ...texts('column_default', 'is_nullable', 'data_type', 'comment', 'extra_info'),
  ],
}

/** The columns of one of its tables; nothing when it has no such table. */
export const informationColumns = (table: string): TableColumn[] | undefined => columns[table]

/** The rows of one of its tables as SQL. */
export function informationSql(use: TableUse, catalog: Catalog): string {
  const names = use.columns.map(({ name }) => quote(name)).join(', ')
  const rows = rowsOf(use, catalog)
  const lines = rows.map((row) => `(${row.map(cell).join(', ')})`)
  const nothing = `(${use.columns.map(({ type }) => `CAST(NULL AS ${spell(type)})`).join(', ')})`
  const from = `SELECT * FROM (VALUES ${lines.join(', ') || nothing}) AS v(${names})`
  return lines.length === 0 ? `${from} WHERE false` : from
}

const cell = (value: Row[number]) =>
  value === null ? 'NULL' : typeof value === 'number' ? `${value}::BIGINT` : literal(value)

function rowsOf(use: TableUse, catalog: Catalog): Row[] {
  const wanted = (column: string, value: string) =>
    use.conditions.every(
      (each) => each.column !== column || each.operator !== '=' || each.values[0] === value,
    )
  const databases = [...catalog.getDatabases().map(({ Name }) => Name), 'information_schema']
  if (use.table === 'schemata') return databases.map((name) => ['awsdatacatalog', name])
  const tables = catalog
    .getDatabases()
    .filter(({ Name }) => wanted('table_schema', Name))
    .flatMap(({ Name }) => catalog.getTables(Name))
    .filter(({ Name }) => wanted('table_name', Name))
  const isView = (type?: string) => type === 'VIRTUAL_VIEW'
  if (use.table === 'tables') {
    return tables.map(({ DatabaseName, Name, TableType }) => {
      return ['awsdatacatalog', DatabaseName, Name, isView(TableType) ? 'VIEW' : 'BASE TABLE']
    })
  }
  if (use.table === 'views') {
    return tables
      .filter(({ TableType }) => isView(TableType))
      .map(({ DatabaseName, Name, ViewOriginalText = null }) => {
        return ['awsdatacatalog', DatabaseName, Name, ViewOriginalText]
      })
  }
  return tables.flatMap(({ DatabaseName, Name, StorageDescriptor, PartitionKeys = [] }) => {
    const own = StorageDescriptor?.Columns ?? []
    return [...own, ...PartitionKeys].map((column, place) => {
      const type = fromGlue(column.Type ?? 'string')
      const extra = place < own.length ? null : 'partition key'
      const head: Row = ['awsdatacatalog', DatabaseName, Name, column.Name, place + 1]
      const spelt = type ? spell(type) : (column.Type ?? '')
      return [...head, null, 'YES', spelt, column.Comment ?? null, extra]
    })
  })
}
