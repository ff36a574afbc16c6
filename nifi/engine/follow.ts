/**
 * A NiFi follows what the API says of sources: what is said anew runs, what is said no more is gone, and how each is doing is
 * said back. One that fails holds up no other.
 */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SourceDefinition, SourceState } from '../../schemas/sources.ts'
import { sourceFlow } from '../source.ts'
import { stepsOf } from './plan.ts'
import { type Making, presentSources, take } from './sources.ts'
import { bulletinsOf } from './status.ts'

const everyMs = 5_000
const answerMs = 30_000
const saysMax = 1_000

interface Following {
  /** Of NiFi. */
  url: string
  api: string
  /** For the API. */
  token(): Promise<string>
  /** Undefined where there is none of this name. */
  secretOf(name: string): string | undefined
  say(text: string): void
  /** Ends it. */
  signal: AbortSignal
}

/** As `GET /v1/sources` lists them. */
interface Source {
  name: string
  definition: SourceDefinition
  paused: boolean
  cursor: { value: { refused?: string } } | null
}

/** Until the signal. What goes wrong is said, and tried again. */
export async function follow(following: Following): Promise<void> {
  const { signal, say } = following
  const said = new Map<string, string>()
  let wrong = ''
  while (!signal.aborted) {
    try {
      await look(following, said)
      wrong = ''
    } catch (error) {
      const words = (error as Error).message
      if (words !== wrong && !signal.aborted) say(`sources: ${words}`)
      wrong = words
    }
    await sleep(everyMs, undefined, { signal }).catch(() => {})
  }
}

async function look(following: Following, said: Map<string, string>): Promise<void> {
  const { url } = following
  const sources = await listed(following)
  const states = new Map<string, SourceState>()
  const makings = new Map<string, Making>()
  for (const source of sources) {
    const made = makingOf(source, following)
    if (typeof made === 'string') states.set(source.name, { state: 'failing', says: made })
    else if (made) makings.set(source.name, made)
  }
  const wanted = sources.flatMap(({ name, paused }) => {
    const fingerprint = makings.get(name)?.fingerprint
    return fingerprint ? [{ name, fingerprint, isRunning: !paused }] : []
  })
  // Twice: what is made in the first is started in the second.
  for (let round = 0; round < 2; round++) {
    for (const step of stepsOf(wanted, await presentSources(url))) {
      try {
        await take(url, step, makings.get(step.name))
        if (step.do !== 'create') following.say(`source ${step.name}: ${words[step.do]}`)
      } catch (error) {
        states.set(step.name, { state: 'failing', says: (error as Error).message })
      }
    }
  }
  const errors = await errorsOf(url)
  const untold: string[] = []
  for (const { name, paused, cursor } of sources) {
    if (!makings.has(name) && !states.has(name)) continue // another's to run
    const says = cursor?.value.refused || errors.get(name)
    const found: SourceState = paused
      ? { state: 'paused' }
      : (states.get(name) ?? (says ? { state: 'failing', says } : { state: 'running' }))
    await tell(following, said, name, found).catch((error: Error) => untold.push(error.message))
  }
  if (untold.length > 0) throw new Error(untold.join('; '))
}

const words = { remove: 'taken away', start: 'runs', stop: 'stopped' }

/** Its flow, with the values of its secrets; in words why there is none; undefined: it is not NiFi's. */
function makingOf(
  { name, definition }: Source,
  { secretOf }: Following,
): Making | string | undefined {
  let made: ReturnType<typeof sourceFlow>
  try {
    made = sourceFlow(name, definition)
  } catch (error) {
    return `no flow can be made of it: ${(error as Error).message}`
  }
  if (!made) return undefined
  const values: Record<string, string> = {}
  for (const [parameter, secret] of Object.entries(made.secrets)) {
    const value = secretOf(secret)
    if (!value) return `the secret ${secret} is not there`
    values[parameter] = value
  }
  const text = JSON.stringify(made)
  const fingerprint = createHash('sha256').update(text).digest('hex').slice(0, 16)
  return { ...made, values, fingerprint }
}

/** Of groups, what NiFi's board says of the last minutes. */
async function errorsOf(url: string): Promise<Map<string, string>> {
  const bulletins = (await bulletinsOf(url)).filter(({ level }) => level === 'ERROR')
  return new Map(bulletins.map(({ sourceName, message }) => [sourceName, message]))
}

async function listed(following: Following): Promise<Source[]> {
  const answer = await call(following, 'GET', '/v1/sources')
  return ((await answer.json()) as { sources: Source[] }).sources
}

/** Only what is not said yet. */
async function tell(
  following: Following,
  said: Map<string, string>,
  name: string,
  { state, says }: SourceState,
): Promise<void> {
  const body = JSON.stringify({ state, ...(says && { says: says.slice(0, saysMax) }) })
  if (said.get(name) === body) return
  await call(following, 'PUT', `/v1/sources/${name}/state`, body)
  said.set(name, body)
}

async function call(
  { api, token, signal }: Following,
  method: string,
  path: string,
  body?: string,
): Promise<Response> {
  const headers = {
    authorization: `Bearer ${await token()}`,
    ...(body && { 'content-type': 'application/json' }),
  }
  const limit = AbortSignal.any([signal, AbortSignal.timeout(answerMs)])
  const answer = await fetch(`${api}${path}`, {
    method,
    headers,
    signal: limit,
    body: body ?? null,
  })
  if (!answer.ok) throw new Error(`the API answers ${answer.status} for ${method} ${path}`)
  return answer
}
