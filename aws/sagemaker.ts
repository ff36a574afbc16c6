/** SageMaker's endpoints: rows as CSV in, predictions out. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html */
import {
  InvokeEndpointCommand,
  ModelError,
  ValidationError,
} from '@aws-sdk/client-sagemaker-runtime'
import { sagemaker } from './clients/sagemaker.ts'

/** There is no such endpoint, or its container refuses the rows: the same rows are refused again. */
export class EndpointRefused extends Error {
  override name = 'EndpointRefused'
}

export interface EndpointAnswer {
  contentType: string
  body: string
}

/** Throws EndpointRefused. */
export async function invokeEndpoint(endpoint: string, csv: string): Promise<EndpointAnswer> {
  try {
    const answer = await sagemaker().send(
      new InvokeEndpointCommand({
        EndpointName: endpoint,
        ContentType: 'text/csv',
        Accept: 'text/csv',
        Body: csv,
      }),
    )
    return { contentType: answer.ContentType ?? '', body: answer.Body!.transformToString() }
  } catch (cause) {
    if (!isRefusal(cause)) throw cause
    throw new EndpointRefused(`endpoint "${endpoint}": ${cause.message}`, { cause })
  }
}

/** A container that answers 4xx does not take these rows; one that answers 5xx may take them the next time. */
function isRefusal(error: unknown): error is Error {
  if (error instanceof ValidationError) return true
  const { OriginalStatusCode: status = 500 } = error instanceof ModelError ? error : {}
  return status >= 400 && status < 500
}
