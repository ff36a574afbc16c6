/** A laptop in this process and the functions in others: what lands is carried through the queues until all is quiet. */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sqsEvent } from '../../local/lambda/event.ts'
import { type Laptop, type LaptopOptions, startLaptop } from '../../local/laptop.ts'
import type { Message } from '../../local/sqs/message.ts'
import { bundle, type FunctionName, functions } from './bundles.ts'
import { template } from './template.ts'

const queueOf: Record<FunctionName, string> = {
  catalog: 'arrivals',
  normalise: 'normalise',
  commit: 'commit.fifo',
  score: 'score',
  maintain: 'maintain',
}

export interface Worker {
  invoke(
    name: FunctionName,
    event: unknown,
  ): Promise<{ batchItemFailures: { itemIdentifier: string }[] }>
  kill(): void
}

export class WorkerDied extends Error {
  override name = 'WorkerDied'
}

export interface SettleOptions {
  /** Every message is given so many times. */
  times?: number
  random?: () => number
  /** Another worker than the usual one, for this message alone; it is killed after it. */
  instead?: (name: FunctionName, body: string) => Promise<Worker | undefined>
}

export interface House {
  laptop: Laptop
  /** A process for functions; `endpoint` stands before the laptop where faults are to happen. */
  worker(endpoint?: string): Worker
  /** Carries messages by two workers at once until nothing is left. */
  settle(options?: SettleOptions): Promise<void>
  /** What is in the dead letters: nothing should be. */
  deadLetters(): Promise<string[]>
  close(): Promise<void>
}

export async function openHouse({
  endpoints = {},
  environment = {},
  under = tmpdir(),
}: Pick<LaptopOptions, 'endpoints'> & {
  /** Of the functions, in the place of what is usual. */
  environment?: Record<string, string>
  /** The folder in which its home is made. */
  under?: string
} = {}): Promise<House> {
  const folder = mkdtempSync(join(under, 'hypatia-flow-'))
  const [bundles, laptop] = await Promise.all([
    bundle(),
    startLaptop({ home: join(folder, 'home'), port: 0, fresh: true, endpoints }),
  ])
  laptop.apply(template)
  const workers = new Set<ReturnType<typeof startWorker>>()
  const worker = (endpoint = laptop.endpoint) => {
    const started = startWorker(bundles, { ...environmentOf(laptop, endpoint), ...environment })
    workers.add(started)
    return started
  }
  let own: Worker[] | undefined
  return {
    laptop,
    worker,
    async settle(options = {}) {
      own ??= [worker(), worker()]
      const carrying = { laptop, ...settling, ...options, busy: 0, seen: new Set<string>() }
      await Promise.all(own.map((each) => carryAll(carrying, each)))
    },
    async deadLetters() {
      const queues = functions.map((name) => queueOf[name].replace(/(\.fifo)?$/, '-dead-letters$1'))
      const letters = queues.map((queue) => laptop.queues.receive(queue, { max: 10 }))
      return (await Promise.all(letters)).flat().map(({ body }) => body)
    },
    async close() {
      for (const each of workers) each.kill()
      await laptop.close()
      for (const each of [folder, bundles]) rmSync(each, { recursive: true, force: true })
    },
  }
}

export function environmentOf(
  { credentials, region }: Laptop,
  endpoint: string,
): Record<string, string> {
  const queue = (name: FunctionName): string => `${endpoint}/000000000000/${queueOf[name]}`
  return {
    PATH: process.env.PATH ?? '',
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    RAW_BUCKET: 'raw',
    LAKE_BUCKET: 'lake',
    WORK_BUCKET: 'work',
    RAW_DATABASE: 'raw',
    LAKE_DATABASE: 'lake',
    ARRIVALS_QUEUE_URL: queue('catalog'),
    NORMALISE_QUEUE_URL: queue('normalise'),
    COMMIT_QUEUE_URL: queue('commit'),
    SCORE_QUEUE_URL: queue('score'),
    MAINTAIN_QUEUE_URL: queue('maintain'),
    MODELS_BUCKET: 'models',
    WORKGROUP: 'hypatia',
    ERASURE_SETTLE_SECONDS: '0',
    ERASURE_TURN_SECONDS: '600',
    SCORING_WORKER: join(process.cwd(), 'containers/predict/worker.mjs'),
    DUCKDB_CHILD: join(process.cwd(), 'layers/duckdb/nodejs/child.mjs'),
    POWERTOOLS_LOG_LEVEL: process.env.FLOW_LOG ?? 'SILENT',
  }
}

