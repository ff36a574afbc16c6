/** What the API says of itself and of the lake as a whole. */
import { environment } from '../../aws/environment.ts'
import { type Answer, json } from '../../aws/gateway/call.ts'
import * as limits from '../../lake/limits.ts'
import openapi from '../../schemas/openapi.json' with { type: 'json' }
import { scopes } from '../../schemas/route.ts'
import { lastHour } from './activity.ts'
import { summaryOf } from './datasets.ts'
import { quarantinedMarks } from './objects.ts'
import { eachOf } from './paging.ts'
import { knownDatasets } from './tables.ts'

const names = [
  'datasets',
  'queries',
  'activity',
  'quarantine',
  'overview',
  'health',
  'openapi.json',
]

export async function getIndex(): Promise<Answer> {
  const { requestBytesMax, pageBytesMax, rowsLookedAtMax, rowsSortedMax, presignedSeconds } = limits
  return json({
    name: 'Hypatia',
    version: openapi.info.version,
    links: Object.fromEntries(names.map((name) => [name.replace('.json', ''), `/v1/${name}`])),
    scopes,
    issuer: environment.issuer(),
    limits: { requestBytesMax, pageBytesMax, rowsLookedAtMax, rowsSortedMax, presignedSeconds },
  })
}

export const getHealth = async (): Promise<Answer> => json({ status: 'ok' })

export const getOpenapi = async (): Promise<Answer> => json(openapi)

const minuteMs = 60_000

export async function getOverview(): Promise<Answer> {
  const [known, activities, marks] = await Promise.all([
    knownDatasets(),
    lastHour(),
    quarantinedMarks(undefined, 1_000),
  ])
  const summaries = await eachOf(known, 32, ({ name, etag }) => summaryOf(name, etag))
  const sum = (of: 'rows' | 'bytes' | 'files') => summaries.reduce((all, one) => all + one[of], 0)
  const committed = activities.filter(({ step }) => step === 'committed')
  const minutes = Array<number>(60).fill(0)
  for (const { atMs } of committed) {
    const ago = Math.min(59, Math.max(0, Math.floor((Date.now() - atMs) / minuteMs)))
    minutes[59 - ago] = (minutes[59 - ago] ?? 0) + 1
  }
  const times = summaries.flatMap(({ updatedAt }) => updatedAt ?? [])
  return json({
    ...{ datasets: known.length, rows: sum('rows'), bytes: sum('bytes'), files: sum('files') },
    quarantined: marks.length,
    updatedAt: times.sort().at(-1) ?? null,
    lastHour: {
      objects: committed.length,
      rows: committed.reduce((all, { rows = 0 }) => all + rows, 0),
      bytes: committed.reduce((all, { bytes = 0 }) => all + bytes, 0),
      quarantined: activities.filter(({ step }) => step === 'quarantined').length,
      minutes,
    },
  })
}
