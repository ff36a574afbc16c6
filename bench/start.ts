/** From a warm `npm start` to the first table: five boots, each with an empty home. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { putFile } from '../aws/s3.ts'
import { boot } from '../cli/boot.ts'
import { original } from '../cli/demo/files.ts'
import { followed } from '../cli/follow.ts'
import { settings } from '../cli/settings.ts'
import { figures } from './figures.ts'

const boots: number[] = []
const tables: number[] = []
for (let i = 0; i < 5; i++) {
  process.env.HYPATIA_HOME = mkdtempSync(join(tmpdir(), 'hypatia-bench-'))
  const began = performance.now()
  const { stop } = await boot({ fresh: true })
  boots.push(performance.now() - began)
  const { rawBucket, workBucket } = settings()
  const key = 'faa/airports/airports.csv'
  const { versionId } = await putFile(rawBucket, key, original('airports.csv'), {})
  const receipt = await followed({ workBucket, key, versionId, waitMs: 30_000 })
  if (receipt?.state !== 'committed') throw new Error(`no table: ${receipt?.state}`)
  tables.push(performance.now() - began)
  await stop()
  rmSync(process.env.HYPATIA_HOME, { recursive: true, force: true })
}
console.log(`laptop up:      ${figures(boots, 'ms')}`)
console.log(`first table in: ${figures(tables, 'ms')} (goal: 8,000 ms)`)