function startWorker(bundles: string, env: NodeJS.ProcessEnv): Worker {
  const child: ChildProcess = fork('tests/flow/worker.mjs', { env })
  const waiting = new Map<number, { resolve(result: never): void; reject(error: Error): void }>()
  let lastId = 0
  child.on('message', ({ id, result, error }: { id: number; result: never; error?: string }) => {
    if (error) waiting.get(id)?.reject(new Error(error))
    else waiting.get(id)?.resolve(result)
    waiting.delete(id)
  })
  child.on('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new WorkerDied(`${signal ?? code}`))
  })
  return {
    invoke: (name, event) =>
      new Promise((resolve, reject) => {
        const id = ++lastId
        waiting.set(id, { resolve, reject })
        child.send({ id, file: join(bundles, `${name}.mjs`), event }, (error) => {
          if (error) reject(new WorkerDied(error.message))
        })
      }),
    kill: () => child.kill('SIGKILL'),
  }
}

const settling: Required<SettleOptions> = {
  times: 1,
  random: Math.random,
  instead: async () => undefined,
}

interface Carrying extends Required<SettleOptions> {
  laptop: Laptop
  /** Workers that hold messages: others may come of them. */
  busy: number
  /** Messages that were given again already. */
  seen: Set<string>
}

const settleMsMax = 200_000 // for machines with much else to do
const quietPolls = 3
const pollMs = 10

/** One worker's share: any queue that has something, in any order. */
async function carryAll(carrying: Carrying, worker: Worker): Promise<void> {
  const until = Date.now() + settleMsMax
  for (let quiet = 0; quiet < quietPolls; ) {
    if (Date.now() > until) throw new Error('the queues do not come to rest')
    const names = functions.toSorted(() => carrying.random() - 0.5)
    let found = false
    for (const name of names) found = (await carry(carrying, worker, name)) || found
    // What lands again after a widening waits there a moment; other queues may delay by a quarter of an hour.
    const { delayed } = carrying.laptop.queues.depth(queueOf.normalise)
    if (found || carrying.busy > 0 || delayed > 0) quiet = 0
    else quiet++
    if (!found) await sleep(pollMs)
  }
}

async function carry(carrying: Carrying, worker: Worker, name: FunctionName): Promise<boolean> {
  const { queues } = carrying.laptop
  const queue = queueOf[name]
  const messages = await queues.receive(queue, { max: 10 })
  if (messages.length === 0) return false
  carrying.busy++
  try {
    for (const message of messages) repeat(carrying, queue, message)
    const usual: Message[] = []
    for (const message of messages) {
      const other = await carrying.instead(name, message.body)
      if (!other) usual.push(message)
      else await deliver(carrying.laptop, other, name, [message])
      other?.kill()
    }
    if (usual.length > 0) await deliver(carrying.laptop, worker, name, usual)
  } finally {
    carrying.busy--
  }
  return true
}

/** Standard queues deliver at least once: here each message comes `times` times. */
function repeat(
  { laptop, times, seen }: Carrying,
  queue: string,
  { body, groupId }: Message,
): void {
  if (seen.has(`${queue} ${body}`)) return
  seen.add(`${queue} ${body}`)
  for (let i = 1; i < times; i++) {
    const fifo = groupId ? { groupId, deduplicationId: `${Math.random()}` } : {}
    laptop.queues.send(queue, { body, ...fifo })
  }
}

/** As Lambda's poller does. A worker that dies returns all. */
export async function deliver(
  { queues }: Laptop,
  worker: Worker,
  name: FunctionName,
  messages: Message[],
): Promise<void> {
  const queue = queueOf[name]
  const { arn } = queues.queue(queue)
  const failed = new Set<string>()
  try {
    const { batchItemFailures } = await worker.invoke(name, sqsEvent(messages, arn))
    for (const { itemIdentifier } of batchItemFailures) failed.add(itemIdentifier)
  } catch (error) {
    if (!(error instanceof WorkerDied)) throw error
    for (const { messageId } of messages) failed.add(messageId)
  }
  for (const { messageId, receiptHandle } of messages) {
    if (!failed.has(messageId)) queues.remove(queue, receiptHandle)
    else returnAtOnce(queues, queue, receiptHandle)
  }
}

/** The function itself may have returned it, and another worker have it by now. */
function returnAtOnce(queues: Laptop['queues'], queue: string, receiptHandle: string): void {
  try {
    queues.changeVisibility(queue, receiptHandle, 0)
  } catch (error) {
    if (!/not available for visibility/.test((error as Error).message)) throw error
  }
}
