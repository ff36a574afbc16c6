/** What happened, in words, by day, and what of it is asked for. Pure. */
import type { Activity } from '../../api/types.ts'

/** Kinds as the filter names them, and the steps of the log that they are. */
export const kinds = {
  landed: ['catalogued', 'committed', 'kept', 'adopted'],
  'set aside': ['quarantined', 'retried'],
  removed: ['removed', 'expired', 'erased'],
  tables: ['widened', 'compacted', 'swept', 'rebuilt', 'reconciled', 'healed', 'lost'],
  predictions: ['scored', 'not-scored'],
} as const

export type Kind = keyof typeof kinds
export const isKind = (text: string | null): text is Kind => text !== null && text in kinds

export interface Filter {
  kind: Kind | undefined
  source: string
  dataset: string
}

/** The first two segments of a raw key. */
export function placeOf({ key, table }: Activity): { source: string; dataset: string } {
  const [source = '', dataset = ''] = (key ?? '').split('/')
  return key ? { source, dataset } : { source: '', dataset: table ?? '' }
}

export function passes(activity: Activity, { kind, source, dataset }: Filter): boolean {
  if (kind && !(kinds[kind] as readonly string[]).includes(activity.step)) return false
  const place = placeOf(activity)
  const isOfSource = place.source === source || activity.table?.startsWith(`${source}_`)
  if (source && !isOfSource) return false
  return !dataset || place.dataset === dataset || activity.table === dataset
}

/** What can be asked for: the sources and the tables that the log names. */
export function choicesOf(activities: Activity[]): { sources: string[]; datasets: string[] } {
  const sources = new Set(activities.map((one) => placeOf(one).source).filter(Boolean))
  const datasets = new Set(activities.flatMap(({ table }) => (table ? [table] : [])))
  return { sources: [...sources].sort(), datasets: [...datasets].sort() }
}

export interface Day {
  day: string
  activities: Activity[]
}

const dayName = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })

/** By the reader's own days, the newest first, as the activities are. */
export function daysOf(activities: Activity[]): Day[] {
  const days: Day[] = []
  for (const activity of activities) {
    const day = dayName.format(new Date(activity.at))
    const last = days.at(-1)
    if (last?.day === day) last.activities.push(activity)
    else days.push({ day, activities: [activity] })
  }
  return days
}

export type Tone = 'good' | 'attention' | 'bad' | 'dim'
const words: Record<string, [sign: string, word: string, tone: Tone]> = {
  catalogued: ['◦', 'catalogued', 'dim'],
  committed: ['✓', 'in its table', 'good'],
  kept: ['▫', 'kept as it is', 'dim'],
  quarantined: ['✕', 'set aside', 'bad'],
  retried: ['↻', 'landed again', 'attention'],
  removed: ['–', 'removed', 'dim'],
  widened: ['↔', 'columns widened', 'attention'],
  compacted: ['▤', 'compacted', 'dim'],
  swept: ['⌫', 'swept', 'dim'],
  expired: ['⌫', 'past its retention', 'dim'],
  erased: ['⌫', 'erased', 'attention'],
  rebuilt: ['↺', 'made anew', 'attention'],
  reconciled: ['≡', 'reconciled', 'dim'],
  healed: ['↺', 'lost files: healed', 'attention'],
  lost: ['✕', 'lost files: nobody has them', 'bad'],
  adopted: ['⇥', 'adopted', 'good'],
  scored: ['✓', 'scored', 'good'],
  'not-scored': ['✕', 'not scored', 'bad'],
}

/** A step that is new to this page is named as it is. */
export const said = (step: string): [sign: string, word: string, tone: Tone] =>
  words[step] ?? ['·', step, 'dim']

/** Without the code before it: `csv.unterminated-quote: The quote …`. */
export const plain = (detail: string): string => detail.replace(/^[\w-]+\.[\w.-]+: /, '')
