/** All of it together: services, queues with their pollers, workers that come and die, and what people do. */
import { objectId } from '../../lake/key.ts'
import { batchMarginMsMax } from '../../lake/limits.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import type { Bundle, FunctionName } from './bundle.ts'
import { type Content, contentOf } from './content.ts'
import { Faults } from './faults.ts'
import { keep } from './keeps.ts'
import { lose } from './losses.ts'
import { AthenaModel } from './models/athena.ts'
import { GlueModel } from './models/glue.ts'
import { type Input, type S3Event, S3Model } from './models/s3.ts'
import { deadSuffix, type Message, QueueModel } from './models/sqs.ts'
import { people } from './people.ts'
import { commit, forget, pin } from './persons.ts'
import { type Random, randomOf } from './random.ts'
import { putRule } from './rule.ts'
import { hintKey, pinsOf } from './sayings.ts'
import { beforeChange, type Operation, type Schedule } from './schedule.ts'
import { insert } from './strangers.ts'
import { openTimeline, type Timeline } from './timeline.ts'
import { erasuresOf, Truth } from './truth.ts'
import { type Answer, Wire } from './wire.ts'
import { hintContent } from './words.ts'
import { Worker } from './worker.ts'

interface Of {
  /** What the environment calls it. */
  as: string
  batchMax: number
  timeoutMs: number
  isFifo?: boolean
}
/** As infra/queues.yml and infra/functions.yml have them. */
const queued: Partial<Record<FunctionName, Of>> = {
  catalog: { as: 'ARRIVALS', batchMax: 10, timeoutMs: 60_000 },
  normalise: { as: 'NORMALISE', batchMax: 5, timeoutMs: 600_000 },
  commit: { as: 'COMMIT', batchMax: 10, timeoutMs: 300_000, isFifo: true },
  maintain: { as: 'MAINTAIN', batchMax: 1, timeoutMs: 900_000 },
  score: { as: 'SCORE', batchMax: 1, timeoutMs: 900_000 },
}
const visibilityTimes = 6
/** Arrivals wait so long between two releases: whatever was begun is over, or killed. */
const changeMs = 120_000
/** No function stays warm for longer. */
const idleMsMax = 6 * 3_600_000
const urls = 'https://sqs/'

