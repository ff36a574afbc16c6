/** CREATE, ALTER and DROP DATABASE. */
import type { Ddl } from '../../../lake/sql/ddl.ts'
import { hiveError } from '../../../lake/sql/error.ts'
import type { Database } from '../../glue/model.ts'
import { refuseOurs, type WriteScope } from './scope.ts'

type Of<K extends Ddl['kind']> = Extract<Ddl, { kind: K }>

const ddlTask = 'Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask.'

const find = ({ catalog }: WriteScope, name: string): Database | undefined =>
  catalog.getDatabases().find(({ Name }) => Name === name)

export function createDatabase(statement: Of<'createDatabase'>, scope: WriteScope): void {
  const { name, ifNotExists, comment, location, properties } = statement
  if (find(scope, name.text)) {
    if (ifNotExists) return
    throw hiveError('SCHEMA_ALREADY_EXISTS', `${ddlTask} Database ${name.text} already exists`)
  }
  scope.catalog.createDatabase({
    Name: name.text,
    ...(comment !== undefined && { Description: comment }),
    ...(location !== undefined && { LocationUri: location }),
    ...(Object.keys(properties).length > 0 && { Parameters: properties }),
  })
}

export function dropDatabase(statement: Of<'dropDatabase'>, scope: WriteScope): void {
  const { name, ifExists, cascade } = statement
  refuseOurs(name.text, scope.ours)
  if (!find(scope, name.text)) {
    if (ifExists) return
    throw missing(name.text)
  }
  if (!cascade && scope.catalog.getTables(name.text).length > 0) {
    throw hiveError(
      'SCHEMA_NOT_EMPTY',
      `${ddlTask} InvalidOperationException(message:Database ${name.text} is not empty. One or more tables exist.)`,
    )
  }
  scope.catalog.deleteDatabase(name.text)
}

export function alterDatabase(statement: Of<'alterDatabase'>, scope: WriteScope): void {
  const { name, properties } = statement
  refuseOurs(name.text, scope.ours)
  const database = find(scope, name.text)
  if (!database) throw missing(name.text)
  const Parameters = { ...database.Parameters, ...properties }
  scope.catalog.updateDatabase(name.text, { ...database, Parameters })
}

const missing = (name: string) =>
  hiveError('SCHEMA_NOT_FOUND', `SemanticException [Error 10072]: Database does not exist: ${name}`)
