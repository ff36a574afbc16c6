/** A sender: pushes files, and keeps what it was answered. */
import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { readLaptop } from '../../cli/settings.ts'

export interface Sent {
  name: string
  bytes: Buffer
  sha256: string
}

export interface Answered {
  status: number
  headers: Headers
  body: { key?: string; sha256?: string; size?: number; type?: string; detail?: string }
}

export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex')

export const sending = (name: string, bytes: Buffer): Sent => ({
  name,
  bytes,
  sha256: sha256(bytes),
})

/** Sizes spread over the orders of magnitude up to `bytesMax`; some files are empty. */
export const randomFiles = (count: number, bytesMax: number): Sent[] =>
  Array.from({ length: count }, (_, i) => {
    const size = i % 20 === 0 ? 0 : Math.round(200 * (bytesMax / 200) ** Math.random())
    return sending(`${i}${i % 7 ? '' : ' é世+&='}.bin`, randomBytes(size))
  })

/** With the laptop's own token, where the headers have no other. */
export async function push(
  url: string,
  bytes: Buffer,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const answer = await fetch(url, {
    method: 'POST',
    signal: AbortSignal.timeout(answerMsMax),
    body: new Uint8Array(bytes),
    headers: { authorization: `Bearer ${readLaptop()?.token ?? ''}`, ...headers },
  })
  const isJson = /json/.test(answer.headers.get('content-type') ?? '')
  const body: Answered['body'] = isJson
    ? ((await answer.json()) as Answered['body'])
    : { type: await answer.text() }
  return { status: answer.status, headers: answer.headers, body }
}

const answerMsMax = 120_000
const pushMsMax = 360_000 // of one file: an engine that was killed is back long before

/**
 * Each file until it is answered 201, `atOnce` of them under way; `heard` is called at each answer. Throws where a file is
 * refused for good, or for too long.
 */
export async function pushAll(
  folder: string,
  files: Sent[],
  atOnce: number,
  heard: (file: Sent, answer: Answered) => void,
): Promise<void> {
  const left = files.values()
  const worker = async (): Promise<void> => {
    for (const file of left) {
      const end = Date.now() + pushMsMax
      for (;;) {
        const url = `${folder}/${encodeURIComponent(file.name)}`
        const answer = await push(url, file.bytes).catch(() => undefined)
        if (answer) heard(file, answer)
        if (answer?.status === 201) break
        const { status = 0, body } = answer ?? {}
        if ((status >= 400 && status < 500) || Date.now() > end)
          throw new Error(`${file.name} does not land: ${status} ${JSON.stringify(body)}`)
        await sleep(200)
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
