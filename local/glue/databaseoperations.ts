/** The wire's operations on databases, tags and what else belongs to no table. */
import * as z from 'zod'
import { page, tokenOf } from '../paging.ts'
import { type Catalog, resource } from './catalog.ts'
import { invalidInput, notFound } from './fault.ts'
import { databaseInput, entityName } from './model.ts'
import { inDatabase, operation, pageSize } from './operation.ts'

const tagMap = z.record(z.string().min(1).max(128), z.string().max(256))
const ofResource = z.object({ ResourceArn: z.string().min(1) })

export const databaseOperations = (catalog: Catalog) => ({
  CreateDatabase: operation(
    z.object({ DatabaseInput: databaseInput, Tags: tagMap.optional() }),
    ({ DatabaseInput, Tags = {} }) => {
      catalog.createDatabase(DatabaseInput)
      catalog.tags.tag(resource('database', DatabaseInput.Name), Tags)
      return {}
    },
  ),
  GetDatabase: operation(z.object({ Name: entityName }), ({ Name }) => ({
    Database: catalog.getDatabase(Name),
  })),
  GetDatabases: operation(
    z.object({ MaxResults: pageSize(100), NextToken: tokenOf(z.string()) }),
    ({ MaxResults, NextToken: after }) => {
      const all = catalog.getDatabases()
      const { items, ...next } = page(all, ({ Name }) => Name, { size: MaxResults, after })
      return { DatabaseList: items, ...next }
    },
  ),
  UpdateDatabase: operation(
    z.object({ Name: entityName, DatabaseInput: databaseInput }),
    ({ Name, DatabaseInput }) => {
      catalog.updateDatabase(Name, DatabaseInput)
      return {}
    },
  ),
  DeleteDatabase: operation(z.object({ Name: entityName }), ({ Name }) => {
    catalog.deleteDatabase(Name)
    return {}
  }),
  GetUserDefinedFunctions: operation(z.object({}), () => ({ UserDefinedFunctions: [] })),
  GetUserDefinedFunction: operation(
    inDatabase.extend({ FunctionName: z.string() }),
    ({ FunctionName }) => {
      throw notFound(`Function ${FunctionName} not found.`)
    },
  ),
  GetTags: operation(ofResource, ({ ResourceArn }) => ({
    Tags: catalog.tags.tagsOf(existing(catalog, ResourceArn)),
  })),
  TagResource: operation(ofResource.extend({ TagsToAdd: tagMap }), ({ ResourceArn, TagsToAdd }) => {
    catalog.tags.tag(existing(catalog, ResourceArn), TagsToAdd)
    return {}
  }),
  UntagResource: operation(
    ofResource.extend({ TagsToRemove: z.array(z.string()).max(50) }),
    ({ ResourceArn, TagsToRemove }) => {
      catalog.tags.untag(existing(catalog, ResourceArn), TagsToRemove)
      return {}
    },
  ),
})

/** The key of a resource's tags; EntityNotFoundException when there is no such resource. */
function existing(catalog: Catalog, arn: string): string {
  const match = /^arn:aws[\w-]*:glue:[\w-]*:\d{12}:(database|table)\/([^/]+)(?:\/(.+))?$/.exec(arn)
  if (!match) throw invalidInput(`Invalid resource ARN '${arn}'.`)
  const [, kind, database = '', table = ''] = match
  if (kind === 'database') return resource('database', catalog.getDatabase(database).Name)
  const { DatabaseName, Name } = catalog.getTable(database, table)
  return resource('table', DatabaseName, Name)
}
