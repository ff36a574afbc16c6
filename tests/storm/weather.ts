/** What happens to the laptop meanwhile: its power goes, and messages are taken by workers that die with them. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import type { Machine } from '../day/machine.ts'
import type { Chance } from './chance.ts'
import type { Journal } from './sender.ts'

const queues = ['arrivals', 'normalise', 'commit.fifo'] as const
const visibilitySeconds = 30
const receivesMax = 20

/** Kills everything at once, and starts it again however long that takes. */
export async function powerCut(machine: Machine, journal: Journal): Promise<void> {
  journal.count('power cuts')
  countInvocations(journal)
  await machine.losePower()
  await startPatiently(machine)
}

/**
 * The template's visibility is for functions that take their time, and its five receives for deaths that are rare: here
 * a year's come in minutes. A start sets both anew.
 */
async function hasten(): Promise<void> {
  const sqs = new SQSClient({})
  for (const QueueName of [...queues, 'maintain']) {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }))
    const asked = { QueueUrl, AttributeNames: ['RedrivePolicy' as const] }
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand(asked))
    const policy = { ...JSON.parse(Attributes.RedrivePolicy ?? '{}'), maxReceiveCount: receivesMax }
    const hastened = {
      VisibilityTimeout: `${visibilitySeconds}`,
      RedrivePolicy: JSON.stringify(policy),
    }
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: hastened }))
  }
  sqs.destroy()
}

/** On a machine with much else to do a start may take longer than it is given. */
export async function startPatiently(machine: Machine, attemptsMax = 5): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await machine.start()
      await hasten()
      return machine.signal('SIGUSR2') // arms tests/storm/reaper.mjs
    } catch (error) {
      if ((error as Error).name !== 'NotBooted' || attempt === attemptsMax) throw error
    }
  }
}

const told = /λ: \w+(?=\) RequestId)|reaped: \w+/g

/** serverless-offline writes a line for each invocation that ends; a start begins its log anew. */
export function countInvocations(journal: Journal): void {
  const log = join(process.env.HYPATIA_HOME ?? '', 'laptop.log')
  const lines = existsSync(log) ? readFileSync(log, 'utf8').matchAll(told) : []
  for (const [line] of lines) journal.count(line.replace(':', ''))
}

const reapMs = 3_000

/** Threads of functions end in the middle of their work; their messages come again when their visibility is over. */
export async function reap(machine: Machine, chance: Chance, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await sleep(reapMs * 2 * chance.next())
    if (!isOver()) machine.signal('SIGUSR2')
  }
}

interface Thief {
  chance: Chance
  journal: Journal
  /** The share of a queue's moments in which it looks for messages. */
  share: number
  isOver(): boolean
}

const lookMs = 150
const visibilitySecondsMax = 14
/** What has been in so many hands is given back at once, so that it comes through some day. */
const receivesBefore = 2

/**
 * A worker that dies with what it has received: the messages come again when their visibility is over, after all that
 * came later. Some events come twice, as S3 and SQS may deliver anything.
 */
export async function steal({ chance, journal, share, isOver }: Thief): Promise<void> {
  const sqs = new SQSClient({ maxAttempts: 1 })
  while (!isOver()) {
    await sleep(lookMs)
    if (!chance.is(share)) continue
    const name = chance.one(queues)
    const seconds = 1 + chance.below(visibilitySecondsMax)
    try {
      await stealFrom(sqs, name, seconds, { chance, journal })
    } catch {
      journal.count('thefts lost') // the power was gone
    }
  }
  sqs.destroy()
}

async function stealFrom(
  sqs: SQSClient,
  name: (typeof queues)[number],
  seconds: number,
  { chance, journal }: Pick<Thief, 'chance' | 'journal'>,
): Promise<void> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }))
  const asked = new ReceiveMessageCommand({
    QueueUrl,
    VisibilityTimeout: seconds,
    MaxNumberOfMessages: 3,
    MessageSystemAttributeNames: ['ApproximateReceiveCount'],
  })
  for (const { Body, ReceiptHandle, Attributes } of (await sqs.send(asked)).Messages ?? []) {
    if (Number(Attributes?.ApproximateReceiveCount) > receivesBefore) {
      const back = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }
      await sqs.send(new ChangeMessageVisibilityCommand(back))
      continue
    }
    journal.count(`died with ${name}`)
    if (name !== 'arrivals' || !chance.is(0.3)) continue
    journal.count('events twice')
    const again = { QueueUrl, MessageBody: Body, DelaySeconds: chance.below(visibilitySecondsMax) }
    await sqs.send(new SendMessageCommand(again))
  }
}

export interface Waiting {
  queue: string
  count: number
}

/** Queues that hold anything, dead letters too. */
export async function waiting(): Promise<Waiting[]> {
  const sqs = new SQSClient({})
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}))
  const depths = QueueUrls.map(async (QueueUrl): Promise<Waiting> => {
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })
    const { Attributes = {} } = await sqs.send(asked)
    const names = ['', 'NotVisible', 'Delayed'].map((kind) => `ApproximateNumberOfMessages${kind}`)
    const count = names.reduce((sum, name) => sum + Number(Object(Attributes)[name] ?? 0), 0)
    return { queue: QueueUrl.split('/').at(-1) ?? '', count }
  })
  const all = await Promise.all(depths)
  sqs.destroy()
  return all.filter(({ count }) => count > 0)
}

export const isDeadLetters = ({ queue }: Waiting): boolean => queue.includes('dead-letters')

/** The bodies of dead letters. They come again a moment later. */
export async function deadLetters(queue: string): Promise<Message[]> {
  const sqs = new SQSClient({})
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }))
  const asked = { QueueUrl, VisibilityTimeout: 1, MaxNumberOfMessages: 10 }
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(asked))
  sqs.destroy()
  return Messages
}

/** As who is on duty does: what died in many hands is moved back once, and must find its way now. */
export async function moveBack(journal: Journal): Promise<boolean> {
  const dead = (await waiting()).filter(isDeadLetters)
  const sqs = new SQSClient({})
  for (const { queue, count } of dead) {
    for (let i = 0; i < count; i++) journal.count('moved back')
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }))
    const asked = { QueueUrl, AttributeNames: ['QueueArn' as const] }
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand(asked))
    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes.QueueArn }))
  }
  sqs.destroy()
  return dead.length > 0
}

const quietPolls = 3
const pollMs = 500

/** Resolves with the milliseconds that it took until nothing was on its way. */
export async function quiescence(msMax: number): Promise<number> {
  const from = Date.now()
  for (let quiet = 0; quiet < quietPolls; ) {
    const busy = (await waiting()).filter((each) => !isDeadLetters(each))
    quiet = busy.length === 0 ? quiet + 1 : 0
    if (Date.now() - from > msMax) {
      throw new Error(`not at rest after ${msMax / 1000} s: ${JSON.stringify(busy)}`)
    }
    await sleep(pollMs)
  }
  return Date.now() - from - quietPolls * pollMs
}
