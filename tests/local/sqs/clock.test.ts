/** A machine whose clock is set: forwards or back by an hour, while it runs or while it does not. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { openClock } from '../../../local/clock.ts'
import { openQueues } from '../../../local/sqs/queues.ts'
import { openState } from '../../../local/state.ts'

const hourMs = 3_600_000

let home: string
let wall = 0
let steady = 0
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hypatia-clock-'))
  wall = Date.now()
  steady = 0
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const pass = (ms: number) => {
  wall += ms
  steady += ms
}

test.each([-hourMs, hourMs])(
  'a jump of %s ms hides no message and holds none back',
  async (jump) => {
    const state = openState(home)
    const now = openClock(
      0,
      () => wall,
      () => steady,
    )
    const queues = openQueues(state, { now })
    queues.create('q', { VisibilityTimeout: '30' })
    queues.send('q', { body: 'before' })
    wall += jump
    queues.send('q', { body: 'after' })
    const taken = await queues.receive('q', { max: 10 })
    expect(taken.map(({ body }) => body)).toEqual(['before', 'after'])
    expect(await queues.receive('q', { max: 10 })).toEqual([])
    pass(31_000) // they were not deleted
    expect(await queues.receive('q', { max: 10 })).toHaveLength(2)
    state.close()
  },
)

test('what was sent before the clock was set back is there after a restart', async () => {
  const state = openState(home)
  const ahead = openQueues(state, { now: () => Date.now() + hourMs })
  ahead.create('q')
  ahead.send('q', { body: 'x' })
  state.close()
  const again = openState(home)
  expect((await openQueues(again).receive('q')).map(({ body }) => body)).toEqual(['x'])
  again.close()
})

test('the machine slept: the time goes on where the clock is', () => {
  const now = openClock(
    0,
    () => wall,
    () => steady,
  )
  wall += 8 * hourMs
  expect(now()).toBe(wall)
})
