/** Queues by their names. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html */
import { GetQueueUrlCommand } from '@aws-sdk/client-sqs'
import { sqs } from './clients/sqs.ts'

export async function queueUrl(name: string): Promise<string> {
  const { QueueUrl } = await sqs().send(new GetQueueUrlCommand({ QueueName: name }))
  return QueueUrl ?? ''
}
