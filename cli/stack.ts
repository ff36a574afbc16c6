/** What the functions are told by their environment, told to commands that do the functions' own work. */
import { queueUrl } from '../aws/queueurls.ts'
import { type Settings, settings } from './settings.ts'
import { Usage } from './usage.ts'

const queues = {
  ARRIVALS_QUEUE_URL: 'arrivals',
  NORMALISE_QUEUE_URL: 'normalise',
  COMMIT_QUEUE_URL: 'commit.fifo',
  SCORE_QUEUE_URL: 'score',
  MAINTAIN_QUEUE_URL: 'maintain',
}

/** Throws Usage where the stack is not named whole. `queues` where messages are to be sent. */
export async function speakForTheStack(wants: { queues?: boolean } = {}): Promise<Settings> {
  const stack = settings()
  const { lakeBucket, queuePrefix } = stack
  const lacks = [
    ...(lakeBucket === undefined ? ['HYPATIA_LAKE_BUCKET'] : []),
    ...(wants.queues && queuePrefix === undefined ? ['HYPATIA_QUEUE_PREFIX'] : []),
  ]
  if (lacks.length > 0) throw new Usage(`this command wants ${lacks.join(' and ')} too`)
  Object.assign(process.env, {
    RAW_BUCKET: stack.rawBucket,
    LAKE_BUCKET: lakeBucket,
    WORK_BUCKET: stack.workBucket,
    MODELS_BUCKET: stack.modelsBucket,
    RAW_DATABASE: stack.rawDatabase,
    LAKE_DATABASE: stack.lakeDatabase,
    WORKGROUP: stack.workgroup,
  })
  if (wants.queues) {
    for (const [variable, name] of Object.entries(queues)) {
      process.env[variable] = await queueUrl(`${queuePrefix}${name}`)
    }
  }
  return stack
}
