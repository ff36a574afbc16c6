/** The log's lines: what activity says of one arrival in several words is one line. Pure. */
import type { Activity, Query } from '../../api/types.ts'

export interface Arrival {
  kind: 'arrival'
  id: string
  at: string
  key: string
  object: string
  end: 'catalogued' | 'committed' | 'quarantined' | 'kept' | 'removed'
  table?: string
  raw?: 'published' | 'withheld'
  rows?: number
  bytes?: number
  tookMs?: number
  detail?: string
}

export interface Change {
  kind: 'change'
  id: string
  at: string
  step: string
  table?: string
  key?: string
  object?: string
  detail?: string
}

export interface Asked {
  kind: 'asked'
  id: string
  at: string
  query: Query
}

export type Entry = Arrival | Change | Asked

const isEnd = (step: string): step is Arrival['end'] =>
  ['catalogued', 'committed', 'quarantined', 'kept', 'removed'].includes(step)

/** The newest first, of activities and queries that are so too. */
export function entriesOf(news: Activity[], queries: Query[]): Entry[] {
  const open = new Map<string, Arrival>()
  const entries: Entry[] = []
  for (const activity of news) {
    const { at, step, key, object, table, detail } = activity
    if (!key || !object || !isEnd(step)) {
      const of = { ...(table && { table }), ...(key && { key }), ...(object && { object }) }
      const id = `${at} ${step} ${table ?? key}`
      entries.push({ kind: 'change', id, at, step, ...of, ...(detail && { detail }) })
      continue
    }
    const later = open.get(object)
    if (step === 'catalogued' && later) {
      open.delete(object)
      if (activity.raw) later.raw = activity.raw
      continue
    }
    const { raw, rows, bytes, tookMs } = activity
    const line: Arrival = { kind: 'arrival', id: `${object} ${at}`, at, key, object, end: step }
    Object.assign(line, { table, raw, rows, bytes, tookMs, detail })
    if (step === 'committed') open.set(object, line)
    entries.push(line)
  }
  const asked = queries.map((query): Asked => {
    return { kind: 'asked', id: query.id, at: query.submittedAt, query }
  })
  return [...entries, ...asked].sort((a, b) => (a.at < b.at ? 1 : -1))
}
