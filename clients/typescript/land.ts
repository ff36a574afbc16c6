/** Landing: the bytes go straight to S3 by a presigned PUT, which S3 refuses where they are not those of the checksum. */
import type { Answer, Api } from './call.ts'
import { openFile, sha256Of } from './platform.ts'
import { HypatiaProblem, problemOf } from './problem.ts'
import { patiently, sleep } from './retry.ts'

type LandedObject = Answer<'getObject'>

export interface Place {
  source: string
  dataset: string
  /** Absent: the name of the file that lands. */
  file?: string
  contentType?: string
  /** Folders key=value, in this order. */
  partitions?: Record<string, string>
}

/** What S3 has taken. */
export interface Uploaded {
  key: string
  object: string
  version?: string
}

/** Bytes, a Blob or File, or (in Node) the path of a file. */
export type Content = Blob | Uint8Array<ArrayBuffer> | string

/** Its way has taken longer than it was to be followed; it goes on without us. */
export class StillOnItsWay extends Error {
  override name = 'StillOnItsWay'
}

const waitSecondsDefault = 60

/** Sends it and follows it until its rows are in the table. Throws as `upload` and `follow` do. */
export async function land(
  api: Api,
  content: Content,
  { waitSeconds, signal, ...place }: Place & { waitSeconds?: number; signal?: AbortSignal },
): Promise<LandedObject> {
  const { object, version } = await upload(api, content, { ...place, signal })
  return follow(api, object, { version, waitSeconds, signal })
}

/** Sends it: once this resolves, nothing can be lost any more. Throws HypatiaProblem. */
export async function upload(
  { call }: Api,
  content: Content,
  { signal, ...place }: Place & { signal?: AbortSignal },
): Promise<Uploaded> {
  const blob =
    typeof content === 'string'
      ? await openFile(content)
      : content instanceof Blob
        ? content
        : new Blob([content])
  const file = place.file ?? nameOf(content)
  if (!file) throw new TypeError('bytes need the name of a file: give `file`')
  const sha256 = await sha256Of(blob)
  const contentType = place.contentType ?? (blob.type || undefined)
  const asked = { ...place, file, contentType, sha256, size: blob.size }
  for (let attempt = 1; ; attempt++) {
    const { body: given } = await call('createUpload', { body: asked, signal })
    const { method, url, headers, key, object, landed } = given
    if (attempt > 1 && landed) return { key, object, version: landed.version }
    const send = () => fetch(url, { method, headers, body: blob, signal })
    const put = await patiently(send, { signal })
    const isOvertaken = overtaken.has(put.status) && attempt < uploadsMax
    if (!put.ok && !isOvertaken) throw await problemOf(put)
    await put.body?.cancel()
    if (put.ok) return { key, object, version: put.headers.get('x-amz-version-id') ?? undefined }
  }
}

/** S3's words for: something else is there than when the URL was given. It may be this very file, its answer lost. */
const overtaken: ReadonlySet<number> = new Set([404, 409, 412])
const uploadsMax = 4

const nameOf = (content: Content): string | undefined =>
  typeof content === 'string'
    ? content.split(/[/\\]/).at(-1)
    : content instanceof Blob && 'name' in content
      ? String(content.name)
      : undefined

interface Following {
  /** Of the object in S3: what is known of older ones does not end the wait. */
  version?: string
  waitSeconds?: number
  signal?: AbortSignal
}

const ends: ReadonlySet<string> = new Set(['committed', 'asset', 'quarantined', 'removed'])
const longPollSeconds = 20
const pollMs = 250

/** The object once its way has ended: committed, an asset, removed, or quarantined with its `reason`. Throws StillOnItsWay, and HypatiaProblem. */
export async function follow(
  { call, seeAnew }: Api,
  object: string,
  { version, waitSeconds = waitSecondsDefault, signal }: Following = {},
): Promise<LandedObject> {
  const until = Date.now() + waitSeconds * 1000
  for (;;) {
    const leftSeconds = Math.max(0, Math.ceil((until - Date.now()) / 1000))
    const wait = Math.min(longPollSeconds, leftSeconds)
    const asked = { path: { object }, query: { wait }, signal }
    const found = await call('getObject', asked).catch((error) => {
      if (error instanceof HypatiaProblem && error.status === 404) return undefined
      throw error
    })
    const isOurs = found && (version === undefined || found.body.version === version)
    if (isOurs && ends.has(found.body.state)) {
      seeAnew()
      return found.body
    }
    if (Date.now() >= until) {
      const where = isOurs ? found.body.state : 'not yet known'
      throw new StillOnItsWay(`${object} is ${where} after ${waitSeconds} s`)
    }
    if (!isOurs) await sleep(pollMs, signal)
  }
}
