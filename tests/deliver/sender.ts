/** A laptop whose rows are sent, and the runner as the image starts it: to be killed, ended and begun again. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from '@jest/globals'
import { pointerAgeMsMax } from '../../lake/limits.ts'
import { destinationDefinition } from '../../schemas/destinations.ts'
import { type Collector, openCollector } from '../collect/collector.ts'

export interface Sender extends Omit<Collector, 'define' | 'runs' | 'values'> {
  define(name: string, definition: object): Promise<void>
  /** CSV, under `shop/<dataset>/`. */
  land(dataset: string, file: string, text: string): Promise<void>
  /** Rows with these ids, a file of its own. */
  landIds(dataset: string, file: string, ids: number[]): Promise<void>
  shown(name: string): Promise<Shown>
  /** Until the peer has acknowledged all that there is. */
  isSent(name: string): Promise<Shown>
  /** Until the API says that it runs. */
  runs(name: string): Promise<Shown>
  /** Until it fails with such words. */
  fails(name: string, words: RegExp): Promise<void>
}

type Shown = Awaited<ReturnType<typeof shownBy>>

const waitMs = 90_000
const pollMs = 200
const built = [process.execPath, 'containers/collect/dist/deliver/main.mjs']

const shownBy = async ({ client }: Collector, destination: string) =>
  (await client.call('getDestination', { path: { destination } })).body

export async function openSender(secrets = {}): Promise<Sender> {
  const collector = await openCollector(secrets, built)
  const { client } = collector
  const until = async (name: string, isSo: (shown: Shown) => boolean): Promise<Shown> => {
    for (const end = Date.now() + waitMs; ; await sleep(pollMs)) {
      const shown = await shownBy(collector, name)
      if (isSo(shown)) return shown
      if (Date.now() > end)
        throw new Error(
          `${JSON.stringify(shown)}; the runner said:\n${collector.log().slice(-3_000)}`,
        )
    }
  }
  const land: Sender['land'] = async (dataset, file, text) => {
    const landed = await client.land(new Blob([text]), { source: 'shop', dataset, file })
    expect(landed.state).toBe('committed')
  }
  return {
    ...collector,
    async define(destination, definition) {
      const body = destinationDefinition.parse({ every: '1 sec', ...definition })
      const header = { 'if-none-match': '*' as const }
      await client.call('putDestination', { path: { destination }, header, body })
    },
    land,
    landIds: (dataset, file, ids) =>
      land(dataset, file, `id\n${ids.map((id) => `${id}\n`).join('')}`),
    shown: (name) => shownBy(collector, name),
    async isSent(name) {
      await sleep(pointerAgeMsMax) // until then the API may not know what has just landed
      return until(name, ({ lag, place }) => lag?.snapshots === 0 && place !== null)
    },
    runs: (name) => until(name, ({ state }) => state?.state === 'running'),
    async fails(name, words) {
      await until(name, ({ state }) => state?.state === 'failing' && words.test(state.says ?? ''))
    },
  }
}

/** Between kills: some of these times the runner has begun to send, has sent, or has not yet seen anything. */
const killsAfterMs = [400, 1_100, 1_900]

/**
 * What every kind must stand: it runs; it is killed while it sends, and again; the API is away while more comes; the peer is
 * away and comes back; it is ended in order. `has` gives what the peer has then: each id that landed, once.
 */
export async function stands(
  sender: Sender,
  name: string,
  dataset: string,
  peer: { has(): Promise<number[]>; away(): Promise<void>; back(): Promise<void> },
): Promise<number[]> {
  const ids: number[] = []
  const some = async (count: number): Promise<void> => {
    const next = Array.from({ length: count }, (_, i) => ids.length + i)
    await sender.landIds(dataset, `${ids.length}.csv`, next)
    ids.push(...next)
  }
  const has = async (): Promise<void> => {
    await sender.isSent(name)
    expect((await peer.has()).toSorted((a, b) => a - b)).toEqual(ids)
  }
  await sender.end()
  await some(40)
  sender.begin()
  await has()
  for (const ms of killsAfterMs) {
    await some(60)
    await sleep(ms)
    await sender.kill()
    await some(10)
    sender.begin()
  }
  await has()
  sender.door.shut()
  await some(20)
  await sleep(1_500)
  await sender.door.open()
  await has()
  await peer.away()
  await some(20)
  await sender.fails(name, /./)
  await peer.back()
  await has()
  expect(await sender.end()).toBe(0)
  await some(10)
  sender.begin()
  await has()
  return ids
}
