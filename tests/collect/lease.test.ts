/** A runner that was overtaken while it landed, by the API and the S3 of a laptop. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Hypatia, HypatiaProblem } from '../../clients/typescript/hypatia.ts'
import type { Json, Peer } from '../../containers/collect/kind.ts'
import { collect } from '../../containers/collect/source.ts'
import { type Machine, openMachine } from '../day/machine.ts'

let machine: Machine
beforeAll(async () => {
  machine = await openMachine()
  await machine.start()
}, 120_000)
afterAll(() => machine?.close())

/** A promise, and what keeps it. */
function promised() {
  let keep: () => void = () => {}
  const kept = new Promise<void>((resolve) => {
    keep = resolve
  })
  return { kept, keep }
}

/** Of one object a number: a queue as it is to a runner. `takes`: what it brings, once. */
function queueOf(takes: () => Promise<string[]>, settled: string[], done: () => void) {
  return async (place: Json | undefined): Promise<Peer> => {
    const number = Number(place ?? 0)
    let isTaken = false
    return {
      async next(signal) {
        if (isTaken) {
          done()
          await new Promise((_, reject) => signal.addEventListener('abort', reject))
        }
        isTaken = true
        const lines = await takes()
        return {
          parts: [
            {
              ...{ dataset: 'orders', file: `${number}.ndjson`, contentType: 'text/plain' },
              content: new Blob(lines.map((line) => `${line}\n`)),
            },
          ],
          place: number + 1,
          settle: async () => void settled.push(...lines),
        }
      },
      close: async () => {},
    }
  }
}

const health = () => ({ state: 'waiting' as const, landed: 0, refused: 0 })
const worldOf = (api: Hypatia, signal: AbortSignal) => ({ api, leaseMs: 60_000, signal })

test('what another has landed over is not told to the peer', async () => {
  const [planned, goes, over] = [promised(), promised(), promised()]
  const [isOver, end] = [new AbortController(), new AbortController()]
  let writes = 0
  const paused = {
    ...machine.client,
    async call(...asked: Parameters<Hypatia['call']>) {
      const answer = await machine.client.call(...asked)
      if (asked[0] === 'putCursor' && ++writes === 2) {
        planned.keep() // its plan is written, and no byte of it
        await goes.kept
      }
      return answer
    },
  } as Hypatia
  const settled: string[] = []
  const name = 'pausing'
  const [slow, fast] = [health(), health()]
  const first = collect(
    {
      name,
      dataset: 'orders',
      health: slow,
      open: queueOf(
        async () => ['"a"'],
        settled,
        () => {},
      ),
    },
    worldOf(paused, isOver.signal),
  )
  await planned.kept
  const takes = async () => {
    isOver.abort() // what is landing lands, and that is all
    goes.keep() // the other has asked what came true, and not yet for its own
    const key = { source: name, dataset: 'orders', file: '0.ndjson' }
    const sha256 = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from('"a"\n')))
    for (;;) {
      const body = { ...key, size: 4, sha256: sha256.toString('hex') }
      if ((await machine.client.call('createUpload', { body })).body.landed) break
    }
    return ['"b"']
  }
  const second = collect(
    { name, dataset: 'orders', health: fast, open: queueOf(takes, settled, over.keep) },
    worldOf(machine.client, end.signal),
  )
  await over.kept
  end.abort()
  await Promise.all([first, second])
  expect(settled).toEqual(['"b"'])
})

test('messages are set aside by nobody’s word but the API’s', async () => {
  const done = promised()
  const end = new AbortController()
  let asks = 0
  const api = {
    ...machine.client,
    call(...asked: Parameters<Hypatia['call']>) {
      if (asked[0] === 'createUpload' && ++asks === 1)
        throw new HypatiaProblem(400, { title: 'invalid_client' }) // as one that gives tokens says it
      return machine.client.call(...asked)
    },
  } as Hypatia
  const settled: string[] = []
  const found = health()
  const open = queueOf(async () => ['"a"'], settled, done.keep)
  const collected = collect(
    { name: 'refusing', dataset: 'orders', health: found, open },
    worldOf(api, end.signal),
  )
  await done.kept
  end.abort()
  await collected
  expect([found.landed, found.refused, settled]).toEqual([1, 0, ['"a"']])
})

test('of what the API refuses the peer is told so: it keeps that', async () => {
  const end = new AbortController()
  const kept: string[] = []
  const parts = ['a.ndjson', '.b.ndjson'].map((file) => ({
    ...{ dataset: 'files', file, contentType: 'text/plain' },
    content: new Blob(['{"id":1}\n']),
  }))
  const open = async (): Promise<Peer> => ({
    next: async () => ({
      ...{ parts, place: 1, isSelfNamed: true },
      async settle(refused) {
        for (const { file } of refused ?? []) kept.push(file)
        end.abort()
      },
    }),
    close: async () => {},
  })
  const source = { name: 'shop', dataset: 'files', open, health: health() }
  await collect(source, worldOf(machine.client, end.signal))
  expect(kept).toEqual(['.b.ndjson'])
})
