import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { openQueues, type Queues } from '../../../local/sqs/queues.ts'
import { openState, type State } from '../../../local/state.ts'

let home: string
let state: State
let queues: Queues
let nowMs: number

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'queues-'))
  state = openState(home)
  nowMs = 1_700_000_000_000
  queues = openQueues(state, { now: () => nowMs })
})

afterEach(() => {
  queues.close()
  state.close()
  rmSync(home, { recursive: true })
})

test('a deduplication id is forgotten after five minutes', () => {
  queues.create('d.fifo', { FifoQueue: 'true' })
  const once = () => queues.send('d.fifo', { body: 'x', groupId: 'g', deduplicationId: 'd' })
  const first = once()
  nowMs += 299_999
  const repeated = once()
  nowMs += 1
  const anew = once()

  expect(repeated).toEqual(first)
  expect(anew.messageId).not.toBe(first.messageId)
  expect(queues.depth('d.fifo').visible).toBe(2)
})

test('deduplication within the group lets another group send the same', () => {
  queues.create('g.fifo', { FifoQueue: 'true', DeduplicationScope: 'messageGroup' })
  for (const groupId of ['a', 'b', 'a']) {
    queues.send('g.fifo', { body: 'x', groupId, deduplicationId: 'd' })
  }
  expect(queues.depth('g.fifo').visible).toBe(2)
})

test('a message older than the retention period is gone', async () => {
  queues.create('short', { MessageRetentionPeriod: '60' })
  queues.send('short', { body: 'x' })
  nowMs += 60_000
  expect(await queues.receive('short', { waitMs: 0 })).toEqual([])
  expect(queues.depth('short').visible).toBe(0)
})

test('an expired receipt deletes from a standard queue only if it is the newest, from a FIFO queue never', async () => {
  queues.create('s')
  queues.create('f.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' })
  queues.send('s', { body: 'x' })
  queues.send('f.fifo', { body: 'x', groupId: 'g' })
  const [old] = await queues.receive('s')
  const [expired] = await queues.receive('f.fifo')
  nowMs += 31_000
  const [newest] = await queues.receive('s')
  queues.remove('s', String(old?.receiptHandle))
  const kept = queues.depth('s').inFlight
  queues.remove('s', String(newest?.receiptHandle))

  expect(kept).toBe(1)
  expect(queues.depth('s').inFlight).toBe(0)
  expect(() => queues.remove('f.fifo', String(expired?.receiptHandle))).toThrow('expired')
})

test('FIFO: a group waits for the later of two in flight, though the first came back', async () => {
  queues.create('f.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' })
  for (const body of ['1', '2']) queues.send('f.fifo', { body, groupId: 'g' })
  const [first, second] = await queues.receive('f.fifo', { max: 2 })
  queues.changeVisibility('f.fifo', String(first?.receiptHandle), 0)
  const blocked = await queues.receive('f.fifo', { max: 2, waitMs: 0 })
  queues.remove('f.fifo', String(second?.receiptHandle))
  const [again] = await queues.receive('f.fifo', { max: 2, waitMs: 0 })

  expect(blocked).toEqual([])
  expect(again?.body).toBe('1')
})
