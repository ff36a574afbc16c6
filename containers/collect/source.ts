/**
 * One source, for as long as it is wanted: the lease, the peer, and batch after batch: planned in the cursor, landed,
 * and only then told to the peer. Whoever comes after a death asks S3 which plan came true.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Hypatia } from '../../clients/typescript/hypatia.ts'
import { collectAsksMax, collectPlansMax } from '../../lake/limits.ts'
import { again, type Running } from './again.ts'
import { type Cursor, cursorStore, take } from './cursor.ts'
import { refusedPart } from './file.ts'
import type { Batch, Json, Part, Peer } from './kind.ts'
import { type Asked, ask, hasLanded, isRefused, type Landing, put } from './landing.ts'
import { logger } from './log.ts'

/** What is about to land, and the place after it. */
interface Plan {
  landings: Landing[]
  place: Json
}

interface State {
  place?: Json
  /** That may have come true, the newest first; empty where the place is the whole truth. */
  plans: Plan[]
}

export interface Health extends Running {
  /** Objects, since this runner began. */
  landed: number
  refused: number
  lastAt?: string
}

export interface Source {
  name: string
  dataset: string
  open(place: Json | undefined): Promise<Peer>
  health: Health
}

interface World {
  api: Hypatia
  leaseMs: number
  /** Aborted when it is wanted no more: what is landing still lands. */
  signal: AbortSignal
}

/** Never throws; what fails is tried again, later each time. */
export const collect = (source: Source, world: World): Promise<void> =>
  again(
    { called: ['source', source.name], health: source.health, done: () => source.health.landed },
    () => session(source, world),
    world.signal,
  )

async function session(source: Source, world: World): Promise<void> {
  const { api, leaseMs } = world
  source.health.state = source.health.state === 'failing' ? 'failing' : 'waiting'
  const cursor = await take<State>({
    store: cursorStore(api, source.name, source.dataset),
    fresh: () => ({ plans: [] }),
    leaseMs,
    signal: world.signal,
  })
  const signal = AbortSignal.any([world.signal, cursor.lost])
  try {
    await recover(cursor, source, api)
    const peer = await source.open(cursor.state.place)
    try {
      const { begins } = peer
      if (begins !== undefined && !isDeepStrictEqual(begins, cursor.state.place))
        await cursor.write({ ...cursor.state, place: begins })
      source.health.state = 'running'
      delete source.health.says
      while (!signal.aborted) {
        const batch = await peer.next(signal)
        if (!batch) continue
        await land(batch, source, cursor, api)
        tellDoubt(source.health, peer)
      }
      if (!world.signal.aborted) throw cursor.lost.reason
    } finally {
      await peer.close().catch(() => {})
    }
  } finally {
    await cursor.release()
  }
}

function tellDoubt(health: Health, peer: Peer): void {
  const doubt = peer.doubt?.()
  if (doubt === undefined) delete health.says
  else health.says = doubt
}

/** A plan came true where all of it has landed, whoever put it; else it is made anew under the same names. */
async function recover(cursor: Cursor<State>, { name }: Source, api: Hypatia): Promise<void> {
  for (const { landings, place } of cursor.state.plans) {
    const landed = await Promise.all(landings.map((landing) => hasLanded(api, name, landing)))
    if (landed.every(Boolean)) return cursor.write({ place, plans: [] })
  }
}

async function land(
  batch: Batch,
  source: Source,
  cursor: Cursor<State>,
  api: Hypatia,
): Promise<void> {
  const { name, health } = source
  const began = performance.now()
  const askFor = batch.isSelfNamed ? askOrRefuse : ask // the peer keeps a file that is refused, and no message
  const asked: Asked[] = []
  for (let at = 0; at < batch.parts.length; at += collectAsksMax) {
    const some = batch.parts.slice(at, at + collectAsksMax)
    asked.push(...(await Promise.all(some.map((part) => askFor(api, name, part)))))
  }
  const plan: Plan = { landings: asked.map(({ landing }) => landing), place: batch.place }
  if (!batch.isSelfNamed) await cursor.write(withPlan(cursor.state, plan))
  for (const one of asked) await put(one, cursor.lost)
  const landed: State = { place: batch.place, plans: [] }
  // Who takes over may put others' messages under the name: only whose landing the cursor has may say that it landed.
  if (batch.isSelfNamed) cursor.know(landed)
  else await cursor.write(landed)
  await batch.settle(new Set(batch.parts.filter((part, i) => asked[i]?.part !== part)))
  if (asked.length === 0) return
  const refused = asked.filter(({ landing }) => landing.dataset.endsWith('_refused')).length
  health.landed += asked.length - refused
  health.refused += refused
  health.lastAt = new Date().toISOString()
  const [first] = plan.landings
  const bytes = plan.landings.reduce((sum, { size }) => sum + size, 0)
  const ms = Math.round(performance.now() - began)
  logger.info('landed', { source: name, file: first?.file, objects: asked.length, bytes, ms })
}

function withPlan({ plans, ...known }: State, plan: Plan): State {
  const others = plans.filter((one) => JSON.stringify(one) !== JSON.stringify(plan))
  return { ...known, plans: [plan, ...others].slice(0, collectPlansMax) }
}

/** What the API will never take goes aside by the usual road: a row that says which, and why. */
async function askOrRefuse(api: Hypatia, source: string, part: Part): Promise<Asked> {
  try {
    return await ask(api, source, part)
  } catch (error) {
    if (!isRefused(error)) throw error
    const { dataset, file, content } = part
    return ask(
      api,
      source,
      refusedPart(dataset, { file, bytes: content.size, reason: error.message }),
    )
  }
}
