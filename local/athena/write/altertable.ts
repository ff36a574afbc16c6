/** ALTER TABLE. https://docs.aws.amazon.com/athena/latest/ug/ddl-reference.html */
import type { AlterAction, ColumnDefinition, Ddl } from '../../../lake/sql/ddl.ts'
import { hiveError, notSupported, userError } from '../../../lake/sql/error.ts'
import type { Partition, Table, TableInput } from '../../glue/model.ts'
import { locationOf, matching, partitionInput, valuesOf } from './partitions.ts'
import { changeable, hiveTableOf, isIceberg, readableLocation, type WriteScope } from './scope.ts'
import { checkNames, glueColumn } from './tables.ts'

const ddlTask = 'Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask.'

type Act<K extends AlterAction['kind']> = (
  action: Extract<AlterAction, { kind: K }>,
  table: Table,
  scope: WriteScope,
) => void

export function alterTable(
  { name, action }: Extract<Ddl, { kind: 'alterTable' }>,
  scope: WriteScope,
): void {
  const table = hiveTableOf(scope, changeable(name, scope))
  if (table.TableType === 'VIRTUAL_VIEW') {
    throw hiveError('INVALID_ALTER', 'SemanticException ALTER TABLE does not take a view')
  }
  if (isIceberg(table)) throw notSupported('ALTER TABLE of an Iceberg table')
  const act = actions[action.kind] as Act<AlterAction['kind']>
  act(action, table, scope)
}

const actions: { [K in AlterAction['kind']]: Act<K> } = {
  addPartitions({ partitions, ifNotExists }, table, scope) {
    const all = partitions.map(({ values, location }) => {
      const own = valuesOf(table, { values })
      const at = location === undefined ? locationOf(table, own) : readableLocation(location, scope)
      return { own, input: partitionInput(table, own, at) }
    })
    for (const { own, input } of all) {
      const isThere = scope.catalog.findPartition(table, own) !== undefined
      if (isThere && ifNotExists) continue
      if (isThere) {
        const text = `AlreadyExistsException(message:Partition already exists: ${own.join('/')})`
        throw hiveError('PARTITION_ALREADY_EXISTS', `${ddlTask} ${text}`)
      }
      scope.catalog.createPartition(table.DatabaseName, table.Name, input)
    }
  },
  dropPartitions({ partitions, ifExists }, table, scope) {
    const all = scope.catalog.getPartitions(table.DatabaseName, table.Name)
    for (const clause of partitions) {
      const found = all.filter(matching(table, clause))
      if (found.length === 0 && !ifExists) throw noPartition(clause.values)
      for (const { Values } of found) {
        scope.catalog.deletePartition(table.DatabaseName, table.Name, Values)
      }
    }
  },
  renamePartition({ from, to }, table, scope) {
    const old = partitionOf(table, from, scope)
    const Values = valuesOf(table, to)
    const { StorageDescriptor, Parameters } = old
    const input = {
      Values,
      ...(StorageDescriptor && { StorageDescriptor }),
      ...(Parameters && { Parameters }),
    }
    scope.catalog.updatePartition(table.DatabaseName, table.Name, old.Values, input)
  },
  addColumns({ columns }, table, scope) {
    const before = table.StorageDescriptor?.Columns ?? []
    changeColumns([...before, ...columns.map(glueColumn)], table, scope)
  },
  replaceColumns({ columns }, table, scope) {
    changeColumns(columns.map(glueColumn), table, scope)
  },
  changeColumn({ column, to }, table, scope) {
    changeColumns(changedColumns(column, to, table), table, scope)
  },
  dropColumn() {
    throw userError('NOT_SUPPORTED', 'DROP COLUMN is for Iceberg tables only')
  },
  setProperties({ properties }, table, scope) {
    // DROP of an Iceberg table removes files: of an external one they are not the table's.
    if (properties.table_type !== undefined) {
      throw notSupported('Making an Iceberg table of an external one')
    }
    update(table, { Parameters: { ...table.Parameters, ...properties } }, scope)
  },
  unsetProperties({ names }, table, scope) {
    const kept = Object.entries(table.Parameters ?? {}).filter(([key]) => !names.includes(key))
    update(table, { Parameters: Object.fromEntries(kept) }, scope)
  },
  setLocation({ location, partition }, table, scope) {
    const Location = readableLocation(location, scope)
    if (!partition) {
      update(table, { StorageDescriptor: { ...table.StorageDescriptor, Location } }, scope)
      return
    }
    const { Values } = partitionOf(table, partition, scope)
    const input = partitionInput(table, Values, Location)
    scope.catalog.updatePartition(table.DatabaseName, table.Name, Values, input)
  },
}

function partitionOf(
  table: Table,
  clause: { values: Record<string, string> },
  { catalog }: WriteScope,
): Partition {
  const found = catalog.findPartition(table, valuesOf(table, clause))
  if (found) return found
  throw noPartition(clause.values)
}

const noPartition = (values: Record<string, string>) =>
  hiveError(
    'PARTITION_NOT_FOUND',
    `SemanticException [Error 10006]: Partition not found (${Object.entries(values)
      .map(([key, value]) => `${key} = '${value}'`)
      .join(', ')})`,
  )

function changedColumns(column: string, to: ColumnDefinition, table: Table) {
  const columns = table.StorageDescriptor?.Columns ?? []
  if (!columns.some(({ Name }) => Name === column)) {
    const text = `Invalid column reference ${column}`
    throw hiveError('COLUMN_NOT_FOUND', `SemanticException [Error 10002]: ${text}`)
  }
  return columns.map((each) => (each.Name === column ? glueColumn(to) : each))
}

function changeColumns(
  Columns: NonNullable<NonNullable<TableInput['StorageDescriptor']>['Columns']>,
  table: Table,
  scope: WriteScope,
): void {
  checkNames([...Columns, ...(table.PartitionKeys ?? [])].map(({ Name }) => ({ name: Name })))
  update(table, { StorageDescriptor: { ...table.StorageDescriptor, Columns } }, scope)
}

function update(table: Table, changes: Partial<TableInput>, { catalog }: WriteScope): void {
  catalog.updateTable(table.DatabaseName, { ...table, ...changes })
}
