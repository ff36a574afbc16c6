/** The score function: the predict image once more, fed by a queue. Prediction jobs, and objects whose predictions follow them. */
import { availableParallelism } from 'node:os'
import { Logger } from '@aws-lambda-powertools/logger'
import { writeActivity } from '../../aws/activity.ts'
import { batchHandler } from '../../aws/batch.ts'
import { environment } from '../../aws/environment.ts'
import { batchScoringMsMax } from '../../lake/limits.ts'
import { scoreMessage } from '../../schemas/predictionjob.ts'
import { scoreJob } from './batch.ts'
import { follow } from './follow.ts'
import { openScorer, type Scorer } from './scorer.ts'

const logger = new Logger({ serviceName: 'score' })

let warm: Scorer | undefined
const scorer = (): Scorer => {
  warm ??= openScorer({
    worker: environment.scoringWorker(),
    threads: availableParallelism(),
    answerMsMax: batchScoringMsMax,
  })
  return warm
}

const batch = batchHandler(environment.scoreQueue, logger, async ({ body }) => {
  const message = scoreMessage.parse(JSON.parse(body))
  if (message.kind === 'job') await scoreJob(message.id, scorer())
  else await follow(message, scorer())
})

export const handler: typeof batch = async (event, context) => {
  const answer = await batch(event, context)
  await writeActivity().catch((error) => logger.error('activity', error))
  return answer
}
