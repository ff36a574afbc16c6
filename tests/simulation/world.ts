/** All of it together: services, queues with their pollers, workers that come and die, and what senders do. */
import { GlueClient } from '@aws-sdk/client-glue'
import type { Bundle, FunctionName } from './bundle.ts'
import { contentOf } from './content.ts'
import { GlueModel } from './models/glue.ts'
import { type Input, S3Model } from './models/s3.ts'
import { type Message, QueueModel } from './models/sqs.ts'
import { type Random, randomOf } from './random.ts'
import { beforeChange, type Fault, type Operation, type Schedule } from './schedule.ts'
import { openTimeline, type Timeline } from './timeline.ts'
import { Truth } from './truth.ts'
import { Worker } from './worker.ts'

interface Of {
  batchMax: number
  timeoutMs: number
  isFifo?: boolean
}
/** As infra/queues.yml and infra/functions.yml have them. */
const queued: Partial<Record<FunctionName, Of>> = {
  catalog: { batchMax: 10, timeoutMs: 60_000 },
  normalise: { batchMax: 5, timeoutMs: 600_000 },
  commit: { batchMax: 10, timeoutMs: 300_000, isFifo: true },
  maintain: { batchMax: 10, timeoutMs: 300_000 },
}
const queueNames: Partial<Record<FunctionName, string>> = {
  catalog: 'ARRIVALS',
  normalise: 'NORMALISE',
  commit: 'COMMIT',
  maintain: 'MAINTAIN',
}
const visibilityTimes = 6
/** Arrivals wait so long between two releases: whatever was begun is over, or killed. */
const changeMs = 120_000
const requestTimeoutMs = 60_000 // aws/clients/client.ts

const env: Record<string, string> = {
  ...{ RAW_BUCKET: 'raw', LAKE_BUCKET: 'lake', WORK_BUCKET: 'work', MODELS_BUCKET: 'models' },
  ...{ RAW_DATABASE: 'raw', LAKE_DATABASE: 'lake', WORKGROUP: 'hypatia', DUCKDB_CHILD: 'child' },
  ...Object.fromEntries(Object.entries(queueNames).map(([of, name]) => [`${name}_QUEUE_URL`, of])),
  SCORE_QUEUE_URL: 'score',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
}

const never = new Promise<never>(() => {})

export class World {
  readonly timeline: Timeline = openTimeline()
  readonly truth: Truth
  readonly glue = new GlueModel()
  readonly s3: S3Model
  readonly queues = new Map<string, QueueModel>()
  readonly log: string[] = []
  readonly schedule: Schedule
  /** Of S3's events, to be sent once more. */
  readonly events: string[] = []
  private readonly random: Random
  private readonly faults = new Map<string, Fault>()
  private readonly idle = new Map<string, Worker[]>()
  private readonly bundles: { now: Bundle; old?: Bundle | undefined }
  private readonly isTold: boolean
  private release: 'before' | 'changing' | 'now' = 'now'
  private calls = 0
  private workers = 0

  constructor(schedule: Schedule, bundles: World['bundles'], isTold = false) {
    this.schedule = { ...schedule }
    this.bundles = bundles
    this.truth = new Truth(schedule.old > 0)
    this.isTold = isTold
    this.random = randomOf(schedule.seed ^ 0x5bd1e995)
    const now = (): number => this.timeline.nowMs
    this.s3 = new S3Model(this.random, now, (event) => {
      this.truth.changed(event)
      this.deliver(event)
    })
    for (const fault of schedule.faults) this.faults.set(placeOf(fault), fault)
    for (const [name, { batchMax, timeoutMs, isFifo = false }] of Object.entries(queued)) {
      const visibilityMs = timeoutMs * visibilityTimes
      const queue = new QueueModel(
        { name, batchMax, visibilityMs, isFifo },
        this.timeline,
        this.random,
      )
      queue.wake = () =>
        void this.timeline.after(this.random.below(30), () => this.poll(name, queue))
      this.queues.set(name, queue)
    }
  }

  tell(text: string): void {
    if (this.isTold) this.log.push(`${String(this.timeline.nowMs % 1e9).padStart(9)} ${text}`)
  }

  private fault<Kind extends Fault['kind']>(
    kind: Kind,
    n: number,
  ): Extract<Fault, { kind: Kind }> | undefined {
    return this.faults.get(`${kind} ${n}`) as never
  }

  /** The whole schedule, until all is quiet. */
  async run(): Promise<void> {
    let at = 0
    for (const [n, operation] of this.schedule.operations.entries()) {
      at += operation.afterMs
      this.timeline.after(at, () => this.act(operation, n + 1))
    }
    if (this.schedule.old > 0) this.change()
    await this.timeline.run()
  }

  /** From one release to the next, in the midst of all. */
  private change(): void {
    this.release = 'before'
    const atMs = beforeChange(this.schedule).reduce((sum, { afterMs }) => sum + afterMs, 0)
    this.timeline.after(atMs, () => {
      this.release = 'changing'
    })
    this.timeline.after(atMs + changeMs, () => {
      this.release = 'now'
      this.tell('arrivals are taken by the new release')
      this.idle.delete('catalog')
      this.queues.get('catalog')?.wake()
    })
  }

