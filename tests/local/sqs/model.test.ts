import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { openQueues, type Queues } from '../../../local/sqs/queues.ts'
import { openState, type State } from '../../../local/state.ts'

const visibilitySeconds = 30
const receivesMax = 3

let home: string
let state: State

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'queues-'))
  state = openState(home)
})

afterAll(() => {
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
    arbitrary: fc.record({ do: fc.constant('receive'), max: fc.integer({ min: 2, max: 10 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('release'), pick: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('remove'), pick: fc.nat() }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait'), seconds: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart') }) },
) as fc.Arbitrary<Step>

interface Kept {
  body: string
  group: string
  receives: number
  hiddenUntilMs: number
  handle: string
}

/** A queue as plainly as can be, a list in order of sending; beside the real one, on one clock. */
class Pair {
  readonly alive: Kept[] = []
  readonly name: string
  readonly dead: string
  readonly fifo: boolean
  queues: Queues
  nowMs = 1_700_000_000_000
  sent = 0

  constructor(fifo: boolean) {
    const attributes: Record<string, string> = fifo
      ? { FifoQueue: 'true', ContentBasedDeduplication: 'true' }
      : {}
    this.fifo = fifo
    this.name = fifo ? 'q.fifo' : 'q'
    this.dead = `dead-${this.name}`
    this.queues = this.open()
    for (const old of [this.name, this.dead]) if (this.queues.has(old)) this.queues.drop(old)
    const { arn } = this.queues.create(this.dead, attributes)
    const redrive = { deadLetterTargetArn: arn, maxReceiveCount: receivesMax }
    this.queues.create(this.name, { ...attributes, RedrivePolicy: JSON.stringify(redrive) })
  }

  open = () => openQueues(state, { now: () => this.nowMs })

  isHidden = (message: Kept) => message.hiddenUntilMs > this.nowMs

  /** Visible, and in FIFO nothing of its group in flight. */
  mayCome = (message: Kept) =>
    !this.alive.some(
      (other) =>
        (other === message || (this.fifo && other.group === message.group)) && this.isHidden(other),
    )

  async take(action: Step): Promise<void> {
    if (action.do === 'send') this.send(action.group)
    else if (action.do === 'receive') await this.receive(action.max)
    else if (action.do === 'wait') this.nowMs += action.seconds * 1_000
    else if (action.do === 'restart') this.queues = this.open()
    else this.end(action)
  }

  send(group: string): void {
    const body = `m${this.sent++}`
    this.queues.send(this.name, { body, groupId: group })
    this.alive.push({ body, group, receives: 0, hiddenUntilMs: 0, handle: '' })
  }

  async receive(max: number): Promise<number> {
    const possible = new Set(this.alive.filter(this.mayCome).map(({ body }) => body))
    const options = { max, waitMs: 0, visibilitySeconds }
    const messages = await this.queues.receive(this.name, options)
    for (const { body, receives, receiptHandle } of messages) {
      expect(possible.has(body)).toBe(true)
      const kept = this.alive.find((message) => message.body === body) as Kept
      expect(receives).toBe(kept.receives + 1)
      expect(receives).toBeLessThanOrEqual(receivesMax)
      if (this.fifo) this.checkOrder(kept)
      const hiddenUntilMs = this.nowMs + visibilitySeconds * 1_000
      Object.assign(kept, { receives, hiddenUntilMs, handle: receiptHandle })
    }
    return messages.length
  }

  /** What stands before it in its group is in flight with it, or dead. */
  checkOrder(kept: Kept): void {
    const before = this.alive.slice(0, this.alive.indexOf(kept))
    const passedOver = before.find(
      (other) =>
        other.group === kept.group && !this.isHidden(other) && other.receives < receivesMax,
    )
    expect(passedOver).toBeUndefined()
  }

  end({ do: how, pick }: { do: 'remove' | 'release'; pick: number }): void {
    const inFlight = this.alive.filter(this.isHidden)
    const kept = inFlight[pick % Math.max(1, inFlight.length)]
    if (!kept) return
    if (how === 'remove') {
      this.queues.remove(this.name, kept.handle)
      this.alive.splice(this.alive.indexOf(kept), 1)
    } else {
      this.queues.changeVisibility(this.name, kept.handle, 0)
      kept.hiddenUntilMs = this.nowMs
    }
  }

  /** Whatever is not removed comes until it falls: then the dead letters are all that was left. */
  async settle(): Promise<void> {
    for (let idle = 0; idle < 2; ) {
      idle = (await this.receive(10)) === 0 ? idle + 1 : 0
      this.nowMs += visibilitySeconds * 1_000
    }
    const fallen: string[] = []
    for (let some = true; some; ) {
      const messages = await this.queues.receive(this.dead, { max: 10, waitMs: 0 })
      for (const { receiptHandle } of messages) this.queues.remove(this.dead, receiptHandle)
      fallen.push(...messages.map(({ body }) => body))
      some = messages.length > 0
    }
    expect(fallen.sort()).toEqual(this.alive.map(({ body }) => body).sort())
    expect(this.queues.depth(this.name)).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
  }
}

for (const fifo of [false, true]) {
  const kind = fifo ? 'FIFO, order within a group' : 'standard'
  test(`nothing lost, nothing twice while hidden: ${kind}`, () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const pair = new Pair(fifo)
        for (const action of steps) await pair.take(action)
        await pair.settle()
      }),
      { numRuns: 300 },
    ))
}
