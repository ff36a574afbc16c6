/** What the inputs of all Athena operations have in common, and Athena's errors. */
import * as z from 'zod'
import { operations } from '../operation.ts'
import { AwsFault } from '../wire/service.ts'

export const operation = operations('InvalidRequestException')

/** InvalidRequestException with Athena's own second code. */
export const invalidRequest = (message: string, AthenaErrorCode = 'INVALID_INPUT') =>
  new AwsFault('InvalidRequestException', message, 400, { AthenaErrorCode })

/** ResourceNotFoundException, of prepared statements and tagged things. */
export const resourceNotFound = (message: string, ResourceName: string) =>
  new AwsFault('ResourceNotFoundException', message, 400, { ResourceName })

/** MetadataException, of the Data Catalog's databases and tables. */
export const metadataFault = (message: string) => new AwsFault('MetadataException', message)

export const workGroupName = z.string().regex(/^[a-zA-Z0-9._-]{1,128}$/, 'must be a workgroup name')
export const description = z.string().max(1024)
export const tags = z.array(
  z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256) }),
)

/** `MaxResults`, and what it is when absent. */
export const pageSize = (most: number) =>
  z
    .int()
    .min(0)
    .max(most)
    .default(most)
    .transform((size) => size || most)
