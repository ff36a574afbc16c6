/** What the inputs of all Glue operations have in common. */
import * as z from 'zod'
import { operations } from '../operation.ts'
import { accountId } from '../wire/service.ts'
import { notFound } from './fault.ts'
import { entityName } from './model.ts'

const checked = operations('ValidationException')

/** `CatalogId` may be left out, and otherwise is the account. */
const inCatalog = z.object({ CatalogId: z.string().optional() })

/** A member that would change the answer, but that the laptop does not know. */
export const unsupported = z.undefined('is not supported on the laptop').optional()

/** An operation on the account's catalog. */
export function operation<S extends z.ZodObject>(schema: S, run: (input: z.output<S>) => unknown) {
  return checked(inCatalog.extend(schema.shape), (input) => {
    const { CatalogId } = input as { CatalogId?: string }
    if (CatalogId !== undefined && CatalogId !== accountId) {
      throw notFound(`Catalog ${CatalogId} not found.`)
    }
    return run(input as z.output<S>)
  })
}

export const inDatabase = z.object({ DatabaseName: entityName })
export const ofTable = inDatabase.extend({ TableName: entityName })

/** `MaxResults`, and what it is when absent. */
export const pageSize = (most: number) => z.int().min(1).max(most).default(most)
