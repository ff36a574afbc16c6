/** Everything that is defined runs, and nothing else; what changes is begun anew, and nothing else with it. */
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Hypatia } from '../../clients/typescript/hypatia.ts'
import type { RunState } from '../../schemas/record.ts'
import type { Running } from './again.ts'
import { logger } from './log.ts'

/** So long others wait for what is to end. */
const endMs = 1_000

export interface Settings {
  api: Hypatia
  secretOf(name: string): string
  leaseMs: number
  definitionsMs: number
  /** Of /health; undefined: nobody asks. */
  healthPort: number | undefined
}

/** What is run: sources, destinations. */
export interface Noun<D> {
  plural: string
  /** That are not paused. */
  definitions(api: Hypatia): Promise<Map<string, D>>
  /** Until the signal is aborted; `health` is kept true meanwhile. */
  begin(
    name: string,
    definition: D,
    settings: Settings & { signal: AbortSignal },
  ): { health: Running; ended: Promise<void> }
  tell(api: Hypatia, name: string, body: RunState): Promise<unknown>
}

interface Begun {
  text: string
  health: Running
  /** What the API was told last of it. */
  told: string
  stop: AbortController
  ended: Promise<void>
}

/** Until the signal is aborted, and what was under way then is done. */
export async function run<D>(
  noun: Noun<D>,
  settings: Settings,
  signal: AbortSignal,
): Promise<void> {
  const running = new Map<string, Begun>()
  const server = settings.healthPort === undefined ? undefined : healthServer(noun.plural, running)
  server?.listen(settings.healthPort)
  try {
    while (!signal.aborted) {
      await follow(noun, running, settings)
      await tell(noun, running, settings)
      await sleep(settings.definitionsMs, undefined, { signal }).catch(() => {})
    }
  } finally {
    for (const { stop } of running.values()) stop.abort()
    await Promise.all([...running.values()].map(({ ended }) => ended))
    server?.close()
  }
}

async function follow<D>(
  noun: Noun<D>,
  running: Map<string, Begun>,
  settings: Settings,
): Promise<void> {
  const wanted = await noun.definitions(settings.api).catch((error: Error) => {
    logger.warn('no definitions', { says: error.message })
    return undefined
  })
  if (!wanted) return // what runs goes on
  for (const [name, { text, stop, ended }] of running) {
    if (JSON.stringify(wanted.get(name)) === text) continue
    stop.abort()
    // What is still landing lands; nothing else waits for it, and it is not begun anew before.
    const isOver = await Promise.race([ended.then(() => true), sleep(endMs, false)])
    if (isOver) running.delete(name)
  }
  for (const [name, definition] of wanted) {
    if (running.has(name)) continue
    const stop = new AbortController()
    const begun = noun.begin(name, definition, { ...settings, signal: stop.signal })
    running.set(name, { text: JSON.stringify(definition), told: '', stop, ...begun })
  }
}

/** Where it is another than was told last. */
async function tell<D>(
  noun: Noun<D>,
  running: Map<string, Begun>,
  { api }: Settings,
): Promise<void> {
  for (const [name, one] of running) {
    const { state, says } = one.health
    if (state === 'waiting') continue // another runner holds it, and tells
    const body = { state, ...(says !== undefined && { says }) }
    if (one.told === JSON.stringify(body)) continue
    one.told = JSON.stringify(body)
    await noun.tell(api, name, body).catch(() => {
      one.told = ''
    })
  }
}

/** By what the kind calls them. Throws where one is not there. */
export const secretsOf = (
  { secrets }: { secrets: Record<string, string | undefined> },
  secretOf: (name: string) => string,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(secrets).flatMap(([key, name]) =>
      name === undefined ? [] : [[key, secretOf(name)]],
    ),
  )

const unitMs: Record<string, number> = { sec: 1_000, min: 60_000, hour: 3_600_000, day: 86_400_000 }

export function msOf(period: string): number {
  const [count, unit = ''] = period.replace(/s$/, '').split(' ')
  return Number(count) * (unitMs[unit] ?? 0)
}

/** 200 where data goes through: there is nothing to run, or one at least that does not fail. */
function healthServer(plural: string, running: Map<string, Begun>) {
  return createServer((_, response) => {
    const all = Object.fromEntries([...running].map(([name, { health }]) => [name, health]))
    const states = Object.values(all)
    const isWell = states.length === 0 || states.some(({ state }) => state !== 'failing')
    response.writeHead(isWell ? 200 : 503, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ takesDataIn: isWell, [plural]: all }))
  })
}
