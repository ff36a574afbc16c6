/** Arrivals: S3's events, keys to look at, and word of objects that were scanned to their end. */
import { Logger } from '@aws-lambda-powertools/logger'
import type { SQSRecord } from 'aws-lambda'
import { writeActivity } from '../../aws/activity.ts'
import { attemptsOf, batchHandler } from '../../aws/batch.ts'
import { environment } from '../../aws/environment.ts'
import { type Delivery, deliveriesOf } from '../../lake/delivery.ts'
import { arrive } from './arrive.ts'
import { examined } from './examined.ts'

const logger = new Logger({ serviceName: 'catalog' })

const batch = batchHandler(environment.arrivalsQueue, logger, async (record: SQSRecord) => {
  const isAgain = attemptsOf(record) > 1
  for (const delivery of deliveriesOf(record.body)) await take(delivery, isAgain)
})

const take = (delivery: Delivery, isAgain: boolean): Promise<void> =>
  delivery.kind === 'examined' ? examined(delivery, isAgain) : arrive(delivery, isAgain)

export const handler: typeof batch = async (event, context) => {
  const answer = await batch(event, context)
  await writeActivity().catch((error) => logger.error('activity', error))
  return answer
}
