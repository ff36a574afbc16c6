/** Glue's errors, with the texts that clients match on. https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-exceptions.html */
import { AwsFault } from '../wire/service.ts'

/** EntityNotFoundException. */
export const notFound = (message: string) => new AwsFault('EntityNotFoundException', message)

/** AlreadyExistsException: "Table already exists." */
export const alreadyExists = (noun: string) =>
  new AwsFault('AlreadyExistsException', `${noun} already exists.`)

/** InvalidInputException. */
export const invalidInput = (message: string) => new AwsFault('InvalidInputException', message)

/** ResourceNumberLimitExceededException. */
export const limitExceeded = (message: string) =>
  new AwsFault('ResourceNumberLimitExceededException', message)

/** What a batch operation reports of one of its entries: nothing, or the entry and why it failed. */
export function failure<T extends object>(entry: T, work: () => void) {
  try {
    work()
    return []
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error
    return [{ ...entry, ErrorDetail: { ErrorCode: error.code, ErrorMessage: error.message } }]
  }
}