  /** Every event once more, of which nothing may come; what is in quarantine may once be forgotten by it. */
  async repeated(): Promise<string[]> {
    const events = this.events.splice(0)
    this.faults.clear()
    const passes = this.truth.anyBroken ? 2 : 1
    let written = 0
    for (let pass = 0; pass < passes; pass++) {
      const before = this.s3.writes + this.glue.writes
      for (const body of events) this.queues.get('catalog')?.send(body, undefined)
      await this.timeline.run()
      written = this.s3.writes + this.glue.writes - before
    }
    return written === 0 ? [] : [`what was delivered again wrote ${written} times`]
  }

  /** As the nightly reconcile does, once the release before is gone. */
  async lookAtAll(): Promise<void> {
    this.schedule.old = 0
    this.idle.clear()
    this.faults.clear()
    for (const key of this.truth.keys()) {
      this.queues.get('catalog')?.send(JSON.stringify({ kind: 'look', key }), undefined)
    }
    await this.timeline.run()
  }

  private act(operation: Operation, n: number): void {
    const { key, kind } = operation
    this.tell(`sender: ${kind} ${key} ${kind === 'put' ? operation.content : ''}`)
    const versions = this.s3.versions('raw', key)
    if (kind === 'put') {
      const content = contentOf(operation.content, n)
      this.truth.wrote(content)
      this.s3.put('raw', key, content.bytes)
    } else if (kind === 'delete') this.s3.remove('raw', key)
    else if (kind === 'undelete' || kind === 'drop') {
      const isMarker = kind === 'undelete'
      const gone = versions.find((version) => version.isMarker === isMarker)
      if (gone) {
        this.truth.dropped(key, gone.versionId)
        this.s3.remove('raw', key, gone.versionId)
      }
    } else if (kind === 'look')
      this.queues.get('catalog')?.send(JSON.stringify({ kind, key }), undefined)
    else this.retry(key)
  }

  /** As a person does by the API. */
  private retry(key: string): void {
    const receipt = this.truth.receiptOf(this, key)
    if (receipt?.state !== 'quarantined') return
    const api = this.worker('api')
    const retry = api.exports.retryQuarantined as (receipt: object) => Promise<void>
    retry(receipt).catch((error: Error) => this.tell(`api: ${error.name} ${error.message}`))
  }

  private deliver(event: Parameters<Truth['changed']>[0]): void {
    const n = this.events.length
    const { key, name, sequencer, version, bucket } = event
    this.tell(`S3: ${name} ${key} ${version.versionId} ${sequencer}`)
    const object = {
      key: encodeURIComponent(key).replaceAll('%20', '+'),
      sequencer,
      versionId: version.versionId,
      ...(version.isMarker || name === 'ObjectRemoved:Delete'
        ? {}
        : { eTag: version.etag.replaceAll('"', ''), size: version.bytes.length }),
    }
    const eventTime = new Date(this.timeline.nowMs).toISOString()
    const record = { eventName: name, eventTime, s3: { bucket: { name: bucket }, object } }
    const body = JSON.stringify({ Records: [record] })
    this.events.push(body)
    const send = (): void => this.queues.get('catalog')?.send(body, undefined)
    this.timeline.after(
      this.random.below(this.schedule.spreadMs) + (this.fault('late', n)?.ms ?? 0),
      send,
    )
    const twice = this.fault('twice', n)
    if (twice) this.timeline.after(twice.ms, send)
  }

  private poll(name: string, queue: QueueModel): void {
    if (name === 'catalog' && this.release === 'changing') return
    const batch = queue.take()
    if (batch.length === 0) return
    if (queue.visible.length > 0) queue.wake()
    const idle = this.idle.get(name) ?? []
    const worker = idle.length > 0 && this.random.chance(0.8) ? idle.pop()! : this.worker(name)
    void this.invoke(worker, queue, batch)
  }

  private worker(name: string): Worker {
    const number = this.workers++
    const { old } = this.schedule
    const isOfOld = name === 'catalog' ? this.release === 'before' : number % old === 0
    const isOld = old > 0 && isOfOld
    const bundle = (isOld && this.bundles.old) || this.bundles.now
    const script = bundle.get(name as FunctionName) ?? this.bundles.now.get(name as FunctionName)
    if (!script) throw new Error(`no function ${name}`)
    return new Worker({
      number,
      name: isOld ? `old ${name}` : name,
      script,
      env,
      skewMs: this.fault('skew', number)?.ms ?? 0,
      random: randomOf(this.random.below(2 ** 32)),
      timeline: this.timeline,
      tell: (text) => this.tell(`${name} ${number}: ${text}`),
      diesAfterAwaits: this.fault('die', number)?.awaits ?? Number.POSITIVE_INFINITY,
      clients: (own) => this.clientsOf(own),
    })
  }

