/** Tables that held the rows: all history goes at once, tags and branches too, and every file that then nothing names. */
import { environment } from '../../aws/environment.ts'
import { commit } from '../../aws/icebergtable.ts'
import { erasureGrace, tablesOf } from '../../lake/maintain/erasure.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { isOurs, purgeTable, sweepSketches, sweepTable } from './sweep.ts'
import type { Turn } from './turn.ts'

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
      if (!(await isOurs(table))) return undefined
      await commit(environment.lakeDatabase(), table, async () => ({
        expire,
        forgetRefs: true,
        rewriteManifests: true,
      }))
      const { files } = await sweepTable(table, grace)
      await sweepSketches(table)
      await purgeTable(table)
      return { files }
    },
  )
}
