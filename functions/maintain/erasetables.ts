/** Tables that held the rows: all history goes at once, tags and branches too, and every file that then nothing names. */
import { environment } from '../../aws/environment.ts'
import { commit } from '../../aws/icebergtable.ts'
import { changeRecord } from '../../aws/records.ts'
import { erasureGrace, erasureKey } from '../../lake/maintain/erasure.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { isOurs, purgeTable, sweepSketches, sweepTable } from './sweep.ts'

export async function eraseTables({ id, touched }: Erasure): Promise<void> {
  const tables = new Set(Object.values(touched).flatMap(({ table }) => table ?? []))
  const grace = erasureGrace(new Set(Object.keys(touched)), environment.erasureSettleMs())
  const expire = { snapshotAgeMsMax: -1, metadataLogAgeMsMax: -1 }
  let files = 0
  for (const table of tables) {
    if (!(await isOurs(table))) continue
    await commit(environment.lakeDatabase(), table, async () => ({
      expire,
      forgetRefs: true,
      rewriteManifests: true,
    }))
    files += (await sweepTable(table, grace)).files
    await sweepSketches(table)
    await purgeTable(table)
  }
  if (files === 0) return
  await changeRecord<Erasure>(environment.workBucket(), erasureKey(id), (present) => {
    if (!present || present.state === 'done') return undefined
    return { ...present, counts: { ...present.counts, files: present.counts.files + files } }
  })
}
