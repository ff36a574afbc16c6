/**
 * Another account's bucket, by listing: what has not landed as it is now lands, under its own name. No day and no order
 * of keys is trusted, for an object's day is that on which its upload began: what has landed is remembered.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type PeerObject, peerBucket } from '../../../aws/peer.ts'
import { collectFilesMax, collectListedMax } from '../../../lake/limits.ts'
import type { ParametersOf } from '../definitions.ts'
import { fileOf } from '../file.ts'
import type { Batch, Opened, Part, Peer } from '../kind.ts'
import { markOf, marksIn, marksText } from '../marks.ts'
import { openSpool, type Spool } from '../spool.ts'

export async function openS3(opened: Opened<ParametersOf<'s3'>>): Promise<Peer> {
  const { dataset, parameters, secrets, place, everyMs } = opened
  const { bucket, prefix, region, endpoint, access_key } = parameters
  const account = {
    region,
    endpoint,
    accessKeyId: access_key,
    secretAccessKey: secrets.secret_key!,
  }
  const peer = peerBucket(account, bucket)
  let landed = marksIn(place)
  let waiting: PeerObject[] = []
  let restUntil = 0
  let spool: Spool | undefined

  /** What is listed and has not landed; what is listed no more is forgotten. */
  async function list(): Promise<void> {
    const listed = new Set<string>()
    for await (const page of peer.list(prefix)) {
      for (const object of page) {
        if (object.key.endsWith('/')) continue // a folder's marker
        const mark = markOf(object.key, object.etag)
        listed.add(mark)
        if (!landed.has(mark)) waiting.push(object)
      }
      if (listed.size > collectListedMax)
        throw new Error(
          `More than ${collectListedMax} objects lie under "${prefix}": narrow the prefix, a source each.`,
        )
    }
    landed = new Set([...landed].filter((mark) => listed.has(mark)))
  }

  return {
    async next(signal): Promise<Batch | undefined> {
      if (waiting.length === 0) {
        await sleep(Math.max(0, restUntil - performance.now()), undefined, { signal })
        await list()
        restUntil = performance.now() + everyMs
      }
      const some = waiting.slice(0, collectFilesMax)
      if (some.length === 0) return undefined
      await spool?.clear()
      spool = await openSpool()
      const parts: Part[] = []
      const after = new Set(landed)
      for (const object of some) {
        const read = await peer.read(object)
        if (!read) continue // it is another by now: the next listing has it
        after.add(markOf(object.key, object.etag))
        const file = fileOf(object.key.slice(prefix.length))
        const content = await spool.keep(read.body, signal)
        parts.push({ dataset, file, content, contentType: typeOf(read.contentType) })
      }
      return {
        parts,
        place: marksText(after),
        isSelfNamed: true,
        async settle() {
          landed = after
          waiting = waiting.slice(some.length)
        },
      }
    },
    async close() {
      await spool?.clear()
      peer.close()
    },
  }
}

/** What the API takes for a type, else none. */
const typeOf = (type = ''): string =>
  /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.test(type) ? type : 'application/octet-stream'
