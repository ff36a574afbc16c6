/** What may go. No other function may delete a version of an original, or anything of the lake. */
import { Logger } from '@aws-lambda-powertools/logger'
import type { SQSRecord } from 'aws-lambda'
import { writeActivity } from '../../aws/activity.ts'
import { batchHandler } from '../../aws/batch.ts'
import { environment } from '../../aws/environment.ts'
import { type MaintainMessage, maintainMessage } from '../../schemas/messages.ts'
import { takeAway } from './takeaway.ts'

const logger = new Logger({ serviceName: 'maintain' })

function take(message: MaintainMessage): Promise<void> {
  switch (message.kind) {
    case 'takeAway':
      return takeAway(message)
  }
}

const batch = batchHandler(environment.maintainQueue, logger, ({ body }: SQSRecord) =>
  take(maintainMessage.parse(JSON.parse(body))),
)

export const handler: typeof batch = async (event, context) => {
  const answer = await batch(event, context)
  await writeActivity().catch((error) => logger.error('activity', error))
  return answer
}
