/** Every source that is defined runs, and no other; what changes is begun anew, and nothing else with it. */
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Hypatia } from '../../clients/typescript/hypatia.ts'
import { type Definition, definitionsOf, secretsFor } from './definitions.ts'
import { openPeer } from './kinds.ts'
import { logger } from './log.ts'
import { collect, type Health, type Source } from './source.ts'

export interface Settings {
  api: Hypatia
  secretOf(name: string): string
  leaseMs: number
  definitionsMs: number
  /** Of /health; undefined: nobody asks. */
  healthPort: number | undefined
}

interface Running {
  text: string
  health: Health
  /** What the API was told last of it. */
  told: string
  stop: AbortController
  ended: Promise<void>
}

/** Until the signal is aborted, and what was landing then has landed. */
export async function run(settings: Settings, signal: AbortSignal): Promise<void> {
  const running = new Map<string, Running>()
  const server = settings.healthPort === undefined ? undefined : healthServer(running)
  server?.listen(settings.healthPort)
  try {
    while (!signal.aborted) {
      await follow(running, settings)
      await tell(running, settings)
      await sleep(settings.definitionsMs, undefined, { signal }).catch(() => {})
    }
  } finally {
    for (const { stop } of running.values()) stop.abort()
    await Promise.all([...running.values()].map(({ ended }) => ended))
    server?.close()
  }
}

async function follow(running: Map<string, Running>, settings: Settings): Promise<void> {
  const wanted = await definitionsOf(settings.api).catch((error: Error) => {
    logger.warn('no definitions', { says: error.message })
    return undefined
  })
  if (!wanted) return // what runs goes on
  for (const [name, { text, stop, ended }] of running) {
    if (JSON.stringify(wanted.get(name)) === text) continue
    stop.abort()
    await ended
    running.delete(name)
  }
  for (const [name, definition] of wanted)
    if (!running.has(name)) running.set(name, begin(name, definition, settings))
}

function begin(name: string, definition: Definition, settings: Settings): Running {
  const stop = new AbortController()
  const health: Health = { state: 'waiting', landed: 0, refused: 0 }
  const source: Source = {
    name,
    dataset: definition.dataset,
    health,
    open: (place) =>
      openPeer(definition, {
        name,
        dataset: definition.dataset,
        everyMs: 'every' in definition ? msOf(definition.every) : 0,
        ...secretsFor(definition, settings.secretOf),
        place,
      }),
  }
  const ended = collect(source, { ...settings, signal: stop.signal })
  return { text: JSON.stringify(definition), health, told: '', stop, ended }
}

/** Where it is another than was told last. */
async function tell(running: Map<string, Running>, { api }: Settings): Promise<void> {
  for (const [source, one] of running) {
    const { state, says } = one.health
    if (state === 'waiting') continue // another runner holds it, and tells
    const body = { state, ...(says !== undefined && { says }) }
    if (one.told === JSON.stringify(body)) continue
    one.told = JSON.stringify(body)
    await api.call('putSourceState', { path: { source }, body }).catch(() => {
      one.told = ''
    })
  }
}

const unitMs: Record<string, number> = { sec: 1_000, min: 60_000, hour: 3_600_000, day: 86_400_000 }

function msOf(period: string): number {
  const [count, unit = ''] = period.replace(/s$/, '').split(' ')
  return Number(count) * (unitMs[unit] ?? 0)
}

/** 200 where data is taken in: no source, or one at least that does not fail. */
function healthServer(running: Map<string, Running>) {
  return createServer((_, response) => {
    const sources = Object.fromEntries([...running].map(([name, { health }]) => [name, health]))
    const states = Object.values(sources)
    const isWell = states.length === 0 || states.some(({ state }) => state !== 'failing')
    response.writeHead(isWell ? 200 : 503, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ takesDataIn: isWell, sources }))
  })
}
