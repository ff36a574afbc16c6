/** What a table's metadata weighs: written by 10,000 commits, and left by maintenance. `-- history [commits]` */
import { randomBytes, randomUUID } from 'node:crypto'
import { type Base, type Change, newSnapshotId, prepareCommit } from '../lake/iceberg/commit.ts'
import { compactionDue, compactionPlan } from '../lake/iceberg/compaction.ts'
import type { DataFile } from '../lake/iceberg/datafile.ts'
import { dataFilePath, mergedFilePath } from '../lake/iceberg/live.ts'
import { formatMetadata, metadataPath, newTable } from '../lake/iceberg/metadata.ts'
import { referencesOf } from '../lake/maintain/references.ts'
import { unreferenced } from '../lake/maintain/sweep.ts'
import type { Column } from '../lake/schema/type.ts'

const [commits = 10_000] = process.argv.slice(3).map(Number)
const columnCount = 20
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const betweenMs = 10_000 // more than a day's worth: nothing is old enough to go while it goes on
const location = 's3://lake/bench/history'

interface Kept {
  bytes: number
  modifiedMs: number
  /** Of Avro, while it may be read. */
  body?: Buffer
}

const objects = new Map<string, Kept>()
let nowMs = Date.UTC(2026, 0, 1)
let [written, writtenFiles] = [0, 0]
const columns = Array.from(
  { length: columnCount },
  (_, i): Column => ({ name: `column_${i}`, type: i % 2 ? 'string' : 'long' }),
)

const read = async (uri: string): Promise<Buffer> => {
  const body = objects.get(uri)?.body
  if (!body) throw new Error(`no object ${uri}`)
  return body
}

function put(path: string, body: Buffer): void {
  const isAvro = path.endsWith('.avro')
  objects.set(path, { bytes: body.length, modifiedMs: nowMs, ...(isAvro && { body }) })
  written += body.length
  writtenFiles++
}

const first = newTable({ uuid: randomUUID(), location, columns, partitionKeys: [], nowMs })
let base: Base = { location: metadataPath(location, randomUUID()), metadata: first }
put(base.location, formatMetadata(first))

async function commit(change: Change): Promise<void> {
  nowMs += betweenMs
  const snapshotId = newSnapshotId(randomBytes(8))
  const prepared = await prepareCommit(base, change, { read, nowMs, snapshotId, uuid: randomUUID })
  if (!prepared) return
  for (const { path, bytes } of prepared.files) put(path, bytes)
  base = { location: prepared.location, metadata: prepared.metadata }
}

const bound = (text: string): string => Buffer.from(text).toString('base64')

function fileAt(path: string, records: number): DataFile {
  const ids = columns.map((_, i) => i + 1)
  const each = <T>(value: T): Record<number, T> => Object.fromEntries(ids.map((id) => [id, value]))
  return {
    ...{
      path,
      partition: {},
      records,
      bytes: 4_000 + records * 100,
      splitOffsets: [4],
      fieldIds: ids,
    },
    ...{ columnSizes: each(200), valueCounts: each(records), nullCounts: each(0) },
    ...{ lower: each(bound('0000000a')), upper: each(bound('zzzzzzzz')) },
  }
}

async function compact(): Promise<void> {
  const { groups, readAt } = await compactionPlan(read, base.metadata)
  if (groups.length === 0) return
  const add = groups.map(({ files }) =>
    fileAt(
      mergedFilePath(location, randomUUID()),
      files.reduce((sum, { records }) => sum + records, 0),
    ),
  )
  const remove = groups.flatMap(({ files }) => files.map(({ path }) => path))
  await commit({ add, remove, readAt, operation: 'replace' })
}

/** What the night does. */
async function maintain(): Promise<void> {
  await commit({ expire: {}, rewriteManifests: true })
  const found = [...objects].map(([uri, { modifiedMs }]) => ({ uri, modifiedMs }))
  for (const uri of unreferenced(found, await referencesOf(read, base), nowMs)) objects.delete(uri)
}

/** Bodies that nothing can ask for any more: 700 MB otherwise. */
async function forgetBodies(): Promise<void> {
  const named = await referencesOf(read, base)
  for (const [uri, kept] of objects) if (!named.has(uri)) delete kept.body
}

const number = (value: number): string => value.toLocaleString('en-US')
function report(when: string): void {
  const bytes = [...objects.values()].reduce((sum, kept) => sum + kept.bytes, 0)
  console.log(`${when.padEnd(34)} ${number(bytes)} bytes in ${number(objects.size)} files`)
}

for (let i = 0; i < commits; i++) {
  const id = i.toString(16).padStart(16, '0')
  await commit({ add: [fileAt(dataFilePath(location, id, '00000000'), 20)] })
  if (compactionDue(base.metadata)) await compact()
  if (i % 250 === 249) await forgetBodies()
}
console.log(`${number(commits)} commits of one file, ${columnCount} columns, compacted as it goes`)
console.log(
  `written:                           ${number(written)} bytes in ${number(writtenFiles)} files`,
)
report('without maintenance:')
nowMs += hourMs
await maintain()
report('a night later:')
nowMs += 3 * dayMs
await maintain()
report('once the grace is over:')
nowMs += 5 * dayMs
await maintain()
nowMs += 4 * dayMs
await maintain()
report('at rest, time travel over:')
