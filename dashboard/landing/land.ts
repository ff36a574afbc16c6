/** Landing a file: its checksum here, its place from the API, its bytes to S3, and then its way to a table. */
import { signal } from '@preact/signals'
import { send } from '../api/client.ts'
import { followObject } from '../api/object.ts'
import { ApiProblem, isAbort } from '../api/problem.ts'
import type { LakeObject, Upload } from '../api/types.ts'

/** What one browser tab holds in memory to take its checksum. */
export const fileBytesMax = 1_000_000_000
const atOnceMax = 3

export interface Landing {
  id: number
  file: File
  source: string
  dataset: string
  step: 'waiting' | 'summing' | 'sending' | 'on its way' | 'ended' | 'failed'
  /** Of the bytes, 0 to 1. */
  sent: number
  /** As soon as it has a receipt. */
  object?: LakeObject
  error?: unknown
}

/** Chosen, but not yet sent; undefined: the panel is closed. */
export const chosen = signal<File[] | undefined>(undefined)
/** The newest first. */
export const landings = signal<Landing[]>([])
let ids = 0
let running = 0

export function land(files: File[], source: string, dataset: string): void {
  const added = files.map((file): Landing => {
    return { id: ++ids, file, source, dataset, step: 'waiting', sent: 0 }
  })
  landings.value = [...added, ...landings.peek()]
  next()
}

function change(id: number, changes: Partial<Landing>): void {
  landings.value = landings.peek().map((one) => (one.id === id ? { ...one, ...changes } : one))
}

function next(): void {
  const waiting = landings.peek().findLast(({ step }) => step === 'waiting')
  if (!waiting || running >= atOnceMax) return
  running++
  change(waiting.id, { step: 'summing' })
  landed(waiting)
    .catch((error: unknown) => change(waiting.id, { step: 'failed', error }))
    .finally(() => {
      running--
      next()
    })
  next()
}

async function landed({ id, file, source, dataset }: Landing): Promise<void> {
  if (file.size > fileBytesMax) throw new TooLarge()
  const { size, type, name } = file
  const contentType = /^[\w.+-]+\/[\w.+-]+$/.test(type) ? { contentType: type } : {}
  const sha256 = await sumOf(file)
  const wanted = { source, dataset, file: name, sha256, size, ...contentType }
  change(id, { step: 'sending' })
  const { object, version } = await sent(file, wanted, (sent) => change(id, { sent }))
  change(id, { step: 'on its way', sent: 1 })
  await followObject({
    object,
    ...(version && { version }),
    signal: new AbortController().signal,
    onNews: (object) => change(id, { object }),
  })
  change(id, { step: 'ended' })
}

/** S3's words for: something else is there than when the URL was given. It may be this very file, its answer lost. */
const overtaken = new Set([404, 409, 412])
const uploadsMax = 4

async function sent(
  file: File,
  wanted: object,
  onSent: (share: number) => void,
): Promise<{ object: string; version?: string | undefined }> {
  for (let attempt = 1; ; attempt++) {
    const upload = await send<Upload>('POST', '/v1/uploads', wanted)
    const { object, landed } = upload
    if (attempt > 1 && landed) return { object, version: landed.version }
    try {
      return { object, version: await put(file, upload, onSent) }
    } catch (error) {
      const isOvertaken = error instanceof ApiProblem && overtaken.has(error.status)
      if (!isOvertaken || attempt === uploadsMax) throw error
    }
  }
}

class TooLarge extends Error {
  override message =
    'A browser keeps the whole file in memory for its checksum: above 1 GB use `npx hypatia land`.'
}

async function sumOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer().catch(() => {
    throw new Error('The browser cannot read it: a folder, or a file that has changed meanwhile.')
  })
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** By XMLHttpRequest: fetch does not tell how much is sent. The version that S3 gave it, where it says so. */
function put(
  file: File,
  { url, method, headers }: Upload,
  onSent: (share: number) => void,
): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(method, url)
    for (const [name, value] of Object.entries(headers)) {
      if (!/^(host|content-length)$/i.test(name)) request.setRequestHeader(name, value)
    }
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0)
    request.onload = () => {
      if (request.status < 300) resolve(request.getResponseHeader('x-amz-version-id') ?? undefined)
      else reject(refusal(request))
    }
    request.onerror = () =>
      reject(new ApiProblem(0, { title: 'No answer', detail: 'S3 cannot be reached just now.' }))
    request.send(file)
  })
}

/** S3 says what is wrong in XML. */
function refusal({ responseXML, status }: XMLHttpRequest): ApiProblem {
  const of = (tag: string): string | undefined =>
    responseXML?.querySelector(tag)?.textContent ?? undefined
  const detail = of('Message') ?? `S3 answered ${status}.`
  return new ApiProblem(status, { title: of('Code') ?? 'S3 refused it', detail })
}

export const isLanding = ({ step }: Landing): boolean => step !== 'ended' && step !== 'failed'

export const errorText = (error: unknown): string =>
  isAbort(error) ? 'Stopped.' : error instanceof Error ? error.message : String(error)
