/** CREATE VIEW: its text, with the names and types that it has today. */
import type { Writing } from '../../../lake/sql/ddl.ts'
import { userError } from '../../../lake/sql/error.ts'
import { hiveType } from '../../../lake/sql/type/hive.ts'
import { spell } from '../../../lake/sql/type/type.ts'
import { encodeView } from '../../../lake/sql/view.ts'
import { changeable, findTable, type WriteScope } from './scope.ts'

export async function createView(
  { name, replace, query, text }: Extract<Writing, { kind: 'createView' }>,
  scope: WriteScope,
): Promise<void> {
  const { database, table } = changeable(name, scope)
  const shown = `'awsdatacatalog.${database}.${table}'`
  const before = findTable(scope, { database, table })
  if (before && before.TableType !== 'VIRTUAL_VIEW') {
    throw userError('TABLE_ALREADY_EXISTS', `Table already exists: ${shown}`, name.at)
  }
  if (before && !replace)
    throw userError('TABLE_ALREADY_EXISTS', `View already exists: ${shown}`, name.at)
  if (query.parameters > 0) throw userError('NOT_SUPPORTED', 'A view takes no parameters', name.at)
  const making = { database, table }
  const { fields } = await scope.engine.look({ query, database: scope.database, making })
  const columns = fields.map((field, i) => {
    if (field.name === undefined) {
      throw userError(
        'MISSING_COLUMN_NAME',
        `Column name not specified at position ${i + 1}`,
        name.at,
      )
    }
    if (field.type.kind === 'unknown') {
      throw userError('COLUMN_TYPE_UNKNOWN', `Column type is unknown: ${field.name}`, name.at)
    }
    return { name: field.name, type: spell(field.type), hive: hiveType(field.type) ?? 'string' }
  })
  const twice = columns.find(
    (column, i) => columns.findIndex((each) => each.name === column.name) < i,
  )
  if (twice)
    throw userError(
      'DUPLICATE_COLUMN_NAME',
      `Column name '${twice.name}' specified more than once`,
      name.at,
    )
  const input = {
    ...{ Name: table, TableType: 'VIRTUAL_VIEW', Owner: 'hadoop' },
    Parameters: { presto_view: 'true', comment: 'Presto View' },
    ViewOriginalText: encodeView({
      originalSql: text.trimEnd(),
      ...{ catalog: 'awsdatacatalog', schema: scope.database.toLowerCase() },
      columns: columns.map((column) => ({ name: column.name, type: column.type })),
    }),
    ViewExpandedText: '/* Presto View */',
    StorageDescriptor: {
      Columns: columns.map((column) => ({ Name: column.name, Type: column.hive })),
      ...{ Location: '', SerdeInfo: {}, NumberOfBuckets: 0 },
    },
  }
  if (before) scope.catalog.updateTable(database, input)
  else scope.catalog.createTable(database, input)
}
