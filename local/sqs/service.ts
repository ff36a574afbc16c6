/** SQS on the wire: AWS JSON 1.0. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/ */
import { jsonService } from '../wire/json.ts'
import type { Service } from '../wire/service.ts'
import { batchOperations } from './batch.ts'
import { messageOperations } from './messageoperations.ts'
import { moveOperations } from './moves.ts'
import { queueOperations } from './queueoperations.ts'
import type { Queues } from './queues.ts'

/** Answers SQS over the same queues that S3's notifications and the pollers use in process. */
export function sqsService(queues: Queues): Service {
  return jsonService('sqs', 'AmazonSQS', '1.0', {
    ...queueOperations(queues),
    ...messageOperations(queues),
    ...batchOperations(queues),
    ...moveOperations(queues),
  })
}
