import {
  type Change,
  type CommitLimits,
  type Context,
  type Prepared,
  prepareCommit,
} from '../../../lake/iceberg/commit.ts'
import type { DataFile } from '../../../lake/iceberg/datafile.ts'
import {
  formatMetadata,
  type Metadata,
  metadataPath,
  type NewTable,
  newTable,
  parseMetadata,
} from '../../../lake/iceberg/metadata.ts'
import type { Read } from '../../../lake/iceberg/read.ts'

/** The swap found another version of the row than the one it was made on. */
export class Conflict extends Error {}

/** One table: its objects in a map that refuses to write a name twice, its Glue row with compare-and-swap. */
export class MemoryTable {
  readonly objects = new Map<string, Buffer>()
  readonly limits: Partial<CommitLimits>
  reads = 0
  private row = { location: '', version: 0 }
  private clockMs = 1_700_000_000_000
  private serial = 0

  constructor(table: Partial<NewTable> = {}, limits: Partial<CommitLimits> = {}) {
    this.limits = limits
    const metadata = newTable({
      uuid: this.uuid(),
      location: 's3://lake/s/d',
      columns: [{ name: 'c', type: 'long' }],
      partitionKeys: [],
      nowMs: this.clockMs,
      ...table,
    })
    this.row.location = metadataPath(metadata.location, this.uuid())
    this.put({ files: [{ path: this.row.location, bytes: formatMetadata(metadata) }] })
  }

  readonly read: Read = async (uri) => {
    this.reads++
    const bytes = this.objects.get(uri)
    if (!bytes) throw new Error(`no object ${uri}`)
    return bytes
  }

  uuid = (): string => `00000000-0000-4000-8000-${String(++this.serial).padStart(12, '0')}`

  context(snapshotId = BigInt(1000 + ++this.serial)): Context {
    const { limits, read, uuid } = this
    return { read, nowMs: ++this.clockMs, snapshotId, uuid, limits }
  }

  get location(): string {
    return this.row.location
  }

  get metadata(): Metadata {
    return parseMetadata(this.objects.get(this.row.location)!)
  }

  load = async () => ({ ...this.row, metadata: this.metadata })

  put({ files }: Pick<Prepared, 'files'>): void {
    for (const { path, bytes } of files) {
      if (this.objects.has(path)) throw new Error(`${path} is written twice`)
      this.objects.set(path, bytes)
    }
  }

  swap = async (location: string, version: number): Promise<void> => {
    if (version !== this.row.version) throw new Conflict()
    this.row = { location, version: version + 1 }
  }

  /** Without rivals. */
  async commit(change: Change): Promise<Prepared | undefined> {
    const base = await this.load()
    const prepared = await prepareCommit(base, change, this.context())
    if (!prepared) return undefined
    this.put(prepared)
    await this.swap(prepared.location, base.version)
    return prepared
  }
}

/** A description of a Parquet file that nobody opens. */
export const fakeFile = (path: string, more: Partial<DataFile> = {}): DataFile => ({
  path,
  partition: {},
  records: 1,
  bytes: 100,
  columnSizes: { 1: 50 },
  valueCounts: { 1: 1 },
  nullCounts: { 1: 0 },
  lower: {},
  upper: {},
  splitOffsets: [4],
  fieldIds: [1],
  ...more,
})
