/** SearchTables: the tables that mention a text. */
import * as z from 'zod'
import { page, tokenOf } from '../paging.ts'
import type { Catalog } from './catalog.ts'
import type { Table } from './model.ts'
import { operation, pageSize, unsupported } from './operation.ts'

export const searchTables = (catalog: Catalog) =>
  operation(
    z.object({
      SearchText: z.string().max(1024).optional(),
      Filters: z
        .array(
          z.object({
            Key: z.enum(['DatabaseName', 'Name', 'TableType', 'Owner']),
            Value: z.string(),
            Comparator: z.literal('EQUALS').optional(),
          }),
        )
        .optional(),
      SortCriteria: unsupported,
      MaxResults: pageSize(1000),
      NextToken: tokenOf(z.string()),
    }),
    ({ SearchText, Filters = [], MaxResults, NextToken: after }) => {
      const found = catalog
        .getDatabases()
        .flatMap(({ Name }) => catalog.getTables(Name))
        .filter((table) => Filters.every(({ Key, Value }) => table[Key] === Value))
        .filter((table) => SearchText === undefined || mentions(table, SearchText))
      const { items, ...next } = page(found, fullName, { size: MaxResults, after })
      return { TableList: items, ...next }
    },
  )

const fullName = ({ DatabaseName, Name }: Table) => `${DatabaseName}\0${Name}`

/** Quoted text matches a whole property, other text any part of one. */
function mentions({ Name, Description, StorageDescriptor, ...table }: Table, text: string) {
  const columns = [...(StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])]
  const properties = [
    Name,
    Description ?? '',
    ...columns.flatMap((column) => [column.Name, column.Comment ?? '']),
    ...Object.entries(table.Parameters ?? {}).flat(),
  ].map((property) => property.toLowerCase())
  const quoted = /^"(.*)"$/s.exec(text)
  if (quoted) return properties.includes((quoted[1] as string).toLowerCase())
  return properties.some((property) => property.includes(text.toLowerCase()))
}
