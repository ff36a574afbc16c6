/** Tables that held the rows: all history goes at once, tags and branches too, and every file that then nothing names. */
import { readDataset } from '../../aws/datasets.ts'
import { environment } from '../../aws/environment.ts'
import { commit } from '../../aws/icebergtable.ts'
import { rebuildLake } from '../../aws/rebuild.ts'
import { erasureGrace, tablesOf } from '../../lake/maintain/erasure.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { hasHad } from './erasepast.ts'
import { unread } from './erasurerecord.ts'
import { eraseForgotten, rememberElsewhere } from './forgotten.ts'
import { soughtIn, wantedDatasets } from './sought.ts'
import { isOurs, purgeTable, sweepSketches, sweepTable } from './sweep.ts'
import type { Counts, Turn } from './turn.ts'

/** False where the turn ended before it was done. */
export function eraseTables(erasure: Erasure, turn: Turn): Promise<boolean> {
  const { touched } = erasure
  const grace = erasureGrace(new Set(Object.keys(touched)), environment.erasureSettleMs())
  const expire = { snapshotsKeptMin: 1, snapshotAgeMsMax: -1, metadataLogAgeMsMax: -1 }
  return turn.walk(
    'tables',
    tablesOf(erasure),
    (table) => table,
    async (table) => {
      try {
        return await eraseTable(table)
      } catch (error) {
        await unread(erasure, table, error)
        return undefined
      }
    },
  )

  async function eraseTable(table: string): Promise<Counts | undefined> {
    if (!(await isOurs(table)) && !(await isBack(table))) return undefined
    await rememberElsewhere(erasure, table)
    await commit(environment.lakeDatabase(), table, async () => ({
      expire,
      forgetRefs: true,
      rewriteManifests: true,
    }))
    const { files } = await sweepTable(table, grace)
    const forgotten = await eraseForgotten(erasure, table)
    await purgeTable(table)
    return { files: files + forgotten }
  }
}

/** Of a table that Glue has lost the files are there, and the night would bring it back with them. */
const isBack = async (table: string): Promise<boolean> =>
  (await rebuildLake(table)).lake === 'made' && (await isOurs(table))

/**
 * What was merged of sketches outlives the files: of each table that has such a column, or had one, nothing stays but what
 * its files have.
 */
export async function eraseSketches(erasure: Erasure, turn: Turn): Promise<boolean> {
  if (turn.from('sketches') === undefined) return true
  const tables = new Set([...tablesOf(erasure), ...(await tablesWith(erasure))])
  return turn.walk(
    'sketches',
    [...tables].sort(),
    (table) => table,
    async (table) => ({ records: await sweepSketches(table) }),
  )
}

async function tablesWith({ kind, columns = [], values = [] }: Erasure): Promise<string[]> {
  if (kind === 'object') return []
  const asked = { columns, values: new Set(values) }
  const { wanted, others } = await wantedDatasets(asked)
  const tables = [...wanted.values()].map(({ record }) => record.table)
  for (const table of others.values()) {
    const sought = await soughtIn(await readDataset(table), asked)
    if (await hasHad(table, sought)) tables.push(table)
  }
  return tables
}
