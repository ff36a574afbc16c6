/** What a request for changes means: from which snapshot to which, and where a page of them begins. */
import * as z from 'zod'
import {
  currentSchema,
  currentSnapshot,
  type Metadata,
  type Snapshot,
  snapshotOf,
} from '../iceberg/metadata.ts'
import { RequestProblem } from '../problem.ts'
import { fingerprint } from '../rows/cursor.ts'
import { fieldOf } from '../rows/where.ts'
import { chainOf } from './steps.ts'

export interface ChangesAsked {
  /** A snapshot's id; absent: all rows of `until` are told as added. */
  after?: string | undefined
  /** The current one where absent. */
  until?: string | undefined
  /** Columns by which rows are known: what comes again under its key is not told as removed. */
  key?: string[] | undefined
  /** Whether rows are told that were only written again, to other types. */
  retyped: boolean
  limit: number
  cursor?: string | undefined
}

export interface Place {
  /** In the plan's steps. */
  step: number
  /** In what the step tells. */
  told: number
  /** In the file's rows that are told. */
  row: number
}

export interface ChangePlan {
  after: string | null
  /** Null while the table has none. */
  until: string | null
  key: string[]
  isRetyped: boolean
  /** Of what tells which rows a step tells. */
  fingerprint: string
  limit: number
  /** A step each; of all rows the one that has them. */
  snapshots: Snapshot[]
  start: Place
  cursorAt(place: Place): string
}

const id = z.string().regex(/^\d{1,20}$/)
const index = z.int().min(0)
const cursorValue = z.strictObject({
  a: id.optional(),
  u: id,
  /** Of what was asked beside. */
  q: z.string(),
  s: index,
  f: index,
  r: index,
})
type CursorValue = z.infer<typeof cursorValue>

/** Throws RequestProblem for what the table cannot tell. */
export function planChanges(metadata: Metadata, asked: ChangesAsked): ChangePlan {
  const { key = [], retyped, limit } = asked
  const schema = currentSchema(metadata)
  const names = key.map((name) => fieldOf(schema, name).name)
  const query = fingerprint([names, retyped])
  const at = asked.cursor === undefined ? undefined : cursorOf(asked, query)
  const { a: after = asked.after, u: said = asked.until } = at ?? {}
  const until = said === undefined ? currentSnapshot(metadata) : demandSnapshot(metadata, said)
  const untilId = until ? String(until['snapshot-id']) : null
  return {
    after: after ?? null,
    until: untilId,
    key: names,
    isRetyped: retyped,
    fingerprint: query,
    limit,
    snapshots: snapshotsOf(metadata, after, until),
    start: { step: at?.s ?? 0, told: at?.f ?? 0, row: at?.r ?? 0 },
    cursorAt: ({ step: s, told: f, row: r }) =>
      textOf({ ...(after && { a: after }), u: untilId ?? '0', q: query, s, f, r }),
  }
}

function snapshotsOf(
  metadata: Metadata,
  after: string | undefined,
  until: Snapshot | undefined,
): Snapshot[] {
  if (after === undefined) return until ? [until] : []
  return until ? chainOf(metadata, BigInt(after), until) : gone(after)
}

const textOf = (value: CursorValue): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url')

function cursorOf({ cursor = '', after, until }: ChangesAsked, query: string): CursorValue {
  const at = placeOf(cursor)
  const isAnother =
    (after !== undefined && after !== at?.a) || (until !== undefined && until !== at?.u)
  if (!at || isAnother || at.q !== query)
    throw new RequestProblem(
      'cursor.invalid',
      'It is not one that this dataset gave for these snapshots, key and types.',
    )
  return at
}

function placeOf(text: string): CursorValue | undefined {
  try {
    return cursorValue.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  } catch {
    return undefined
  }
}

function demandSnapshot(metadata: Metadata, text: string): Snapshot {
  return snapshotOf(metadata, BigInt(text)) ?? gone(text)
}

function gone(snapshot: string): never {
  throw new RequestProblem(
    'snapshot.expired',
    `The table has no snapshot ${snapshot}, or not any more: begin with all rows, without \`after\`.`,
  )
}
