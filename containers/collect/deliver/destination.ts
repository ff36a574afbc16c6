/**
 * One destination, for as long as it is wanted: the lease, the peer, and delivery after delivery. What is told between which
 * snapshots stands in its place before the first of it is sent, and how far it is after each that the peer has acknowledged.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Hypatia, HypatiaProblem } from '../../../clients/typescript/hypatia.ts'
import type { DestinationDefinition, DestinationPlace } from '../../../schemas/destinations.ts'
import { again, type Running } from '../again.ts'
import { type Cursor, conditionOf, orNone, type Store, take } from '../cursor.ts'
import { logger } from '../log.ts'
import { msOf } from '../runner.ts'
import { deliveryOf, type Round } from './delivery.ts'
import type { Peer } from './kind.ts'

export interface Health extends Running {
  /** Deliveries that were acknowledged, since this runner began. */
  sent: number
  lastAt?: string
}

export interface Destination {
  name: string
  definition: DestinationDefinition
  open(): Promise<Peer>
  health: Health
}

interface World {
  api: Hypatia
  leaseMs: number
  /** Aborted when it is wanted no more: what is being sent is sent. */
  signal: AbortSignal
}

type Place = Omit<DestinationPlace, 'holder'>

const namesTextMax = 300

/** Never throws; what fails is tried again, later each time. */
export const deliver = (destination: Destination, world: World): Promise<void> =>
  again(
    {
      called: ['destination', destination.name],
      health: destination.health,
      done: () => destination.health.sent,
    },
    () => session(destination, world),
    world.signal,
  )

async function session(destination: Destination, world: World): Promise<void> {
  const { name, definition, health } = destination
  health.state = health.state === 'failing' ? 'failing' : 'waiting'
  const cursor = await take<Place>({
    store: placeStore(world.api, name),
    fresh: () => freshPlace(definition.dataset),
    leaseMs: world.leaseMs,
    signal: world.signal,
  })
  const signal = AbortSignal.any([world.signal, cursor.lost])
  try {
    if (cursor.state.dataset !== definition.dataset)
      await cursor.write(freshPlace(definition.dataset))
    const peer = await destination.open()
    try {
      while (!signal.aborted) {
        const isMore = await step(destination, { ...world, cursor, peer, signal })
        health.state = 'running'
        delete health.says
        if (!isMore) await sleep(msOf(definition.every), undefined, { signal }).catch(() => {})
      }
      if (!world.signal.aborted) throw cursor.lost.reason
    } finally {
      await peer.close().catch(() => {})
    }
  } finally {
    await cursor.release()
  }
}

const freshPlace = (dataset: string): Place => ({
  generation: Date.now().toString(36),
  ...{ dataset, acknowledged: null, sequence: 0, changes: 0, round: null },
})

const placeStore = (api: Hypatia, destination: string): Store<DestinationPlace> => {
  const path = { destination }
  return {
    read: (signal) =>
      orNone(async () => {
        const { body, headers } = await api.call('getDestinationPlace', { path, signal })
        return { value: body.value as DestinationPlace, etag: headers.get('etag') ?? '' }
      }),
    async write(value, etag) {
      const asked = { path, header: conditionOf(etag), body: { value } }
      const { headers } = await api.call('putDestinationPlace', asked)
      return headers.get('etag') ?? ''
    },
  }
}

interface Session {
  api: Hypatia
  cursor: Cursor<Place>
  peer: Peer
  signal: AbortSignal
}

/** One delivery, or the beginning of a round; false where the peer has everything. */
async function step(destination: Destination, session: Session): Promise<boolean> {
  const { cursor, api } = session
  const round = cursor.state.round ?? (await begun(destination, session))
  if (!round) return false
  const page = await changesOf(api, round).catch(async (error) => {
    if (!isExpired(error)) throw error
    demandUnbegun(round, destination.definition)
    await cursor.write({ ...cursor.state, round: null })
    return undefined // it begins another round, or says that it cannot
  })
  if (!page) return true
  const place = cursor.state
  const delivery = deliveryOf(destination.name, place, round, page)
  const isAny = delivery.items.length > 0
  if (isAny) await session.peer.send(delivery, cursor.lost)
  const { next } = page
  await cursor.write({
    ...place,
    sequence: place.sequence + (isAny ? 1 : 0),
    changes: place.changes + delivery.items.length,
    acknowledged: next === null ? round.until : place.acknowledged,
    round: next === null ? null : { ...round, cursor: next, batch: round.batch + 1 },
  })
  if (isAny) {
    const { health, name } = destination
    health.sent++
    health.lastAt = new Date().toISOString()
    const { id, sequence, items } = delivery
    logger.info('sent', { destination: name, id, sequence, changes: items.length })
  }
  return true
}

