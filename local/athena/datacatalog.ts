/** The Data Catalog as Athena shows it. */
import * as z from 'zod'
import type { Catalog } from '../glue/catalog.ts'
import type { Database, Table } from '../glue/model.ts'
import { nameFilter } from '../namefilter.ts'
import { page, tokenOf } from '../paging.ts'
import { AwsFault } from '../wire/service.ts'
import { invalidRequest, metadataFault, operation, pageSize } from './request.ts'

/** The one catalog of an account that needs no registration; its name is taken in any case. */
export const dataCatalog = 'AwsDataCatalog'

const catalogName = z
  .string()
  .refine((name) => isDataCatalog(name), `the laptop has one catalog, ${dataCatalog}`)

export const isDataCatalog = (name: string) => name.toLowerCase() === dataCatalog.toLowerCase()

const summary = { CatalogName: dataCatalog, Type: 'GLUE', Status: 'CREATE_COMPLETE' }

/** The operations on catalogs, databases and tables. */
export const dataCatalogOperations = (catalog: Catalog) => ({
  ListDataCatalogs: operation(z.object({}), () => ({ DataCatalogsSummary: [summary] })),
  GetDataCatalog: operation(z.object({ Name: z.string() }), ({ Name }) => {
    if (!isDataCatalog(Name)) throw invalidRequest(`DataCatalog ${Name} was not found`)
    return { DataCatalog: { Name: dataCatalog, Type: 'GLUE', Status: 'CREATE_COMPLETE' } }
  }),
  ListDatabases: operation(
    z.object({
      CatalogName: catalogName,
      MaxResults: pageSize(50),
      NextToken: tokenOf(z.string()),
    }),
    ({ MaxResults, NextToken: after }) => {
      const all = catalog.getDatabases()
      const { items, ...next } = page(all, ({ Name }) => Name, { size: MaxResults, after })
      return { DatabaseList: items.map(databaseOf), ...next }
    },
  ),
  GetDatabase: operation(
    z.object({ CatalogName: catalogName, DatabaseName: z.string().min(1).max(128) }),
    ({ DatabaseName }) => ({
      Database: databaseOf(metadata(() => catalog.getDatabase(DatabaseName))),
    }),
  ),
  ListTableMetadata: operation(
    z.object({
      CatalogName: catalogName,
      DatabaseName: z.string().min(1).max(128),
      Expression: z.string().max(256).optional(),
      MaxResults: pageSize(50),
      NextToken: tokenOf(z.string()),
    }),
    ({ DatabaseName, Expression, MaxResults, NextToken: after }) => {
      const tables = metadata(() => catalog.getTables(DatabaseName))
      const matching = tables.filter(nameFilter(Expression, invalidRequest))
      const { items, ...next } = page(matching, ({ Name }) => Name, { size: MaxResults, after })
      return { TableMetadataList: items.map(tableOf), ...next }
    },
  ),
  GetTableMetadata: operation(
    z.object({
      CatalogName: catalogName,
      DatabaseName: z.string().min(1).max(128),
      TableName: z.string().min(1).max(128),
    }),
    ({ DatabaseName, TableName }) => ({
      TableMetadata: tableOf(metadata(() => catalog.getTable(DatabaseName, TableName))),
    }),
  ),
})

function metadata<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof AwsFault) throw metadataFault(error.message)
    throw error
  }
}

const databaseOf = ({ Name, Description, Parameters }: Database) => ({
  Name,
  ...(Description !== undefined && { Description }),
  ...(Parameters !== undefined && { Parameters }),
})

/** Athena shows the descriptor's facts among the parameters. */
function tableOf(table: Table) {
  const { StorageDescriptor: storage = undefined, Parameters = {} } = table
  const serde = storage?.SerdeInfo
  return {
    Name: table.Name,
    CreateTime: table.CreateTime,
    LastAccessTime: table.LastAccessTime ?? 0,
    TableType: table.TableType ?? '',
    Columns: storage?.Columns ?? [],
    PartitionKeys: table.PartitionKeys ?? [],
    Parameters: {
      ...Parameters,
      ...(storage?.Location && { location: storage.Location }),
      ...(storage?.InputFormat && { inputformat: storage.InputFormat }),
      ...(storage?.OutputFormat && { outputformat: storage.OutputFormat }),
      ...(serde?.SerializationLibrary && {
        'serde.serialization.lib': serde.SerializationLibrary,
      }),
      ...Object.fromEntries(
        Object.entries(serde?.Parameters ?? {}).map(([key, value]) => [
          `serde.param.${key}`,
          value,
        ]),
      ),
    },
  }
}
