/** A queue that brings again what was not settled: what the last object held is settled and not landed twice. */
import { expect, test } from '@jest/globals'
import { type Delivery, queued } from '../../../containers/collect/queue.ts'

const { signal } = new AbortController()

function opened(waiting: Delivery[], place?: never, isLate = true) {
  const settled: string[] = []
  const peer = queued<Delivery>(
    {
      isLate,
      take: async (max) => waiting.splice(0, max),
      async settle(deliveries) {
        settled.push(...deliveries.map(({ id }) => id))
      },
      close: async () => {},
    },
    { name: 'shop', dataset: 'orders', place, gather: { items: 3, seconds: 0.1 } },
  )
  return { peer, settled }
}

const message = (id: string, isAgain = false): Delivery => ({
  ...{ id, isAgain, bytes: 1 },
  row: { line: `{"id":"${id}"}` },
})
const textOf = async (batch: { parts: { content: Blob }[] } | undefined) =>
  (await batch?.parts[0]?.content.text())?.split('\n').filter(Boolean)

test('objects are numbered, and named anew where one did not land', async () => {
  const first = opened(['a', 'b', 'c', 'd'].map((id) => message(id)))
  const one = await first.peer.next(signal)
  const again = opened(
    ['c', 'a'].map((id) => message(id, true)),
    first.peer.begins as never,
  )
  const same = await again.peer.next(signal)
  expect(same?.parts[0]?.file).toBe(one?.parts[0]?.file)
  expect(await textOf(same)).toEqual(['{"id":"c"}', '{"id":"a"}'])
})

test('of what comes again as much is skipped as has landed, and no more', async () => {
  const { peer } = opened(['a', 'a', 'b'].map((id) => message(id)))
  const { place } = (await peer.next(signal))!
  const after = opened(
    [message('a', true), message('c'), message('a', true), message('a', true), message('b', true)],
    place as never,
  )
  const batch = await after.peer.next(signal)
  expect(after.settled).toEqual(['a', 'a', 'b'])
  expect(await textOf(batch)).toEqual(['{"id":"c"}', '{"id":"a"}'])
  await batch?.settle()
  expect(after.settled.slice(3)).toEqual(['c', 'a'])
})

test('what a dead runner had landed is known again after others, and after another death', async () => {
  const first = opened(['a', 'b'].map((id) => message(id)))
  const { place } = (await first.peer.next(signal))! // it landed, and its runner died
  const second = opened(
    ['c', 'd', 'e', 'f'].map((id) => message(id)),
    place as never,
  )
  const one = (await second.peer.next(signal))!
  await one.settle()
  const two = (await second.peer.next(signal))!
  await two.settle()
  const again = ['a', 'b', 'f', 'c'].map((id) => message(id, true))
  const third = opened([...again, message('g')], two.place as never)
  expect(await textOf(await third.peer.next(signal))).toEqual(['{"id":"c"}', '{"id":"g"}'])
  expect(third.settled).toEqual(['a', 'b', 'f'])
})

test('of a queue that brings it first nothing is known any more after others', async () => {
  const first = opened([message('a')])
  const { place } = (await first.peer.next(signal))!
  const second = opened([message('b')], place as never, false)
  const one = (await second.peer.next(signal))!
  await one.settle()
  const third = opened([message('a', true)], one.place as never, false)
  expect(await textOf(await third.peer.next(signal))).toEqual(['{"id":"a"}'])
})
