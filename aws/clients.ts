/** The SDK's clients, made at first use and from the environment alone: nothing here knows where it runs. */
import { AthenaClient } from '@aws-sdk/client-athena'
import { GlueClient } from '@aws-sdk/client-glue'
import { S3Client } from '@aws-sdk/client-s3'
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime'
import { SQSClient } from '@aws-sdk/client-sqs'

/** A call that hangs must end before its function does, and leave time to try again. */
const requestHandler = { connectionTimeout: 3_000, requestTimeout: 60_000 }

const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

export const s3 = once(() => new S3Client({ requestHandler }))
export const glue = once(() => new GlueClient({ requestHandler }))
export const athena = once(() => new AthenaClient({ requestHandler }))
export const sagemaker = once(() => new SageMakerRuntimeClient({ requestHandler }))
export const sqs = once(() => new SQSClient({ requestHandler }))
