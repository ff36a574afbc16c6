/** SHOW and DESCRIBE, answered from the Data Catalog in Hive's own layout. */

import { hiveError, notSupported } from '../../lake/sql/error.ts'
import type { Catalog } from '../glue/catalog.ts'
import type { Table } from '../glue/model.ts'
import { AwsFault } from '../wire/service.ts'
import { describe } from './describe.ts'
import type { ResultColumn } from './engine/engine.ts'
import { showCreateTable } from './showcreate.ts'
import { functionColumns, functionLines } from './showfunctions.ts'
import { partitionPath } from './write/partitions.ts'

export interface UtilityResult {
  columns: ResultColumn[]
  /** The lines of the `.txt` result; cells are separated by tabs. */
  lines: string[]
}

const column = (name: string): ResultColumn => ({ name, type: 'string', precision: 0, scale: 0 })
const result = (lines: string[], ...names: string[]): UtilityResult => ({
  columns: names.map(column),
  lines,
})

interface Scope {
  catalog: Catalog
  /** What an unqualified name belongs to. */
  database: string
}

type Answer = (scope: Scope, groups: Record<string, string | undefined>) => UtilityResult

const part = '(?:`(?:[^`]|``)+`|"(?:[^"]|"")+"|[\\w$]+)'
const path = (group: string) => `(?<${group}>${part}(?:\\s*\\.\\s*${part}){0,2})`
const pattern = `(?:\\s+(?:LIKE\\s+)?'(?<pattern>[^']*)')?`
const inDatabase = `(?:\\s+(?:IN|FROM)\\s+${path('database')})?`

const statements: [string, Answer][] = [
  [`SHOW\\s+(?:DATABASES|SCHEMAS)${inDatabase}${pattern}`, showDatabases],
  [`SHOW\\s+TABLES${inDatabase}${pattern}`, showTables],
  [`SHOW\\s+VIEWS${inDatabase}${pattern}`, showViews],
  [`SHOW\\s+FUNCTIONS${pattern}`, showFunctions],
  [`SHOW\\s+COLUMNS\\s+(?:IN|FROM)\\s+${path('table')}${inDatabase}`, showColumns],
  [`SHOW\\s+PARTITIONS\\s+${path('table')}`, showPartitions],
  [`SHOW\\s+CREATE\\s+TABLE\\s+${path('table')}`, showCreate],
  [
    `SHOW\\s+TBLPROPERTIES\\s+${path('table')}(?:\\s*\\(\\s*['"](?<property>[^'"]+)['"]\\s*\\))?`,
    showProperties,
  ],
  [`(?:DESCRIBE|DESC)(?<detail>\\s+(?:EXTENDED|FORMATTED))?\\s+${path('table')}`, describeTable],
]

const compiled = statements.map(
  ([source, answer]) => [new RegExp(`^\\s*${source}\\s*;?\\s*$`, 'is'), answer] as const,
)

/** Runs a SHOW or DESCRIBE; AthenaError when it is none that the laptop knows, or names nothing. */
export function runUtility(sql: string, scope: Scope): UtilityResult {
  for (const [regex, answer] of compiled) {
    const match = regex.exec(sql)
    if (match) return answer(scope, match.groups ?? {})
  }
  throw notSupported(sql.trim().split(/\s+/, 3).join(' '))
}

