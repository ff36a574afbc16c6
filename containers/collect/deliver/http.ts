/** An address that takes a POST of JSON. Whoever listens knows a delivery again by its id, and us by the signature. */
import { createHmac } from 'node:crypto'
import { Later } from '../again.ts'
import type { Delivery } from './delivery.ts'
import type { Opened, Peer } from './kind.ts'

const answerMs = 30_000
const answerTextMax = 200
const answerBytesMax = 16_384
const waitMsMax = 3_600_000

export function openHttp({ definition, secrets }: Opened<'http'>): Peer {
  const { url, headers } = definition.parameters
  const { signing, bearer } = secrets
  demandHeader(bearer)
  return {
    async send(delivery, signal) {
      const body = bodyOf(delivery)
      const seconds = Math.floor(Date.now() / 1_000)
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'manual', // what is signed for one address goes to no other
        headers: headersOf({
          ...headers,
          'Content-Type': 'application/json',
          'User-Agent': 'Hypatia',
          'X-Hypatia-Delivery': delivery.id,
          'X-Hypatia-Timestamp': String(seconds),
          ...(signing && { 'X-Hypatia-Signature': signatureOf(signing, seconds, body) }),
          ...(bearer && { Authorization: `Bearer ${bearer}` }),
        }),
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
      })
      await demandTaken(answer, delivery, Object.values(secrets))
    },
    async check() {
      const answer = await fetch(url, {
        method: 'OPTIONS',
        redirect: 'manual',
        signal: AbortSignal.timeout(answerMs),
      })
      await answer.body?.cancel()
      return `${new URL(url).host} answers (${answer.status} to OPTIONS).`
    },
    async close() {},
  }
}

/** The client's own word on it would quote it. */
function demandHeader(bearer = ''): void {
  if (/^[\x20-\x7e]*$/.test(bearer)) return
  throw new Error('The secret `bearer` has a line end or a letter that no header may have.')
}

/** One of each name, in whichever case: the later one. */
function headersOf(said: Record<string, string>): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(said)) headers.set(name, value)
  return headers
}

function bodyOf(delivery: Delivery): string {
  const { id, destination, dataset, generation, sequence, after, until, isLast, items } = delivery
  return JSON.stringify({
    ...{ delivery: id, destination, dataset, generation, sequence, after, until, isLast },
    changes: items,
  })
}

/** As Stripe has it: the time is signed too, so that whoever listens can refuse what is old. */
export const signatureOf = (secret: string, seconds: number, body: string): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`

async function demandTaken(answer: Response, { id }: Delivery, secrets: string[]): Promise<void> {
  const { status } = answer
  if (answer.ok) return void (await answer.body?.cancel())
  const text = without(secrets, (await headOf(answer)).trim()).slice(0, answerTextMax)
  const says = `It answers ${status} to delivery ${id}${text && `: ${text}`}.`
  const waitMs = retryMsOf(answer)
  if (waitMs === undefined) throw new Error(says)
  throw new Later(says, waitMs)
}

/** Of an answer that may have no end. */
async function headOf({ body }: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const piece of body ?? []) {
      pieces.push(piece)
      bytes += piece.length
      if (bytes >= answerBytesMax) break
    }
  } catch {} // what has come of it is told
  return Buffer.concat(pieces).toString('utf8', 0, answerBytesMax)
}

/** A peer may say again what it was asked. */
const without = (secrets: string[], text: string): string =>
  secrets.reduce((rest, secret) => (secret ? rest.replaceAll(secret, '****') : rest), text)

/** Seconds or a date; undefined where the peer does not say. */
function retryMsOf({ headers }: Response): number | undefined {
  const said = headers.get('retry-after')
  if (said === null) return undefined
  const ms = /^\d+$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.min(waitMsMax, Math.max(0, ms))
}
