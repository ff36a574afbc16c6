/** SQS's errors, by the shape's name and by the code of the older query protocol; SDKs surface the latter. */
import { AwsFault } from '../wire/service.ts'

const legacy = 'AWS.SimpleQueueService.'
const queryCodes: Record<string, string> = {
  QueueDoesNotExist: `${legacy}NonExistentQueue`,
  QueueNameExists: 'QueueAlreadyExists',
  BatchEntryIdsNotDistinct: `${legacy}BatchEntryIdsNotDistinct`,
  BatchRequestTooLong: `${legacy}BatchRequestTooLong`,
  EmptyBatchRequest: `${legacy}EmptyBatchRequest`,
  InvalidBatchEntryId: `${legacy}InvalidBatchEntryId`,
  MessageNotInflight: `${legacy}MessageNotInflight`,
  TooManyEntriesInBatchRequest: `${legacy}TooManyEntriesInBatchRequest`,
  UnsupportedOperation: `${legacy}UnsupportedOperation`,
  MissingRequiredParameterException: 'MissingParameter',
  InvalidParameterValueException: 'InvalidParameterValue',
}

/** An error of the service; `name` is the shape's name without its namespace. */
export function sqsFault(name: string, message: string): AwsFault {
  return new AwsFault(`com.amazonaws.sqs#${name}`, message)
}

/** The code without its namespace, as a batch's failed entry carries it. */
export function queryCodeOf(fault: AwsFault): string {
  const name = fault.code.split('#').at(-1) ?? fault.code
  return queryCodes[name] ?? name
}

export function queueDoesNotExist(): AwsFault {
  return sqsFault('QueueDoesNotExist', 'The specified queue does not exist.')
}

export function invalidParameter(message: string): AwsFault {
  return sqsFault('InvalidParameterValueException', message)
}

export function missingParameter(name: string): AwsFault {
  return sqsFault(
    'MissingRequiredParameterException',
    `The request must contain the parameter ${name}.`,
  )
}
