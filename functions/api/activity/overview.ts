/** The lake as a whole, in one answer: a first screen needs no other. */
import { type Answer, json } from '../../../aws/gateway/call.ts'
import { quarantineCountedMax } from '../../../lake/limits.ts'
import { summaryOf } from '../datasets/datasets.ts'
import { knownDatasets } from '../datasets/tables.ts'
import { quarantinedMarks } from '../files/objects.ts'
import { eachOf } from '../paging.ts'
import { newest as newestActivity } from './activity.ts'
import { lastHour } from './lasthour.ts'

const newestMax = 12
const activitiesMax = 30

export async function getOverview(): Promise<Answer> {
  const [known, hour, log, marks] = await Promise.all([
    knownDatasets(),
    lastHour(),
    newestActivity(activitiesMax, 'activity/day=a'),
    quarantinedMarks(undefined, quarantineCountedMax + 1),
  ])
  const summaries = await eachOf(known, 32, ({ name, etag }) => summaryOf(name, etag))
  const sum = (of: 'rows' | 'bytes' | 'files') => summaries.reduce((all, one) => all + one[of], 0)
  const { ofTable, ...lastHourSums } = hour
  const nothing = Array<number>(hour.minutes.length).fill(0)
  const newest = summaries
    .sort((a, b) => ((a.updatedAt ?? '') < (b.updatedAt ?? '') ? 1 : -1))
    .slice(0, newestMax)
  return json({
    ...{ datasets: known.length, rows: sum('rows'), bytes: sum('bytes'), files: sum('files') },
    quarantined: Math.min(marks.length, quarantineCountedMax),
    isQuarantineWhole: marks.length <= quarantineCountedMax,
    updatedAt: newest[0]?.updatedAt ?? null,
    lastHour: lastHourSums,
    newest: newest.map((one) => ({ ...one, minutes: ofTable.get(one.name) ?? nothing })),
    activities: log.activities,
  })
}
