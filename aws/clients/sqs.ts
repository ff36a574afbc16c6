import { SQSClient } from '@aws-sdk/client-sqs'
import { once, requestHandler } from './client.ts'

export const sqs = once(() => new SQSClient({ requestHandler }))
