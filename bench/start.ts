/** From a warm `npm start` to the first table: five boots, each with a dataset of its own. */
import { putFile } from '../aws/s3.ts'
import { boot } from '../cli/boot.ts'
import { original } from '../cli/demo/files.ts'
import { followed } from '../cli/follow.ts'
import { settings } from '../cli/settings.ts'
import { figures } from './figures.ts'
import { settleIn, withFolder } from './stand/laptop.ts'

const boots: number[] = []
const tables: number[] = []

async function measure(round: number): Promise<void> {
  const began = performance.now()
  const booted = await boot()
  boots.push(performance.now() - began)
  try {
    await landed(`faa/airports${round}/airports.csv`)
    tables.push(performance.now() - began)
  } finally {
    await booted.stop()
  }
}

async function landed(key: string): Promise<void> {
  const { rawBucket, workBucket } = settings()
  const { versionId } = await putFile(rawBucket, key, original('airports.csv'), {})
  const receipt = await followed({ workBucket, key, versionId, waitMs: 30_000 })
  if (receipt?.state !== 'committed') throw new Error(`no table: ${receipt?.state}`)
}

await withFolder(async (folder) => {
  await settleIn(folder)
  for (let round = 0; round < 5; round++) await measure(round)
})
console.log(`laptop up:      ${figures(boots, 'ms')}`)
console.log(`first table in: ${figures(tables, 'ms')} (goal: 8,000 ms)`)
