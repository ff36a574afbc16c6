/** What each snapshot did to a table, as data files that came and went. */
import { filesOf, type LiveFile } from '../iceberg/live.ts'
import {
  currentSchema,
  type Id,
  type Metadata,
  type Snapshot,
  sameId,
  schemaOf,
  snapshotOf,
} from '../iceberg/metadata.ts'
import { manifestsOf, type Read } from '../iceberg/read.ts'
import { refuseLostNames, refuseUnreadable } from '../iceberg/scan.ts'
import type { Schema } from '../iceberg/schema.ts'
import { RequestProblem } from '../problem.ts'
import { needsQuery } from '../rows/plan.ts'

/** Files of one snapshot, each side with the schema by which it is read. */
export interface Step {
  removed: LiveFile[]
  added: LiveFile[]
  before: Schema
  after: Schema
}

/**
 * The snapshots after `after` up to `until`, the oldest first. Throws RequestProblem where one of them is expired, or where
 * `after` does not lead to `until`.
 */
export function chainOf(metadata: Metadata, after: Id, until: Snapshot): Snapshot[] {
  const chain: Snapshot[] = []
  let at: Snapshot | undefined = until
  while (at && !sameId(at['snapshot-id'], after)) {
    chain.unshift(at)
    at = snapshotOf(metadata, at['parent-snapshot-id'])
  }
  if (at) return chain
  throw new RequestProblem(
    'snapshot.expired',
    `What came between snapshot ${after} and ${until['snapshot-id']} cannot be told any more: begin with all rows, without \`after\`.`,
  )
}

/** Undefined where no row changed: a compaction, and a rewrite to other types unless that is wanted. */
export async function stepOf(
  read: Read,
  metadata: Metadata,
  snapshot: Snapshot,
  { isRetyped }: { isRetyped: boolean },
): Promise<Step | undefined> {
  const parent = snapshotOf(metadata, snapshot['parent-snapshot-id'])
  const [before, after] = [schemaAt(metadata, parent), schemaAt(metadata, snapshot)]
  const isRetyping = isRetyped && before['schema-id'] !== after['schema-id']
  if (snapshot.summary.operation === 'replace' && !isRetyping) return undefined
  for (const schema of [before, after]) refuseLostNames(metadata, schema)
  await refuseDeletes(read, [parent, snapshot])
  const known = new Set((await manifestsOf(read, parent)).map(pathOf))
  const present = new Set((await manifestsOf(read, snapshot)).map(pathOf))
  // What both list is the same in both.
  const was = await filesOf(read, parent, (manifest) => !present.has(pathOf(manifest)))
  const is = await filesOf(read, snapshot, (manifest) => !known.has(pathOf(manifest)))
  const [wasPaths, isPaths] = [was, is].map((files) => new Set(files.map(({ path }) => path)))
  const removed = was.filter(({ path }) => !isPaths!.has(path))
  const added = is.filter(({ path }) => !wasPaths!.has(path))
  for (const file of [...removed, ...added]) refuseUnreadable(file)
  return { removed, added, before, after }
}

/** All rows of a snapshot, as if each had come with it. */
export async function wholeStep(read: Read, metadata: Metadata, snapshot: Snapshot): Promise<Step> {
  const after = schemaAt(metadata, snapshot)
  refuseLostNames(metadata, after)
  await refuseDeletes(read, [snapshot])
  const added = (await filesOf(read, snapshot, ({ content }) => content === 0)).reverse() // the oldest first
  for (const file of added) refuseUnreadable(file)
  return { removed: [], added, before: after, after }
}

const pathOf = ({ manifest_path }: { manifest_path: string }): string => manifest_path

const schemaAt = (metadata: Metadata, snapshot: Snapshot | undefined): Schema =>
  schemaOf(metadata, snapshot?.['schema-id']) ?? currentSchema(metadata)

/** Which rows such a file leaves of others only an engine says. */
async function refuseDeletes(read: Read, snapshots: (Snapshot | undefined)[]): Promise<void> {
  for (const snapshot of snapshots) {
    const deletes = await filesOf(read, snapshot, ({ content }) => content !== 0)
    if (deletes.length > 0) throw needsQuery('another engine deleted rows of it')
  }
}