/** Told again from the first row, it would be other deliveries of the same rows. */
function demandUnbegun({ batch, until }: Round, { expired }: DestinationDefinition): void {
  if (batch === 0 || expired === 'full') return
  throw new Error(
    `Snapshot ${until} is gone, of which ${batch} deliveries are sent and the rest is not. \`expired: full\` sends all rows, those too, and goes on from there; \`hypatia destination restart\` begins anew.`,
  )
}

/** What is to be told now, written down; undefined where there is nothing new. */
async function begun(
  { definition }: Destination,
  { cursor, api }: Session,
): Promise<Round | undefined> {
  const place = cursor.state
  const what = whatOf(definition)
  const first: Round = {
    ...{ after: place.acknowledged, until: '', cursor: null, batch: 0, what },
  }
  const isUnbegun = place.acknowledged === null && place.sequence === 0 && !place.isFromNothing
  const isFromNow = definition.from === 'now' && isUnbegun
  const page = await orNone(() => newest(api, first, definition.expired))
  if (!page?.until) {
    if (isFromNow) await cursor.write({ ...place, isFromNothing: true }) // what comes first is new
    return undefined
  }
  if (page.until === place.acknowledged) return undefined
  if (isFromNow) {
    await cursor.write({ ...place, acknowledged: page.until })
    return undefined
  }
  await demandColumns(api, what)
  const round = { ...first, after: page.after, until: page.until }
  await cursor.write({ ...place, round })
  return round
}

const whatOf = (definition: DestinationDefinition): Round['what'] => {
  const { dataset, changes, left, retyped, batch } = definition
  const { key = [], columns = null } = definition
  return { dataset, changes, key, left, columns, retyped, batch }
}

/** A name that the dataset does not have would be sent as null, for ever. */
async function demandColumns(api: Hypatia, { dataset, key, columns }: Round['what']) {
  const wanted = [...key, ...(columns ?? [])]
  if (wanted.length === 0) return
  const { body } = await api.call('getDataset', { path: { name: dataset } })
  const names = body.columns.map(({ name }) => name)
  const missing = wanted.find((name) => !names.includes(name))
  if (missing === undefined) return
  throw new Error(
    `${dataset} has no column "${missing}". It has ${names.join(', ').slice(0, namesTextMax)}.`,
  )
}

/** Up to which snapshot there is something to tell. Throws where nobody knows what came since. */
async function newest(api: Hypatia, round: Round, expired: DestinationDefinition['expired']) {
  try {
    return await changesOf(api, { ...round, until: undefined }, 1)
  } catch (error) {
    if (!isExpired(error)) throw error
    if (expired === 'full') return changesOf(api, { ...round, after: null, until: undefined }, 1)
    throw new Error(
      `It is so far behind that nobody knows what came after snapshot ${round.after}. \`expired: full\` sends all rows, and goes on from there.`,
    )
  }
}

const isExpired = (error: unknown): boolean =>
  error instanceof HypatiaProblem && error.type === '/problems/snapshot.expired'

type Wanted = Omit<Round, 'until'> & { until: string | undefined }

async function changesOf(api: Hypatia, round: Wanted, limit = round.what.batch) {
  const { after, until, cursor, what } = round
  const { key, retyped } = what
  const { body } = await api.call('listChanges', {
    path: { name: what.dataset },
    query: {
      ...(after !== null && { after }),
      ...(until !== undefined && { until }),
      ...(cursor !== null && { cursor }),
      ...(key.length > 0 && { key }),
      retyped: String(retyped) as never,
      limit,
    },
  })
  return body
}
