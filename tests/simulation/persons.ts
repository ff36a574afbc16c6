/** What people and the writers of tables say of how files are read. */
import type { Content } from './content.ts'
import type { S3Model } from './models/s3.ts'
import { logKey, nextCommit, pinsOf, type Saying, said } from './sayings.ts'
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

/** The next commit of the table's log. */
export function commit(world: World, named: string[], n: number): void {
  const content = logContent(world.truth.namedBy(world.s3), named, n)
  world.put(logKey(nextCommit(world.s3)), content)
}

/** The newest commit first, as whoever empties a folder may. */
export function forget({ s3 }: World): void {
  for (let version = nextCommit(s3) - 1; version >= 0; version--) s3.remove('raw', logKey(version))
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
