/** One operation of SQS: checked input, and the error code of the older protocol beside the newer one's. */
import type * as z from 'zod'
import { type Operation, operations } from '../operation.ts'
import { AwsFault, type WireRequest } from '../wire/service.ts'
import { queryCodeOf } from './fault.ts'

export type SqsOperations = Record<string, Operation>

const checked = operations('com.amazonaws.sqs#InvalidParameterValueException')

export function operation<S extends z.ZodType>(
  schema: S,
  run: (input: z.output<S>, request: WireRequest) => unknown,
): Operation {
  const inner = checked(schema, run)
  return async (input, request) => {
    try {
      return await inner(input, request)
    } catch (error) {
      if (error instanceof AwsFault) {
        request.response.setHeader('x-amzn-query-error', `${queryCodeOf(error)};Sender`)
      }
      throw error
    }
  }
}