  private async invoke(worker: Worker, queue: QueueModel, batch: Message[]): Promise<void> {
    const { name } = queue.options
    const timeoutMs = queued[name as FunctionName]?.timeoutMs ?? 0
    const endMs = this.timeline.nowMs + timeoutMs
    const inTime = this.timeline.after(timeoutMs, () => {
      this.tell(`${worker.name} ${worker.number} takes too long`)
      worker.kill()
    })
    this.tell(
      `${worker.name} ${worker.number} <- ${batch.map(({ body }) => body.slice(0, 160)).join(' | ')}`,
    )
    const Records = batch.map((message) => ({
      messageId: String(message.id),
      receiptHandle: message.handle,
      body: message.body,
      attributes: {
        ApproximateReceiveCount: String(message.received),
        ...(message.group && { MessageGroupId: message.group }),
      },
      eventSource: 'aws:sqs',
    }))
    const context = {
      getRemainingTimeInMillis: () => endMs - this.timeline.nowMs,
      awsRequestId: 'x',
    }
    const handler = worker.exports.handler as Handler
    const answer = await handler({ Records }, context).catch((error: Error) => {
      this.tell(`${worker.name} ${worker.number} threw ${error.stack}`)
      return { batchItemFailures: batch.map(({ id }) => ({ itemIdentifier: String(id) })) }
    })
    inTime()
    if (!worker.isAlive) return
    const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
    if (failed.size > 0) this.tell(`${worker.name} ${worker.number} failed ${[...failed].join()}`)
    for (const { id, handle } of batch) if (!failed.has(String(id))) queue.delete(handle)
    this.idle.set(name, [...(this.idle.get(name) ?? []), worker])
  }

  private clientsOf(worker: Worker): Record<string, unknown> {
    const client = (answer: (operation: string, input: Input) => unknown, base = {}): object =>
      Object.assign(Object.create(base), {
        config: {},
        send: (command: { input: Input }) =>
          this.call(
            worker,
            command.constructor.name,
            () => answer(command.constructor.name, command.input),
            command.input,
          ),
      })
    const sqs = (operation: string, input: Input): unknown => {
      const queue = this.queues.get(String(input.QueueUrl))
      return queue ? queue.answer(operation, input) : {}
    }
    return {
      s3: client((operation, input) => this.s3.answer(operation, input)),
      glue: client((operation, input) => this.glue.answer(operation, input), GlueClient.prototype),
      sqs: client(sqs),
    }
  }

  /** A call takes effect some time after it was made, and is answered some time after that. */
  private call(
    worker: Worker,
    operation: string,
    effect: () => unknown,
    input: Input,
  ): Promise<unknown> {
    if (!worker.isAlive) return never
    const n = this.calls++
    const [kill, lost] = [this.fault('kill', n), this.fault('lost', n)]
    const latencyMs = 1 + this.random.below(20) + (this.fault('slow', n)?.ms ?? 0)
    if (latencyMs > requestTimeoutMs)
      return this.tooLate(worker, `#${n} ${operation}`, effect, latencyMs)
    return new Promise((resolve, reject) => {
      const answered = (): void => {
        let end = (): void => {}
        let how = 'ok'
        try {
          const value = effect()
          end = () => resolve(value)
        } catch (error) {
          how = (error as Error).name
          end = () => reject(error)
        }
        const { Key, Name, QueueUrl } = input
        this.tell(
          `${worker.name} ${worker.number} #${n} ${operation} ${Key ?? Name ?? QueueUrl ?? ''} ${how}`,
        )
        if (kill?.when === 'after') this.dies(worker)
        this.timeline.after(1 + this.random.below(20), () => worker.isAlive && end())
      }
      this.timeline.after(latencyMs, () => {
        if (kill?.when === 'before') return this.dies(worker)
        if (this.fault('throttle', n)) return void reject(named('ThrottlingException'))
        if (!lost) return answered()
        try {
          effect()
        } catch {} // nobody hears of it
        this.tell(
          `${worker.name} ${worker.number} #${n} ${operation} ${input.Key ?? input.Name ?? ''} answer lost`,
        )
        if (lost.answer === 'failed')
          return void this.timeline.after(20, () => worker.isAlive && reject(named('TimeoutError')))
        this.timeline.after(this.random.below(3_000), answered) // the SDK's own next attempt
      })
    })
  }

  /** The caller hears of a timeout, and later it happens all the same. */
  private tooLate(worker: Worker, what: string, effect: () => unknown, ms: number) {
    this.timeline.after(ms, () => {
      try {
        effect()
      } catch {} // nobody hears of it
      this.tell(`${worker.name} ${worker.number} ${what} happens after all`)
    })
    return new Promise<never>((_, reject) => {
      this.timeline.after(requestTimeoutMs, () => worker.isAlive && reject(named('TimeoutError')))
    })
  }

  private dies(worker: Worker): void {
    this.tell(`${worker.name} ${worker.number} is killed`)
    worker.kill()
  }
}

type Handler = (
  event: object,
  context: object,
) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }>

const named = (name: string): Error => Object.assign(new Error(name), { name })

function placeOf(fault: Fault): string {
  if ('call' in fault) return `${fault.kind} ${fault.call}`
  return `${fault.kind} ${'worker' in fault ? fault.worker : fault.event}`
}
