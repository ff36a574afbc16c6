/** Landing: the bytes go straight to S3 by a presigned PUT, which S3 refuses where they are not those of the checksum. */
import type { Answer, Api } from './call.ts'
import { openFile, sha256Of } from './platform.ts'
import { HypatiaProblem, problemOf } from './problem.ts'
import { patiently, sleep } from './retry.ts'

type LandedObject = Answer<'getObject'>

export interface Landing {
  source: string
  dataset: string
  /** Absent: the name of the file that lands. */
  file?: string
  contentType?: string
  /** Folders key=value, in this order. */
  partitions?: Record<string, string>
  /** How long it is followed; 0: not at all. */
  waitSeconds?: number
  signal?: AbortSignal
}

/** Its way has taken longer than it was to be followed; it goes on without us. */
export class StillOnItsWay extends Error {
  override name = 'StillOnItsWay'
}

const waitSecondsDefault = 60

/**
 * Lands bytes, a Blob or File, or (in Node) the file of a path, and follows it until its rows are in the table, or it
 * is an asset, or in quarantine with its `reason`. Throws HypatiaProblem and StillOnItsWay.
 */
export async function land(
  api: Api,
  content: Blob | Uint8Array<ArrayBuffer> | string,
  landing: Landing,
): Promise<LandedObject> {
  const { waitSeconds = waitSecondsDefault, signal, ...place } = landing
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
  const body = { ...place, file, sha256, size: blob.size, ...(contentType && { contentType }) }
  const { body: upload } = await api.call('createUpload', { body, signal })
  const { method, url, headers } = upload
  const put = await patiently(() => fetch(url, { method, headers, body: blob, signal }), { signal })
  if (!put.ok) throw await problemOf(put)
  const version = put.headers.get('x-amz-version-id') ?? undefined
  return follow(api, upload.object, { version, waitSeconds, signal })
}

const nameOf = (content: Blob | Uint8Array | string): string | undefined =>
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

/** The object once its way has ended. Throws StillOnItsWay, and HypatiaProblem. */
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
