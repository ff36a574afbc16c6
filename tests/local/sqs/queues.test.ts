import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { openQueues, type Queues } from '../../../local/sqs/queues.ts'
import { openState, type State } from '../../../local/state.ts'

const visibilitySeconds = 30
const receivesMax = 3

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

type Step =
  | { do: 'send'; group: string }
  | { do: 'receive'; max: number }
  | { do: 'remove' | 'release'; pick: number }
  | { do: 'wait'; seconds: number }
  | { do: 'restart' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('send'), group: fc.constantFrom('a', 'b') }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('receive'), max: fc.integer({ min: 1, max: 10 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('remove'), pick: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('release'), pick: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait'), seconds: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart') }) },
) as fc.Arbitrary<Step>

/** A queue as plainly as can be: a list in order of sending. */
interface Kept {
  body: string
  group: string
  receives: number
  hiddenUntilMs: number
  handle: string
}

class Model {
  readonly alive: Kept[] = []
  readonly fifo: boolean

  constructor(fifo: boolean) {
    this.fifo = fifo
  }

  isHidden = (message: Kept) => message.hiddenUntilMs > nowMs

  /** May this one be received now, before others of the same batch are considered? */
  mayCome(message: Kept): boolean {
    if (this.isHidden(message)) return false
    return (
      !this.fifo ||
      !this.alive.some((other) => other.group === message.group && this.isHidden(other))
    )
  }
}

async function check(fifo: boolean, steps: Step[]) {
  const suffix = fifo ? '.fifo' : ''
  const name = `q${suffix}`
  const fifoAttributes: Record<string, string> = fifo
    ? { FifoQueue: 'true', ContentBasedDeduplication: 'true' }
    : {}
  const dead = queues.create(`dead${suffix}`, fifoAttributes)
  const redrive = { deadLetterTargetArn: dead.arn, maxReceiveCount: receivesMax }
  queues.create(name, { ...fifoAttributes, RedrivePolicy: JSON.stringify(redrive) })
  const model = new Model(fifo)
  let sent = 0
  const picked = (pick: number) => {
    const inFlight = model.alive.filter(model.isHidden)
    return inFlight[pick % Math.max(1, inFlight.length)]
  }

  const receive = async (max: number) => {
    const possible = new Set(
      model.alive.filter((message) => model.mayCome(message)).map(({ body }) => body),
    )
    const messages = await queues.receive(name, { max, waitMs: 0, visibilitySeconds })
    for (const { body, receives, receiptHandle } of messages) {
      expect(possible.has(body)).toBe(true) // visible, and its group not in flight
      const kept = model.alive.find((message) => message.body === body) as Kept
      expect(receives).toBe(kept.receives + 1)
      expect(receives).toBeLessThanOrEqual(receivesMax)
      if (fifo) {
        const before = model.alive.slice(0, model.alive.indexOf(kept))
        const earlier = before.find((m) => m.group === kept.group && !model.isHidden(m))
        // What was passed over is dead or is hidden: never a message that could have come first.
        expect(earlier === undefined || earlier.receives >= receivesMax).toBe(true)
      }
      Object.assign(kept, {
        receives,
        handle: receiptHandle,
        hiddenUntilMs: nowMs + visibilitySeconds * 1_000,
      })
    }
    return messages.length
  }

  for (const action of steps) {
    if (action.do === 'send') {
      const body = `m${sent++}`
      queues.send(name, { body, groupId: action.group })
      model.alive.push({ body, group: action.group, receives: 0, hiddenUntilMs: 0, handle: '' })
    } else if (action.do === 'receive') {
      await receive(action.max)
    } else if (action.do === 'wait') {
      nowMs += action.seconds * 1_000
    } else if (action.do === 'restart') {
      queues = openQueues(state, { now: () => nowMs })
    } else {
      const kept = picked(action.pick)
      if (!kept) continue
      if (action.do === 'remove') {
        queues.remove(name, kept.handle)
        model.alive.splice(model.alive.indexOf(kept), 1)
      } else {
        queues.changeVisibility(name, kept.handle, 0)
        kept.hiddenUntilMs = nowMs
      }
    }
  }

  // Then everything that is left comes, or has fallen to the dead letters.
  for (let idle = 0; idle < 2; ) {
    idle = (await receive(10)) === 0 ? idle + 1 : 0
    nowMs += visibilitySeconds * 1_000
  }
  const fallen: string[] = []
  for (;;) {
    const messages = await queues.receive(dead.name, { max: 10, waitMs: 0 })
    if (messages.length === 0) break
    for (const { body, receiptHandle } of messages) {
      fallen.push(body)
      queues.remove(dead.name, receiptHandle)
    }
  }
  expect(fallen.sort()).toEqual(model.alive.map(({ body }) => body).sort())
  expect(queues.depth(name)).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
  queues.drop(name)
  queues.drop(dead.name)
}

describe('against a plain model', () => {
  for (const fifo of [false, true]) {
    test(`${fifo ? 'FIFO' : 'standard'}: nothing lost, nothing twice while hidden, order per group`, () =>
      fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 60 }), (steps) => check(fifo, steps)),
        { numRuns: 400 },
      ))
  }
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