function namesOf(text: string): string[] {
  const parts = text.match(new RegExp(part, 'g')) ?? []
  return parts.map((name) => name.replace(/^[`"]|[`"]$/g, '').toLowerCase())
}

function databaseOf({ catalog, database }: Scope, text?: string): string {
  const name = (text && namesOf(text).at(-1)) || database
  if (!catalog.getDatabases().some((each) => each.Name === name.toLowerCase())) {
    throw hiveError(
      'SCHEMA_NOT_FOUND',
      `SemanticException [Error 10072]: Database does not exist: ${name}`,
    )
  }
  return name
}

function tableOf({ catalog, database }: Scope, text = '', inDatabaseText?: string): Table {
  const names = namesOf(text)
  const inDatabaseName = inDatabaseText && namesOf(inDatabaseText).at(-1)
  const databaseName = inDatabaseName || names.at(-2) || database
  const name = names.at(-1) as string
  try {
    return catalog.getTable(databaseName, name)
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error
    throw hiveError(
      'TABLE_NOT_FOUND',
      `SemanticException [Error 10001]: Table not found ${databaseName}.${name}`,
    )
  }
}

/** Hive's patterns: `*` for anything, `|` between choices, in any case. */
function matches(text: string | undefined): (name: string) => boolean {
  if (text === undefined) return () => true
  const choices = text.split('|').map((choice) =>
    choice
      .replaceAll('.*', '*')
      .replace(/[.+?^${}()[\]\\]/g, '\\$&')
      .replaceAll('*', '.*'),
  )
  const regex = new RegExp(`^(?:${choices.join('|')})$`, 'i')
  return (name) => regex.test(name)
}

function showDatabases({ catalog }: Scope, groups: Record<string, string | undefined>) {
  const names = catalog.getDatabases().map(({ Name }) => Name)
  return result(names.filter(matches(groups.pattern)), 'database_name')
}

function showTables(scope: Scope, groups: Record<string, string | undefined>) {
  const tables = scope.catalog.getTables(databaseOf(scope, groups.database))
  const names = tables.map(({ Name }) => Name)
  return result(names.filter(matches(groups.pattern)), 'tab_name')
}

function showViews(scope: Scope, groups: Record<string, string | undefined>) {
  const tables = scope.catalog.getTables(databaseOf(scope, groups.database))
  const views = tables.filter(({ TableType }) => TableType === 'VIRTUAL_VIEW')
  return result(views.map(({ Name }) => Name).filter(matches(groups.pattern)), 'views')
}

function showFunctions(_scope: Scope, groups: Record<string, string | undefined>) {
  // Here a pattern is SQL's, where `%` stands for anything.
  const lines = functionLines(matches(groups.pattern?.replaceAll('%', '*')))
  return result(lines, ...functionColumns)
}

function showColumns(scope: Scope, groups: Record<string, string | undefined>) {
  const table = tableOf(scope, groups.table, groups.database)
  const columns = [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])]
  return result(
    columns.map(({ Name }) => Name.padEnd(20)),
    'field',
  )
}

function showPartitions(scope: Scope, groups: Record<string, string | undefined>) {
  const table = tableOf(scope, groups.table)
  const keys = table.PartitionKeys ?? []
  if (keys.length === 0) {
    throw hiveError(
      'NOT_PARTITIONED',
      `Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask. Table ${table.Name} is not a partitioned table`,
    )
  }
  const partitions = scope.catalog.getPartitions(table.DatabaseName, table.Name)
  const names = partitions.map(({ Values }) => partitionPath(table, Values))
  return result(names, 'partition')
}

function showCreate(scope: Scope, groups: Record<string, string | undefined>) {
  return result(showCreateTable(tableOf(scope, groups.table)), 'createtab_stmt')
}

function showProperties(scope: Scope, groups: Record<string, string | undefined>) {
  const table = tableOf(scope, groups.table)
  const { property } = groups
  const properties = Object.entries({
    ...(table.TableType === 'EXTERNAL_TABLE' && { EXTERNAL: 'TRUE' }),
    ...table.Parameters,
  })
  const wanted = properties.filter(([key]) => property === undefined || key === property)
  if (wanted.length === 0 && property !== undefined) {
    const message = `Table ${table.DatabaseName}.${table.Name} does not have property: ${property}`
    return result([message], 'prpt_name', 'prpt_value')
  }
  return result(
    wanted.map(([key, value]) => `${key}\t${value}`),
    'prpt_name',
    'prpt_value',
  )
}

function describeTable(scope: Scope, groups: Record<string, string | undefined>) {
  const lines = describe(tableOf(scope, groups.table), groups.detail !== undefined)
  return result(lines, 'col_name', 'data_type', 'comment')
}
