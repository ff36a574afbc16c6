/** What happened, read from the files that the functions write; their names are in the order of time. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Activity } from '../../../aws/activity.ts'
import { environment } from '../../../aws/environment.ts'
import { type Answer, type Call, json } from '../../../aws/gateway/call.ts'
import { listObjects } from '../../../aws/listing.ts'
import { getBytes } from '../../../aws/s3.ts'
import { objectId } from '../../../lake/key.ts'
import { activitySettleMs } from '../../../lake/limits.ts'
import { cursorOf, eachOf, keyOf } from '../paging.ts'

interface Query {
  after?: string
  limit: number
  wait: number
}

const hourMs = 3_600_000
const hoursBack = 48
const pollMs = 500
const filesKeptMax = 2_000

export const prefixOf = (ms: number, length = 'YYYY-MM-DDTHH'.length): string => {
  const time = new Date(ms).toISOString()
  return `activity/day=${time.slice(0, 10)}/${time.replaceAll(':', '-').slice(0, length)}`
}
const isKey = (key: string): boolean => /^activity\/day=\d{4}-\d\d-\d\d\/[\w.-]+$/.test(key)

export async function listActivity({ query }: Call<Query>): Promise<Answer> {
  const after = keyOf(query.after, isKey)
  if (after === undefined) return json(await newest(query.limit))
  const until = Date.now() + query.wait * 1000
  for (;;) {
    const found = await since(after, query.limit)
    if (found.activities.length > 0 || Date.now() >= until) return json(found)
    await sleep(pollMs)
  }
}

/** Younger files may still come before one that is as young as this. */
const settled = (): string =>
  prefixOf(Date.now() - activitySettleMs, 'YYYY-MM-DDTHH-MM-SS.mmmZ'.length)

/** Whole files, as many as make `limit` lines. */
async function since(after: string, limit: number) {
  const end = settled()
  const listed = await listObjects(environment.workBucket(), 'activity/', { after, max: limit })
  const keys = listed.map(({ key }) => key).filter((key) => key < end)
  const activities: ReturnType<typeof bodyOf>[] = []
  let last = after
  for (const key of keys) {
    if (activities.length >= limit) break
    activities.push(...(await linesOf(key)).map(bodyOf))
    last = key
  }
  return { activities, next: cursorOf(last) }
}

/** Of the files whose names are before `end`: who goes on from there must not pass one over. */
export async function newest(limit: number, end = settled()) {
  const nowMs = Date.now()
  const keys: string[] = []
  for (let hour = 0; hour < hoursBack && keys.length < limit; hour++) {
    const listed = await listObjects(environment.workBucket(), prefixOf(nowMs - hour * hourMs))
    const those = listed.map(({ key }) => key).filter((key) => key < end)
    keys.unshift(...those)
  }
  const lines = await eachOf(keys.slice(-limit), 32, linesOf)
  const activities = lines.flat().map(bodyOf).slice(-limit)
  return { activities, next: cursorOf(keys.at(-1) ?? end) }
}

const bodyOf = ({ atMs, ...activity }: Activity) => ({
  at: new Date(atMs).toISOString(),
  ...(activity.key && { object: objectId(activity.key) }),
  ...activity,
})

const files = new Map<string, Promise<Activity[]>>()

/** A file never changes: it is read once. */
export function linesOf(key: string): Promise<Activity[]> {
  const known = files.get(key) ?? readLines(key)
  files.set(key, known)
  known.catch(() => files.delete(key))
  const [oldest] = files.keys()
  if (files.size > filesKeptMax && oldest !== undefined) files.delete(oldest)
  return known
}

async function readLines(key: string): Promise<Activity[]> {
  const text = String(await getBytes({ bucket: environment.workBucket(), key }))
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Activity)
}
