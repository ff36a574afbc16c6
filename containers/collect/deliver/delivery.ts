/**
 * What is sent at once. It is a function of the destination, the snapshots and its number among their deliveries: made again
 * after a death it has the same id and the same content.
 */
import { createHash } from 'node:crypto'
import type { Answer } from '../../../clients/typescript/hypatia.ts'
import type { DestinationPlace } from '../../../schemas/destinations.ts'
import type { Json } from '../kind.ts'

export type Row = Record<string, Json>

export interface Item {
  /** insert: of a destination without a key. */
  op: 'insert' | 'upsert' | 'delete'
  /** Empty where there is none. */
  key: Row
  /** Of a delete: none. */
  row?: Row
  /** From which the row came; null: another engine's. */
  object: string | null
  snapshot: string
}

export interface Delivery {
  id: string
  destination: string
  dataset: string
  /** Of everything before it: another where the destination began anew. */
  generation: string
  /** Counts up from 1, one by one. */
  sequence: number
  /** null: all rows are told. */
  after: string | null
  until: string
  /** The last of these snapshots. */
  isLast: boolean
  items: Item[]
}

export type Round = NonNullable<DestinationPlace['round']>
type Page = Answer<'listChanges'>

/** Throws for a row that its key does not name. */
export function deliveryOf(destination: string, place: Place, round: Round, page: Page): Delivery {
  const { dataset, generation } = place
  const { after, until, batch, what } = round
  const named = JSON.stringify([destination, generation, dataset, after, until, batch, what])
  return {
    id: createHash('sha256').update(named).digest('hex').slice(0, 32),
    ...{ destination, dataset, generation, after, until },
    sequence: place.sequence + 1,
    isLast: page.next === null,
    items: what.changes === 'append' ? appended(page, what) : upserted(page, what),
  }
}

type Place = Pick<DestinationPlace, 'dataset' | 'generation' | 'sequence'>
type What = Round['what']

/** What left is not told. */
const appended = ({ changes }: Page, { columns }: What): Item[] =>
  changes
    .filter(({ change }) => change === 'added')
    .map(({ row, object, snapshot }) => ({
      op: 'insert',
      key: {},
      row: chosen(row as Row, columns),
      object,
      snapshot,
    }))

/** Of each key what it has become last. */
function upserted({ changes }: Page, { key, left, columns }: What): Item[] {
  const items = new Map<string, Item>()
  for (const { change, row, object, snapshot } of changes) {
    const named = keyOf(row as Row, key, object)
    const text = JSON.stringify(named)
    items.delete(text) // it takes the place of the last one
    if (change === 'added') {
      const sent = { ...named, ...chosen(row as Row, columns) }
      items.set(text, { op: 'upsert', key: named, row: sent, object, snapshot })
    } else if (left === 'delete') {
      items.set(text, { op: 'delete', key: named, object, snapshot })
    }
  }
  return [...items.values()]
}

function keyOf(row: Row, key: string[], object: string | null): Row {
  const missing = key.find((name) => row[name] === null || row[name] === undefined)
  if (missing !== undefined)
    throw new Error(
      `a row of the object ${object} has no "${missing}", which is its key: ${JSON.stringify(row).slice(0, 200)}`,
    )
  return Object.fromEntries(key.map((name) => [name, row[name] ?? null]))
}

const chosen = (row: Row, columns: string[] | null): Row =>
  columns ? Object.fromEntries(columns.map((name) => [name, row[name] ?? null])) : row
