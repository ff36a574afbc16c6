/** The wire's operations on tables and their versions. */
import * as z from 'zod'
import { nameFilter } from '../namefilter.ts'
import { page, tokenOf } from '../paging.ts'
import type { Catalog } from './catalog.ts'
import { failure, invalidInput } from './fault.ts'
import { entityName, type Table, tableInput } from './model.ts'
import { inDatabase, ofTable, operation, pageSize, unsupported } from './operation.ts'
import { searchTables } from './searchtables.ts'

const versionId = z.string().min(1).max(255)
const noTimeTravel = { TransactionId: unsupported, QueryAsOfTime: unsupported }

export const tableOperations = (catalog: Catalog) => ({
  CreateTable: operation(
    inDatabase.extend({
      TableInput: tableInput,
      PartitionIndexes: z.array(z.unknown()).max(0, 'is not supported on the laptop').optional(),
      OpenTableFormatInput: unsupported,
      TransactionId: unsupported,
    }),
    ({ DatabaseName, TableInput }) => {
      catalog.createTable(DatabaseName, TableInput)
      return {}
    },
  ),
  GetTable: operation(inDatabase.extend({ Name: entityName, ...noTimeTravel }), (input) => ({
    Table: catalog.getTable(input.DatabaseName, input.Name),
  })),
  GetTables: operation(
    inDatabase.extend({
      Expression: z.string().max(2048).optional(),
      MaxResults: pageSize(100),
      NextToken: tokenOf(z.string()),
      AttributesToGet: z.array(z.enum(['NAME', 'TABLE_TYPE'])).optional(),
      ...noTimeTravel,
    }),
    ({ DatabaseName, Expression, MaxResults, NextToken: after, AttributesToGet }) => {
      const matching = catalog.getTables(DatabaseName).filter(nameFilter(Expression, invalidInput))
      const { items, ...next } = page(matching, ({ Name }) => Name, { size: MaxResults, after })
      return { TableList: AttributesToGet ? items.map(nameAndType) : items, ...next }
    },
  ),
  UpdateTable: operation(
    inDatabase.extend({
      TableInput: tableInput,
      VersionId: versionId.optional(),
      SkipArchive: z.boolean().optional(),
      TransactionId: unsupported,
      UpdateOpenTableFormatInput: unsupported,
    }),
    ({ DatabaseName, TableInput, VersionId, SkipArchive }) => {
      catalog.updateTable(DatabaseName, TableInput, {
        ...(VersionId !== undefined && { versionId: VersionId }),
        ...(SkipArchive !== undefined && { skipArchive: SkipArchive }),
      })
      return {}
    },
  ),
  DeleteTable: operation(inDatabase.extend({ Name: entityName }), ({ DatabaseName, Name }) => {
    catalog.deleteTable(DatabaseName, Name)
    return {}
  }),
  BatchDeleteTable: operation(
    inDatabase.extend({ TablesToDelete: z.array(entityName).max(100) }),
    ({ DatabaseName, TablesToDelete }) => ({
      Errors: TablesToDelete.flatMap((TableName) =>
        failure({ TableName }, () => catalog.deleteTable(DatabaseName, TableName)),
      ),
    }),
  ),
  SearchTables: searchTables(catalog),
  ...versionOperations(catalog),
})

const versionOperations = (catalog: Catalog) => ({
  GetTableVersion: operation(
    ofTable.extend({ VersionId: versionId.optional() }),
    ({ DatabaseName, TableName, VersionId }) => ({
      TableVersion: versionOf(catalog.getTableVersion(DatabaseName, TableName, VersionId)),
    }),
  ),
  GetTableVersions: operation(
    ofTable.extend({ MaxResults: pageSize(100), NextToken: tokenOf(z.string()) }),
    ({ DatabaseName, TableName, MaxResults, NextToken: after }) => {
      const versions = catalog.getTableVersions(DatabaseName, TableName)
      const { items, ...next } = page(versions, newestFirst, { size: MaxResults, after })
      return { TableVersions: items.map(versionOf), ...next }
    },
  ),
  DeleteTableVersion: operation(
    ofTable.extend({ VersionId: versionId }),
    ({ DatabaseName, TableName, VersionId }) => {
      catalog.deleteTableVersion(DatabaseName, TableName, VersionId)
      return {}
    },
  ),
  BatchDeleteTableVersion: operation(
    ofTable.extend({ VersionIds: z.array(versionId).max(100) }),
    ({ DatabaseName, TableName, VersionIds }) => ({
      Errors: VersionIds.flatMap((VersionId) =>
        failure({ TableName, VersionId }, () =>
          catalog.deleteTableVersion(DatabaseName, TableName, VersionId),
        ),
      ),
    }),
  ),
})

const versionOf = (Table: Table) => ({ Table, VersionId: Table.VersionId })
const newestFirst = ({ VersionId }: Table) => String(1e15 - Number(VersionId))
const nameAndType = ({ Name, TableType, DatabaseName, CatalogId }: Table) => ({
  Name,
  TableType,
  DatabaseName,
  CatalogId,
})
