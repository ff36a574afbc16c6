/** What senders, people and strangers do beside landing objects. */
import { objectId } from '../../lake/key.ts'
import type { FunctionName } from './bundle.ts'
import { secret } from './content.ts'
import type { GlueModel } from './models/glue.ts'
import type { S3Model } from './models/s3.ts'
import type { QueueModel } from './models/sqs.ts'
import { said } from './sayings.ts'
import type { Operation } from './schedule.ts'
import type { Timeline } from './timeline.ts'
import type { Truth } from './truth.ts'

/** What they act upon. */
interface World {
  s3: S3Model
  glue: GlueModel
  queues: Map<string, QueueModel>
  truth: Truth
  timeline: Timeline
  send(queue: FunctionName, body: string): void
  worker(name: string): { exports: Record<string, unknown> }
  tell(text: string): void
}

type Kind = Exclude<
  Operation['kind'],
  'put' | 'hint' | 'pin' | 'log' | 'unlog' | 'lose' | 'insert' | 'keep'
>

export const people: Record<Kind, (world: World, key: string) => void> = {
  delete: ({ s3 }, key) => s3.remove('raw', key),
  undelete: (world, key) => takenAway(world, key, true),
  drop: (world, key) => takenAway(world, key, false),
  look: (world, key) => world.send('catalog', JSON.stringify({ kind: 'look', key })),
  night: (world) => world.send('maintain', '{"kind":"nightly"}'),
  retry,
  erase: (world, key) => erase(world, key),
  eraseValue: (world) => eraseValue(world, `${world.timeline.nowMs}`),
  dropRaw: ({ glue }) => glue.drop(`raw.${said.table}`),
  dropLake: ({ glue }) => glue.drop(`lake.${said.table}`),
}

/** The newest marker, or version, for good. */
function takenAway({ s3, truth }: World, key: string, isMarker: boolean): void {
  const gone = s3.versions('raw', key).find((version) => version.isMarker === isMarker)
  if (!gone) return
  truth.dropped(key, gone.versionId)
  s3.remove('raw', key, gone.versionId)
}

/** As a person does by the API. */
function retry(world: World, key: string): void {
  const receipt = world.truth.receiptOf(world, key)
  if (receipt?.state !== 'quarantined') return
  const retrying = world.worker('api').exports.retryQuarantined as (one: object) => Promise<void>
  retrying(receipt).catch((error: Error) => world.tell(`api: ${error.name} ${error.message}`))
}

const askedMax = 5
const answerMsMax = 29_000

const caller = { subject: 'somebody' }

function erase(world: World, key: string): void {
  const name = world.truth.receiptOf(world, key)?.table
  if (!name) return
  const call = { params: { name, object: objectId(key) }, caller }
  ask(world, 'eraseFile', call)
}

function eraseValue(world: World, key: string): void {
  const body = { columns: [secret.column], values: [secret.value] }
  ask(world, 'createErasure', { headers: { 'idempotency-key': key }, body, caller })
}

/** Asked again until it is answered. */
function ask(world: World, verb: 'eraseFile' | 'createErasure', call: object, asked = 1): void {
  let isAnswered = false
  const asking = world.worker('erasures').exports[verb] as (call: object) => Promise<unknown>
  asking(call).then(
    () => {
      isAnswered = true
    },
    (error: Error) => world.tell(`api: ${error.name} ${error.message}`),
  )
  world.timeline.after(answerMsMax, () => {
    if (!isAnswered && asked < askedMax) ask(world, verb, call, asked + 1)
  })
}
