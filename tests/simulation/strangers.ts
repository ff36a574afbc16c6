/** Rows that another engine puts into a table of ours, as Athena's INSERT does: of no object, in a file of its own name. */
import { prepareCommit } from '../../lake/iceberg/commit.ts'
import { glueTableInput } from '../../lake/iceberg/gluetable.ts'
import { writtenFields } from '../../lake/iceberg/metadata.ts'
import type { Cells } from './content.ts'
import { randomOf } from './random.ts'
import { said } from './sayings.ts'
import { faultOf, fewEnough, type Operation, type Schedule, slowOf } from './schedule.ts'
import { describeDataFile } from './seams/describe.ts'
import { type Lake, metadataOf, readerOf, sameRows, type Table } from './tables.ts'

const keys = ['shop/orders/a.csv', 'shop/orders/b.csv', 'shop/orders/day=1/c.csv']
const contents = ['whole', 'other', 'parts', 'text', 'long', 'same'] as const

/** Between commits, widenings and mergings of our own, and erasures of objects. */
export function strangersOf(seed: number): Schedule {
  const random = randomOf(seed ^ 0x510e527f)
  const count = 3 + random.below(6)
  const operations = Array.from({ length: count }, (_, i): Operation => {
    const afterMs = random.below(random.chance(0.4) ? 300 : random.chance(0.6) ? 8_000 : 900_000)
    const of = { key: random.pick(keys), afterMs }
    if (i > 0 && random.chance(0.35)) return { ...of, kind: 'insert' }
    const does = ['put', 'put', 'put', 'put', 'delete', 'drop', 'erase', 'night'] as const
    const kind = i === 0 ? 'put' : random.pick(does)
    return kind === 'put' ? { ...of, kind, content: random.pick(contents) } : { ...of, kind }
  })
  const faults = Array.from({ length: random.below(3) }, () => faultOf(random, count))
  const stall = { kind: 'stall', swap: random.below(count), ms: random.below(55_000) } as const
  const slow = [slowOf(random, count), slowOf(random, count), stall]
  return {
    ...{ seed, operations, faults: fewEnough([...slow, ...faults]), old: 0 },
    spreadMs: random.pick([400, 400, 5_000, 60_000]),
    crowded: random.chance(0.3),
  }
}

/** One row, by one commit, if there is a table; undefined where there is none. */
export async function insert(
  lake: Lake & { nowMs: number },
  n: number,
): Promise<Cells | undefined> {
  const row = lake.glue.tables.get(`lake.${said.table}`)
  const location = row?.Parameters?.metadata_location
  const metadata = await metadataOf(lake, said.table)
  if (!row || !location || !metadata) return undefined
  const cells: Cells = { id: `${n}9`, v: `${n * 10}` }
  const fields = writtenFields(metadata)
  const values = fields.map(({ id, name, type }): [number, string | number | null] => {
    const cell = cells[name]
    return [id, cell === undefined ? null : type === 'string' ? cell : Number(cell)]
  })
  const rows = [Object.fromEntries(values)]
  const bytes = Buffer.from(JSON.stringify({ ids: fields.map(({ id }) => id), rows }))
  const path = `${metadata.location}/data/of-another-${n}.parquet`
  const partition = Object.fromEntries(
    metadata['partition-specs'].flatMap(({ fields: by }) => by.map(({ name }) => [name, null])),
  )
  const file = describeDataFile({ path, bytes: bytes.length, tail: bytes, fields, partition })
  const prepared = await prepareCommit(
    { location, metadata },
    { add: [file] },
    {
      read: readerOf(lake),
      nowMs: lake.nowMs,
      snapshotId: BigInt(7_000_000 + n),
      uuid: () => `of-another-${n}`,
    },
  )
  if (!prepared) return undefined
  for (const one of [{ path, bytes }, ...prepared.files])
    lake.s3.put('lake', one.path.replace('s3://lake/', ''), one.bytes)
  const TableInput = glueTableInput(said.table, prepared.metadata, prepared.location, row)
  lake.glue.answer('UpdateTableCommand', {
    ...{ DatabaseName: 'lake', Name: said.table, TableInput, VersionId: row.VersionId },
  })
  return cells
}

/** Takes them out of the table: what is left is of objects. */
export function insertedWrong(table: Table | undefined, inserted: Cells[]): string[] {
  const found = table?.get('null') ?? []
  table?.delete('null')
  const told = [found, inserted].map((rows) => JSON.stringify(rows))
  return sameRows(found, inserted) ? [] : [`another engine has ${told[0]}, not ${told[1]}`]
}
