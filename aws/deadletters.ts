/** Dead letters taken up: each goes back to its queue; what nobody can read stays where it is, and is named. */
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs'
import { deliveriesOf } from '../lake/delivery.ts'
import { deadLettersTakenMax } from '../lake/limits.ts'
import { commitMessage, maintainMessage, normaliseMessage } from '../schemas/messages.ts'
import { scoreMessage } from '../schemas/predictionjob.ts'
import { sqs } from './clients/sqs.ts'
import { environment } from './environment.ts'
import { send } from './sqs.ts'

type Read = (body: string) => unknown

const json =
  (schema: { parse(value: unknown): unknown }): Read =>
  (body) =>
    schema.parse(JSON.parse(body))

const readers: [queue: () => string, read: Read][] = [
  [environment.arrivalsQueue, deliveriesOf],
  [environment.normaliseQueue, json(normaliseMessage)],
  [environment.commitQueue, json(commitMessage)],
  [environment.scoreQueue, json(scoreMessage)],
  [environment.maintainQueue, json(maintainMessage)],
]

export interface TakenUp {
  taken: number
  /** What is left, in words. */
  left: string[]
}

/** A dry run counts them. */
export async function takeUpDeadLetters({ dryRun = false } = {}): Promise<TakenUp> {
  const all: TakenUp = { taken: 0, left: [] }
  for (const [queue, read] of readers) {
    const letters = await deadLettersOf(queue())
    if (!letters) continue
    const { taken, left } = dryRun
      ? { taken: await waitingIn(letters), left: [] }
      : await takeUp(queue(), letters, read)
    all.taken += taken
    all.left.push(...left)
  }
  return all
}

/** The URL of the queue of its dead letters. */
async function deadLettersOf(url: string): Promise<string | undefined> {
  const { Attributes = {} } = await sqs().send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['RedrivePolicy'] }),
  )
  const policy = JSON.parse(Attributes.RedrivePolicy ?? '{}') as { deadLetterTargetArn?: string }
  const name = policy.deadLetterTargetArn?.split(':').at(-1)
  return name && `${url.slice(0, url.lastIndexOf('/'))}/${name}`
}

async function waitingIn(url: string): Promise<number> {
  const { Attributes = {} } = await sqs().send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  )
  return Number(Attributes.ApproximateNumberOfMessages ?? 0)
}

/** Longer than a round of it takes: what is left is not met again in the same round. */
const hiddenSeconds = 300
const excerptCharacters = 200

async function takeUp(url: string, letters: string, read: Read): Promise<TakenUp> {
  const all: TakenUp = { taken: 0, left: [] }
  const name = letters.split('/').at(-1)
  while (all.taken + all.left.length < deadLettersTakenMax) {
    const { Messages = [] } = await sqs().send(
      new ReceiveMessageCommand({
        ...{ QueueUrl: letters, MaxNumberOfMessages: 10, VisibilityTimeout: hiddenSeconds },
        MessageSystemAttributeNames: ['MessageGroupId'],
      }),
    )
    if (Messages.length === 0) return all
    for (const message of Messages) {
      const { Body = '', MessageId } = message
      if (isReadable(Body, read)) {
        await giveBack(url, letters, message)
        all.taken++
      } else all.left.push(`${name} ${MessageId}: ${Body.slice(0, excerptCharacters)}`)
    }
  }
  return all
}

function isReadable(body: string, read: Read): boolean {
  try {
    read(body)
    return true
  } catch {
    return false
  }
}

/** First sent, then deleted: who dies in between sends it twice, which is harmless. */
async function giveBack(url: string, letters: string, message: Message): Promise<void> {
  const { Body = '', Attributes, ReceiptHandle } = message
  const group = Attributes?.MessageGroupId
  await send(url, { body: JSON.parse(Body), ...(group && { group }) })
  await sqs().send(new DeleteMessageCommand({ QueueUrl: letters, ReceiptHandle }))
}
