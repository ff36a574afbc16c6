/** Arrivals: S3's events, keys to look at, and word of objects that were scanned to their end. */
import { Logger } from '@aws-lambda-powertools/logger'
import type { SQSRecord } from 'aws-lambda'
import { writeActivity } from '../../aws/activity.ts'
import { batchHandler } from '../../aws/batch.ts'
import { environment } from '../../aws/environment.ts'
import { type Delivery, deliveriesOf } from '../../lake/delivery.ts'
import { arrive } from './arrive.ts'
import { examined } from './examined.ts'

const logger = new Logger({ serviceName: 'catalog' })

const batch = batchHandler(environment.arrivalsQueue, logger, async ({ body }: SQSRecord) => {
  for (const delivery of deliveriesOf(body)) await take(delivery)
})

const take = (delivery: Delivery): Promise<void> =>
  delivery.kind === 'examined' ? examined(delivery) : arrive(delivery)

export const handler: typeof batch = async (event, context) => {
  const answer = await batch(event, context)
  await writeActivity().catch((error) => logger.error('activity', error))
  return answer
}
