import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Api, openApi } from './house.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
}, 60_000)
afterAll(() => api?.close())

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const atMs = Date.UTC(2026, 0, 2, 0, 20, 40)

/** `count` invocations in the minute that begins so long before. */
async function wrote(agoMinutes: number, count: number, table = 's_d'): Promise<void> {
  const { store } = api.laptop
  for (let i = 0; i < count; i++) {
    const time = new Date(atMs - agoMinutes * minuteMs + i)
    const [day, name] = [time.toISOString().slice(0, 10), time.toISOString().replaceAll(':', '-')]
    const line = { atMs: time.getTime(), step: 'committed', table, rows: 2, bytes: 10 }
    const text = `${JSON.stringify(line)}\n${JSON.stringify({ ...line, step: 'quarantined' })}\n`
    await store.put('work', `activity/day=${day}/${name}-${i}.ndjson`, Buffer.from(text))
  }
}

test('the last hour is summed up to its last file, across midnight, and each minute once', async () => {
  const { lastHour } = await import('../../../functions/api/activity/lasthour.ts')
  await wrote(70, 5) // too old
  await wrote(50, 520) // more than a listing's or a reading's page was
  await wrote(21, 40, 's_e') // yesterday's last minutes
  await wrote(0, 4)
  const hour = await lastHour(atMs)
  expect(hour).toMatchObject({ objects: 564, rows: 1_128, bytes: 5_640, quarantined: 564 })
  expect([hour.minutes[9], hour.minutes[38], hour.minutes[59], hour.isWhole]).toEqual([
    ...[520, 40, 4],
    true,
  ])
  expect(hour.ofTable.get('s_e')?.[38]).toBe(40)
  const { store } = api.laptop
  const kept = store.list('work', 'activity-minutes/').map(({ key }) => key)
  expect(kept).toEqual([
    'activity-minutes/day=2026-01-01/2026-01-01T23-30.json',
    'activity-minutes/day=2026-01-01/2026-01-01T23-59.json',
  ])
  await wrote(0, 5)
  expect((await lastHour(atMs)).objects).toBe(565) // what is not over is read again
  expect((await lastHour(atMs + hourMs)).objects).toBe(0)
}, 60_000)
