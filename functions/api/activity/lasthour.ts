/**
 * What came in the last hour, however much it was. Activity is summed by the minute of its writing; the sum of a minute
 * that is over is kept in the work bucket, so that each file is read once. What is too much for one request is said so.
 */
import type { Activity } from '../../../aws/activity.ts'
import { environment } from '../../../aws/environment.ts'
import { listObjects } from '../../../aws/listing.ts'
import { getJson, putBytes } from '../../../aws/s3.ts'
import { activityFilesReadMax, activityKeptAfterMs } from '../../../lake/limits.ts'
import { eachOf } from '../paging.ts'
import { linesOf, prefixOf } from './activity.ts'

interface Sum {
  objects: number
  rows: number
  bytes: number
}

interface Minute {
  tables: Record<string, Sum>
  quarantined: number
}

export interface LastHour extends Sum {
  quarantined: number
  /** Objects in each minute, the newest last. */
  minutes: number[]
  ofTable: Map<string, number[]>
  /** False: more files were written than one request reads, and these are the newest. */
  isWhole: boolean
}

const minuteMs = 60_000
const minutesBack = 60
const minuteLength = 'YYYY-MM-DDTHH-MM'.length
const keyOf = (ms: number): string =>
  `activity-minutes/${prefixOf(ms, minuteLength).slice('activity/'.length)}.json`

/** Sums of minutes that are over never change; those in which nothing came are kept here alone. */
const known = new Map<number, Minute>()

export async function lastHour(nowMs = Date.now()): Promise<LastHour> {
  const newest = Math.floor(nowMs / minuteMs) * minuteMs
  const starts = Array.from({ length: minutesBack }, (_, i) => newest - i * minuteMs)
  for (const ms of known.keys()) if (ms < newest - minutesBack * minuteMs) known.delete(ms)
  await fetchKept(starts)
  let left = activityFilesReadMax
  const sums = new Map<number, Minute>()
  for (const range of unknownRanges(starts)) {
    const found = await summed(range, left)
    if (!found)
      return total(
        starts.map((ms) => sums.get(ms) ?? known.get(ms)),
        false,
      )
    left -= found.files
    for (const [ms, minute] of found.minutes) {
      sums.set(ms, minute)
      if (nowMs > ms + minuteMs + activityKeptAfterMs) await keep(ms, minute)
    }
  }
  return total(
    starts.map((ms) => sums.get(ms) ?? known.get(ms)),
    true,
  )
}

async function fetchKept(starts: number[]): Promise<void> {
  const wanted = new Map(
    starts.filter((ms) => !known.has(ms)).map((ms) => [keyOf(ms), ms] as const),
  )
  const hours = new Set([...wanted.keys()].map((key) => key.slice(0, -'-MM.json'.length)))
  const listed = await eachOf([...hours], 2, (hour) => listObjects(environment.workBucket(), hour))
  const there = listed.flat().filter(({ key }) => wanted.has(key))
  await eachOf(there, 32, async ({ key }) => {
    const found = await getJson<Minute>(environment.workBucket(), key)
    if (found) known.set(wanted.get(key)!, found.value)
  })
}

interface Range {
  fromMs: number
  /** The start of its last minute. */
  toMs: number
}

/** The newest first. */
function unknownRanges(starts: number[]): Range[] {
  const ranges: Range[] = []
  for (const ms of starts) {
    if (known.has(ms)) continue
    const last = ranges.at(-1)
    if (last?.fromMs === ms + minuteMs) last.fromMs = ms
    else ranges.push({ fromMs: ms, toMs: ms })
  }
  return ranges
}

/** Undefined where it is more than may still be read. */
async function summed({ fromMs, toMs }: Range, filesMax: number) {
  const after = prefixOf(fromMs, minuteLength)
  const end = prefixOf(toMs + minuteMs, minuteLength)
  const listed = await listObjects(environment.workBucket(), 'activity/', {
    ...{ after, max: filesMax + 1 },
  })
  const keys = listed.map(({ key }) => key).filter((key) => key < end)
  if (keys.length > filesMax) return undefined
  const byMinute = Map.groupBy(keys, (key) => key.slice(0, after.length))
  const minutes = new Map<number, Minute>()
  for (let ms = fromMs; ms <= toMs; ms += minuteMs) {
    const lines = await eachOf(byMinute.get(prefixOf(ms, minuteLength)) ?? [], 32, linesOf)
    minutes.set(ms, minuteOf(lines.flat()))
  }
  return { minutes, files: keys.length }
}

function minuteOf(lines: Activity[]): Minute {
  const tables: Minute['tables'] = {}
  for (const { step, table = '', rows = 0, bytes = 0 } of lines) {
    if (step !== 'committed') continue
    const sum = tables[table] ?? { objects: 0, rows: 0, bytes: 0 }
    tables[table] = { objects: sum.objects + 1, rows: sum.rows + rows, bytes: sum.bytes + bytes }
  }
  return { tables, quarantined: lines.filter(({ step }) => step === 'quarantined').length }
}

/** Whoever else sums it up gets the same. */
async function keep(ms: number, minute: Minute): Promise<void> {
  known.set(ms, minute)
  if (minute.quarantined === 0 && Object.keys(minute.tables).length === 0) return
  await putBytes({ bucket: environment.workBucket(), key: keyOf(ms) }, JSON.stringify(minute))
}

/** The newest minute is the first. */
function total(minutes: (Minute | undefined)[], isWhole: boolean): LastHour {
  const sum: LastHour = {
    ...{ objects: 0, rows: 0, bytes: 0, quarantined: 0 },
    minutes: Array<number>(minutesBack).fill(0),
    ofTable: new Map(),
    isWhole,
  }
  for (const [ago, minute] of minutes.entries()) {
    const at = minutesBack - 1 - ago
    sum.quarantined += minute?.quarantined ?? 0
    for (const [table, { objects, rows, bytes }] of Object.entries(minute?.tables ?? {})) {
      sum.objects += objects
      sum.rows += rows
      sum.bytes += bytes
      sum.minutes[at]! += objects
      const own = sum.ofTable.get(table) ?? Array<number>(minutesBack).fill(0)
      own[at]! += objects
      sum.ofTable.set(table, own)
    }
  }
  return sum
}
