/** The lake as a whole, in one answer: a first screen needs no other. */
import type { Activity } from '../../aws/activity.ts'
import { type Answer, json } from '../../aws/gateway/call.ts'
import { bodyOf, lastHour } from './activity.ts'
import { summaryOf } from './datasets.ts'
import { quarantinedMarks } from './objects.ts'
import { eachOf } from './paging.ts'
import { knownDatasets } from './tables.ts'

const minuteMs = 60_000
const newestMax = 12
const activitiesMax = 30

export async function getOverview(): Promise<Answer> {
  const [known, activities, marks] = await Promise.all([
    knownDatasets(),
    lastHour(),
    quarantinedMarks(undefined, 1_000),
  ])
  const summaries = await eachOf(known, 32, ({ name, etag }) => summaryOf(name, etag))
  const sum = (of: 'rows' | 'bytes' | 'files') => summaries.reduce((all, one) => all + one[of], 0)
  const committed = activities.filter(({ step }) => step === 'committed')
  const nowMs = Date.now()
  const ofTable = Map.groupBy(committed, ({ table }) => table)
  const newest = summaries
    .sort((a, b) => ((a.updatedAt ?? '') < (b.updatedAt ?? '') ? 1 : -1))
    .slice(0, newestMax)
  return json({
    ...{ datasets: known.length, rows: sum('rows'), bytes: sum('bytes'), files: sum('files') },
    quarantined: marks.length,
    updatedAt: newest[0]?.updatedAt ?? null,
    lastHour: {
      objects: committed.length,
      rows: committed.reduce((all, { rows = 0 }) => all + rows, 0),
      bytes: committed.reduce((all, { bytes = 0 }) => all + bytes, 0),
      quarantined: activities.filter(({ step }) => step === 'quarantined').length,
      minutes: minutesOf(committed, nowMs),
    },
    newest: newest.map((one) => ({
      ...one,
      minutes: minutesOf(ofTable.get(one.name) ?? [], nowMs),
    })),
    activities: activities.slice(-activitiesMax).map(bodyOf),
  })
}

/** How many in each of the last 60 minutes, the newest last. */
function minutesOf(activities: Activity[], nowMs: number): number[] {
  const minutes = Array<number>(60).fill(0)
  for (const { atMs } of activities) {
    const ago = Math.min(59, Math.max(0, Math.floor((nowMs - atMs) / minuteMs)))
    minutes[59 - ago] = (minutes[59 - ago] ?? 0) + 1
  }
  return minutes
}
