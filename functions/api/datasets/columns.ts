/** Columns of a dataset: what its rows look like, all of them, by the sketches of the snapshot's files. */
import { environment } from '../../../aws/environment.ts'
import { type Answer, type Call, json } from '../../../aws/gateway/call.ts'
import { readUri } from '../../../aws/icebergtable.ts'
import { sketchOfFiles } from '../../../aws/sketches.ts'
import { send } from '../../../aws/sqs.ts'
import { figuresOf, mergedBounds } from '../../../lake/figures.ts'
import { filesOf, type LiveFile } from '../../../lake/iceberg/live.ts'
import { currentSchema, currentSnapshot } from '../../../lake/iceberg/metadata.ts'
import { type Field, objectColumn } from '../../../lake/iceberg/schema.ts'
import { fieldGlueType } from '../../../lake/iceberg/spelling.ts'
import { totalsOf } from '../../../lake/iceberg/summary.ts'
import { sketchesAskedMsMin } from '../../../lake/limits.ts'
import type { Sketch } from '../../../lake/sketch/file.ts'
import { isNest, type Leaf, leavesOf } from '../../../lake/sketch/leaves.ts'
import type { CommitMessage } from '../../../schemas/messages.ts'
import { columnsOf } from './datasets.ts'
import { demandTable } from './tables.ts'

export async function listColumns({
  params: { name },
}: Call<object, { name: string }>): Promise<Answer> {
  const { metadata } = await demandTable(name)
  const snapshot = currentSnapshot(metadata)
  const all = await filesOf(readUri, snapshot)
  const files = all.filter(({ entry }) => entry.data_file.content === 0)
  const hasDeletes = files.length < all.length
  const { sketch, missing } = hasDeletes
    ? { sketch: undefined, missing: files.length }
    : await sketchOfFiles(
        metadata.location,
        files.map(({ path }) => path),
      )
  if (missing > 0 && !hasDeletes) await askForSketches(name)
  const { rows } = totalsOf(metadata)
  const isWhole = !hasDeletes && missing === 0
  const fields = currentSchema(metadata).fields.filter((field) => field.name !== objectColumn)
  const spelt = columnsOf(fields)
  return json({
    rows,
    columns: fields.map((field, i) => {
      const [own, ...nested] = leavesOf([field])
      return {
        ...spelt[i],
        ...(isWhole && own
          ? ofSketch(own, sketch, rows)
          : ofManifests(field, hasDeletes ? [] : files)),
        ...(isWhole &&
          nested.length > 0 && { fields: nested.map((leaf) => ofNested(leaf, sketch, rows)) }),
      }
    }),
    profiled: {
      object: null,
      snapshot: snapshot ? String(snapshot['snapshot-id']) : null,
      rows: isWhole ? rows : 0,
      isWhole,
      sampled: false,
    },
  })
}

/** Of a column that no file has, every row is null. */
function ofSketch(leaf: Leaf, sketch: Sketch | undefined, rows: number) {
  const column = sketch?.columns.get(leaf.id)
  const nulls = leaf.isRepeated ? (column?.nulls ?? 0) : rows - (column?.values ?? 0)
  return { nulls, ...(column && !isNest(leaf) && figuresOf(leaf.type, column)) }
}

function ofNested(leaf: Leaf, sketch: Sketch | undefined, rows: number) {
  const values = sketch?.columns.get(leaf.id)?.values ?? 0
  const type = isNest(leaf) ? null : fieldGlueType(leaf.type)
  return { path: leaf.path, type, values, ...ofSketch(leaf, sketch, rows) }
}

/** Until every file has a sketch. */
const ofManifests = (field: Field, files: LiveFile[]) => ({
  nulls: typeof field.type === 'string' ? nullsOf(files, field) : null,
  ...(isCut(field) ? {} : mergedBounds(field, files)),
})

/** Manifests hold the first 16 characters of texts and bytes. */
const isCut = ({ type }: Field): boolean => type === 'string' || type === 'binary'

/** Null where one of the files does not say. */
function nullsOf(files: LiveFile[], { id }: Field): number | null {
  let nulls = 0n
  for (const { entry, records } of files) {
    const count = entry.data_file.null_value_counts?.find(({ key }) => key === id)
    const values = entry.data_file.value_counts?.find(({ key }) => key === id)
    if (!count && values) return null
    nulls += count ? count.value : BigInt(records) // the file lacks the column
  }
  return files.length === 0 ? null : Number(nulls)
}

const asked = new Map<string, number>()

/** Files of another writer, or of a version before, have none: the committer makes them. */
async function askForSketches(table: string): Promise<void> {
  if (Date.now() - (asked.get(table) ?? 0) < sketchesAskedMsMin) return
  asked.set(table, Date.now())
  const message: CommitMessage = { kind: 'sketch', table }
  await send(environment.commitQueue(), { body: message, group: table })
}
