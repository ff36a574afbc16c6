/** What a request for rows means for one snapshot: its columns, conditions, order, and the files that may hold them. */
import {
  currentSchema,
  currentSnapshot,
  type Metadata,
  schemaOf,
  snapshotOf,
  UnsupportedTable,
} from '../iceberg/metadata.ts'
import type { Read } from '../iceberg/read.ts'
import { planScan } from '../iceberg/scan.ts'
import { type Field, objectColumn } from '../iceberg/schema.ts'
import { totalsOf } from '../iceberg/summary.ts'
import { RequestProblem } from '../problem.ts'
import { fingerprint, formatCursor, parseCursor } from './cursor.ts'
import type { DataFile } from './file.ts'
import { type Condition, comparableType, conditionsOf, fieldOf } from './where.ts'

export interface RowsAsked {
  /** All but `_object` where absent. */
  select?: string[] | undefined
  where?: string[] | undefined
  /** `-` before a name turns its order. */
  sort?: string[] | undefined
  limit: number
  cursor?: string | undefined
}

export interface Order {
  field: Field
  type: string
  isDescending: boolean
}

export interface RowPlan {
  /** Null while the table has none. */
  snapshotId: string | null
  /** Of the same rows and columns: with it an answer is known without a read. */
  fingerprint: string
  fields: Field[]
  conditions: Condition[]
  order: Order[]
  limit: number
  /** Where the page begins. */
  start: { file: number; row: number }
  /** Rows of the whole snapshot; undefined where conditions leave some out. */
  count: number | undefined
  /** Rows of the pages before; undefined where the cursor does not say. */
  before: number | undefined
  /** `given`: rows of this page that are before it. */
  cursorAt(file: number, row: number, given: number): string
  /** Throws RequestProblem where the rows are not to be had so. */
  files(read: Read): Promise<DataFile[]>
}

/** Throws RequestProblem for what the table does not have. */
export function planRows(metadata: Metadata, asked: RowsAsked): RowPlan {
  const { select, where = [], sort = [], limit, cursor } = asked
  const query = fingerprint([select, where, sort])
  const at = cursor === undefined ? undefined : parseCursor(cursor)
  if (at && at.q !== query) {
    throw new RequestProblem('cursor.invalid', 'It goes on with another select, where or sort.')
  }
  const snapshot = at ? snapshotOf(metadata, BigInt(at.s)) : currentSnapshot(metadata)
  if (at && !snapshot) {
    throw new RequestProblem('snapshot.expired', `Snapshot ${at.s} is gone: begin again.`)
  }
  const schema = schemaOf(metadata, snapshot?.['schema-id']) ?? currentSchema(metadata)
  const isShown = ({ name }: Field): boolean => name !== objectColumn
  const conditions = conditionsOf(schema, where)
  const snapshotId = snapshot ? String(snapshot['snapshot-id']) : null
  const isCurrent = snapshot === currentSnapshot(metadata)
  const isWhole = conditions.length === 0 && isCurrent
  const before = at ? at.n : 0
  return {
    snapshotId,
    fingerprint: fingerprint([query, limit, cursor]),
    fields: select ? select.map((name) => fieldOf(schema, name)) : schema.fields.filter(isShown),
    conditions,
    order: sort.map((text) => orderOf(fieldOf(schema, text.replace(/^-/, '')), text)),
    limit,
    start: { file: at?.f ?? 0, row: at?.r ?? 0 },
    count: isWhole ? totalsOf(metadata).rows : undefined,
    before,
    cursorAt: (f, r, given) =>
      formatCursor({
        ...{ s: snapshotId ?? '0', q: query, f, r },
        ...(before !== undefined && { n: before + given }),
      }),
    files: async (read) => {
      if (!snapshot) return []
      const options = {
        snapshotId: snapshot['snapshot-id'],
        where: conditions.flatMap(({ filters }) => filters),
      }
      const plan = await planScan(read, metadata, options).catch(refused)
      if (plan.positionDeletes.length > 0) throw needsQuery('another engine deleted rows of it')
      return plan.files.map(({ path, bytes, records }) => ({ path, bytes, records }))
    },
  }
}

const orderOf = (field: Field, text: string): Order => ({
  field,
  type: comparableType(field),
  isDescending: text.startsWith('-'),
})

/** What the files cannot tell, as a problem of the request. */
export function refused(error: unknown): never {
  if (error instanceof UnsupportedTable) throw needsQuery(error.message)
  throw error
}

/** For what only an engine can answer. */
export const needsQuery = (why: string): RequestProblem =>
  new RequestProblem('rows.need-a-query', `The rows cannot be read from the files: ${why}.`)
