/** What people and the writers of tables say of how files are read. */
import type { Content } from './content.ts'
import { icebergContents } from './icebergs.ts'
import type { S3Model } from './models/s3.ts'
import {
  icebergFolder,
  icebergKey,
  logKey,
  nextCommit,
  pinsOf,
  type Saying,
  said,
} from './sayings.ts'
import type { Operation } from './schedule.ts'
import type { Timeline } from './timeline.ts'
import type { Truth } from './truth.ts'
import { logContent } from './words.ts'
import type { Worker } from './worker.ts'

interface World {
  s3: S3Model
  truth: Truth
  timeline: Timeline
  put(key: string, content: Content): void
  worker(name: string): Worker
  tell(text: string): void
}

type Of<Kind> = Extract<Operation, { kind: Kind }>

/** The next commit of the table's log. */
export function commit(world: World, { named, format, lateMs }: Of<'log'>, n: number): void {
  if (format === 'iceberg') version(world, named, n, lateMs)
  else world.put(logKey(nextCommit(world.s3)), logContent(world.truth.namedBy(world.s3), named, n))
}

/** Its writer puts what says of the others last; who copies the folder may put it first. */
function version(world: World, named: string[], n: number, lateMs = 0): void {
  const contents = icebergContents(nextCommit(world.s3, icebergKey), named, n)
  for (const [name, content] of contents) {
    const put = (): void => world.put(icebergFolder + name, content)
    if (content.named || lateMs === 0) put()
    else world.timeline.after(lateMs, put)
  }
}

/** The newest commit first, as whoever empties a folder may. */
export function forget({ s3 }: World, { format }: Of<'unlog'>): void {
  const keyOf = format === 'iceberg' ? icebergKey : logKey
  for (let last = nextCommit(s3, keyOf) - 1; last >= 0; last--) s3.remove('raw', keyOf(last))
  const others = [...(s3.buckets.get('raw') ?? new Map<string, unknown>()).keys()]
  for (const key of others)
    if (key.startsWith(icebergFolder) && s3.current('raw', key)) s3.remove('raw', key)
}

const askedMax = 6
const answerMsMax = 29_000

/** Asked again until it is answered; one after another. */
export function pin(world: World, says: Saying | 'nothing'): void {
  const before = world.truth.saying
  const ends = new Promise<void>((resolve) => {
    before.then(() => ask(world, says, resolve))
  })
  world.truth.saying = ends
}

function ask(world: World, says: Saying | 'nothing', ended: () => void, asked = 1): void {
  const worker = world.worker('interpretation')
  const pins = says === 'nothing' ? {} : pinsOf[says]
  const caller = { subject: 'somebody', scopes: new Set(['land:*']) }
  const call = { params: { name: said.table }, body: { pins }, caller }
  const again = world.timeline.after(answerMsMax, () => {
    worker.kill()
    if (asked < askedMax) ask(world, says, ended, asked + 1)
  })
  const asking = (worker.exports.pinInterpretation as (call: object) => Promise<unknown>)(call)
  asking.then(
    () => {
      again()
      world.truth.pinned = says === 'nothing' ? undefined : says
      ended()
    },
    (error: Error & { slug?: string }) => {
      world.tell(`api: ${error.name} ${error.message}`)
      if (error.slug !== 'dataset.unknown') return // nothing of it has landed yet
      again()
      ended()
    },
  )
}
