/** One object's landing in three steps, so that a plan stands between them: asked for, planned, put. */
import { type Answer, type Hypatia, HypatiaProblem } from '../../clients/typescript/hypatia.ts'
import { sha256Of } from '../../clients/typescript/platform.ts'
import { problemOf } from '../../clients/typescript/problem.ts'
import { patiently } from '../../clients/typescript/retry.ts'
import type { Part } from './kind.ts'

/** As a plan tells it: enough to ask whether it has come true. */
export interface Landing {
  dataset: string
  file: string
  sha256: string
  size: number
}

export interface Asked {
  part: Part
  landing: Landing
  /** A PUT over what is there now, and over nothing else. */
  upload: Answer<'createUpload'>
}

/** Throws HypatiaProblem. */
export async function ask(api: Hypatia, source: string, part: Part): Promise<Asked> {
  const { dataset, file, content, contentType, pins, origin } = part
  const sha256 = part.sha256 ?? (await sha256Of(content))
  const landing = { dataset, file, sha256, size: content.size }
  const body = { source, ...landing, contentType, ...(pins && { pins }), ...(origin && { origin }) }
  return { part, landing, upload: (await api.call('createUpload', { body })).body }
}

/** Resolves with S3's 200. Throws HypatiaProblem: 412 where something else has landed there since it was asked for. */
export async function put({ part, upload }: Asked, signal: AbortSignal): Promise<void> {
  if (upload.landed) return
  const { method, url, headers } = upload
  const answer = await patiently(
    () => fetch(url, { method, headers, body: part.content, signal }),
    { signal },
  )
  if (!answer.ok) throw await problemOf(answer)
  await answer.body?.cancel()
}

/** Whether these very bytes are what lies there. */
export async function hasLanded(api: Hypatia, source: string, landing: Landing): Promise<boolean> {
  const { body } = await api.call('createUpload', { body: { source, ...landing } })
  return body.landed !== null
}

/** Whether the API will never take it, by its own word and no other's: its name, its size, its kind. */
export const isRefused = (error: unknown): error is HypatiaProblem =>
  error instanceof HypatiaProblem &&
  error.type.startsWith('/problems/') &&
  [400, 413, 415, 422].includes(error.status)