const env: Record<string, string> = {
  ...{ RAW_BUCKET: 'raw', LAKE_BUCKET: 'lake', WORK_BUCKET: 'work', MODELS_BUCKET: 'models' },
  ...{ RAW_DATABASE: 'raw', LAKE_DATABASE: 'lake', WORKGROUP: 'hypatia', DUCKDB_CHILD: 'child' },
  ...Object.fromEntries(
    Object.entries(queued).map(([name, { as }]) => [`${as}_QUEUE_URL`, urls + name]),
  ),
  ...{ SCORING_WORKER: 'worker', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024' },
  ...{ ERASURE_SETTLE_SECONDS: '900', ERASURE_TURN_SECONDS: '600' },
}

export class World {
  readonly timeline: Timeline = openTimeline()
  readonly truth: Truth
  readonly glue = new GlueModel()
  readonly s3: S3Model
  readonly queues = new Map<string, QueueModel>()
  readonly log: string[] = []
  /** Tables of which somebody was told that they are lost. */
  readonly givenUp: string[] = []
  readonly schedule: Schedule
  /** Of S3's events, to be sent once more. */
  readonly events: string[] = []
  private readonly random: Random
  private readonly faults: Faults
  private readonly wire: Wire
  private readonly idle = new Map<string, Worker[]>()
  private readonly bundles: { now: Bundle; old?: Bundle | undefined }
  private readonly isTold: boolean
  private release: 'before' | 'changing' | 'now' = 'now'
  /** Workers that ended a batch for want of time: what was begun goes on in them. */
  private readonly outlived = new Set<Worker>()
  private workers = 0

  constructor(schedule: Schedule, bundles: World['bundles'], isTold = false) {
    this.schedule = { ...schedule }
    this.bundles = bundles
    this.truth = new Truth(schedule, () => this.timeline.nowMs)
    this.isTold = isTold
    this.random = randomOf(schedule.seed ^ 0x5bd1e995)
    this.faults = new Faults(schedule.faults)
    const { timeline, random, faults, glue } = this
    const now = (): number => timeline.nowMs
    this.s3 = new S3Model(random, now, (event) => {
      this.truth.changed(event)
      this.deliver(event)
    })
    const athena = new AthenaModel(
      this,
      timeline,
      random,
      (n) => faults.at('fails', n) !== undefined,
    )
    const services: Record<'s3' | 'glue' | 'sqs' | 'athena', Answer> = {
      s3: (operation, input) => this.s3.answer(operation, input),
      glue: (operation, input) => glue.answer(operation, input),
      sqs: (operation, input) => this.answerOfQueue(operation, input),
      athena: (operation, input) => athena.answer(operation, input),
    }
    const tell = (text: string): void => this.tell(text)
    this.wire = new Wire({ timeline, random, faults, services, tell })
    for (const [name, { batchMax, timeoutMs, isFifo = false }] of Object.entries(queued)) {
      const visibilityMs = timeoutMs * visibilityTimes
      const inOrder = isFifo && !schedule.crowded
      const of = { name, batchMax, visibilityMs, isFifo: inOrder }
      const queue = new QueueModel(of, timeline, random)
      queue.wake = () => void timeline.after(random.below(30), () => this.poll(name, queue))
      this.queues.set(name, queue)
    }
    if (schedule.rule) putRule(this.s3)
    if (schedule.kept) this.s3.versioned.add('lake')
  }

  /** Of what is done to raw tables. */
  get isLate(): boolean {
    return this.wire.hasLateBlind
  }

  tell(text: string): void {
    if (text.includes('LostForGood')) this.givenUp.push(text)
    if (this.isTold) this.log.push(`${String(this.timeline.nowMs % 1e9).padStart(9)} ${text}`)
  }

  private answerOfQueue(operation: string, input: Input): unknown {
    const name = String(input.QueueUrl).slice(urls.length)
    const queue = this.queues.get(name)
    if (queue) return queue.answer(operation, input)
    const ofDead = this.queues.get(name.slice(0, -deadSuffix.length))
    if (!ofDead) throw new Error(`there is no queue ${name}`)
    return ofDead.answerOfDead(operation, input)
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

  /** Every event once more, of which nothing may come, save once where something is only now heard of. */
  async repeated(): Promise<string[]> {
    const events = this.events.splice(0)
    this.faults.end()
    for (const worker of [...this.idle.values()].flat()) worker.spare() // its death is a fault, too
    await this.caughtUp()
    const passes = this.truth.mayLearn ? 2 : 1
    let written = 0
    for (let pass = 0; pass < passes; pass++) {
      const before = this.s3.writes + this.glue.writes
      for (const body of events) this.send('catalog', body)
      await this.timeline.run()
      written = this.s3.writes + this.glue.writes - before
    }
    return written === 0 ? [] : [`what was delivered again wrote ${written} times`]
  }

  /** What a worker did behind its time it says in activity the next time that it is called. */
  private async caughtUp(): Promise<void> {
    const context = { getRemainingTimeInMillis: () => batchMarginMsMax }
    for (const { isAlive, exports } of this.outlived) {
      if (isAlive) void (exports.handler as Handler)({ Records: [] }, context)
    }
    await this.timeline.run()
  }

  /** As the nightly reconcile does, once the release before is gone. */
  async lookAtAll(): Promise<void> {
    this.schedule.old = 0
    this.idle.clear()
    this.faults.end()
    for (const key of this.truth.keys()) this.send('catalog', JSON.stringify({ kind: 'look', key }))
    await this.timeline.run()
  }

  /** The schedule's own event, so long after all that was; nothing goes wrong any more. */
  async night(afterMs: number): Promise<void> {
    this.faults.end()
    this.timeline.after(afterMs, () => this.send('maintain', '{"kind":"nightly"}'))
    await this.timeline.run()
  }

  send(queue: FunctionName, body: string): void {
    this.queues.get(queue)?.send(body)
  }

  /** Not in the second in which an erasure of the key, or of a value, was asked: S3 tells no more than seconds. */
  private act(operation: Operation, n: number): void {
    const { key, kind } = operation
    const { nowMs } = this.timeline
    const isSecondOf = (ms: number): boolean => Math.floor(nowMs / 1000) === Math.floor(ms / 1000)
    const isOfKey = ({ object }: Erasure): boolean => !object || object === objectId(key)
    if (erasuresOf(this.s3).some((one) => isOfKey(one) && isSecondOf(one.createdAtMs))) {
      this.timeline.after(1000 - (nowMs % 1000), () => this.act(operation, n))
      return
    }
    this.tell(`sender: ${JSON.stringify(operation)}`)
    if (kind === 'put') {
      const { says } = operation
      const content = contentOf(operation.content, n)
      const metadata = says && { 'hypatia-pins': JSON.stringify(pinsOf[says]) }
      this.put(key, { ...content, says }, metadata)
    } else if (kind === 'hint') this.put(hintKey, hintContent(operation.says, n))
    else if (kind === 'log') commit(this, operation, n)
    else if (kind === 'unlog') forget(this, operation)
    else if (kind === 'pin') pin(this, operation.says)
    else if (kind === 'lose') this.tell(`lost: ${lose(this.s3, operation)}`)
    else if (kind === 'keep') keep(this, operation)
    else if (kind === 'insert') void this.insert(n)
    else people[kind](this, key)
  }

  /** All of it before anything else happens. */
  private async insert(n: number): Promise<void> {
    const row = await insert({ s3: this.s3, glue: this.glue, nowMs: this.timeline.nowMs }, n)
    if (row) this.truth.inserted.push(row)
  }

  put(key: string, content: Content, metadata?: Record<string, string>): void {
    this.truth.wrote(content)
    this.s3.put('raw', key, content.bytes, metadata)
  }

  private deliver(event: S3Event): void {
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
    const send = (): void => this.send('catalog', body)
    const afterMs = this.random.below(this.schedule.spreadMs) + (this.faults.at('late', n)?.ms ?? 0)
    if (!this.faults.at('unheard', n)) this.timeline.after(afterMs, send)
    const twice = this.faults.at('twice', n)
    if (twice) this.timeline.after(twice.ms, send)
  }

  private poll(name: string, queue: QueueModel): void {
    if (name === 'catalog' && this.release === 'changing') return
    const batch = queue.take()
    if (batch.length === 0) return
    if (queue.visible.length > 0) queue.wake()
    const isWarm = ({ isAlive, idleSinceMs }: Worker) =>
      isAlive && this.timeline.nowMs - idleSinceMs < idleMsMax // one may have died at what it had not ended
    const idle = (this.idle.get(name) ?? []).filter(isWarm)
    this.idle.set(name, idle)
    const worker = idle.length > 0 && this.random.chance(0.8) ? idle.pop()! : this.worker(name)
    void this.invoke(worker, queue, batch)
  }

  worker(name: string): Worker {
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
      env: this.schedule.short ? { ...env, ERASURE_TURN_SECONDS: '0.1' } : env,
      skewMs: this.faults.at('skew', number)?.ms ?? 0,
      random: randomOf(this.random.below(2 ** 32)),
      timeline: this.timeline,
      tell: (text) => this.tell(`${name} ${number}: ${text}`),
      diesAfterAwaits: this.faults.at('die', number)?.awaits ?? Number.POSITIVE_INFINITY,
      clients: (own) => this.wire.clientsOf(own),
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
        SentTimestamp: String(message.sentMs),
        ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs),
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
    if (failed.size > 0 && endMs - this.timeline.nowMs <= batchMarginMsMax)
      this.outlived.add(worker)
    for (const { id, handle } of batch) if (!failed.has(String(id))) queue.delete(handle)
    worker.idleSinceMs = this.timeline.nowMs
    this.idle.set(name, [...(this.idle.get(name) ?? []), worker])
  }
}

type Handler = (
  event: object,
  context: object,
) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }>
