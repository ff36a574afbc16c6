/** Files put into the raw bucket, at a rate or as fast as they go, and what their receipts say in the end. */
import { setTimeout as sleep } from 'node:timers/promises'
import { runQuery } from '../../aws/athena.ts'
import { putBytes } from '../../aws/s3.ts'
import { followed } from '../../cli/follow.ts'
import type { Settings } from '../../cli/settings.ts'
import type { Receipt } from '../../lake/receipt.ts'
import type { BenchFile } from './files.ts'

export interface Landed {
  file: BenchFile
  versionId: string | undefined
  /** Milliseconds since 1970, before the PUT and at its answer. */
  putAt: number
  answeredAt: number
}

export async function land({ rawBucket }: Settings, file: BenchFile): Promise<Landed> {
  const putAt = Date.now()
  const { versionId } = await putBytes({ bucket: rawBucket, key: file.key }, file.bytes)
  return { file, versionId, putAt, answeredAt: Date.now() }
}

/** Each at its time, whether or not the one before was answered. */
export async function landAtRate(
  settings: Settings,
  files: BenchFile[],
  filesPerSecond: number,
): Promise<Landed[]> {
  const began = performance.now()
  const landing: Promise<Landed>[] = []
  for (const [i, file] of files.entries()) {
    const dueMs = began + (i * 1000) / filesPerSecond - performance.now()
    if (dueMs > 1) await sleep(dueMs)
    landing.push(land(settings, file))
  }
  return Promise.all(landing)
}

/** `atOnce` of them under way. */
export async function landAll(
  settings: Settings,
  files: BenchFile[],
  atOnce: number,
): Promise<Landed[]> {
  const landed: Landed[] = []
  const left = files.values()
  const worker = async (): Promise<void> => {
    for (const file of left) landed.push(await land(settings, file))
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return landed
}

/** The receipt of each once it is committed. Throws on the first that ended otherwise, or not in time. */
export async function receiptsOf(
  { workBucket }: Settings,
  landed: Landed[],
  waitMs = 60_000,
): Promise<Receipt[]> {
  const receipts: Receipt[] = []
  for (const { file, versionId } of landed) {
    const receipt = await followed({ workBucket, key: file.key, versionId, waitMs })
    if (receipt?.state !== 'committed') {
      const state = receipt?.state ?? 'without a receipt'
      throw new Error(`${file.key} is ${state}: ${JSON.stringify(receipt?.reason)}`)
    }
    receipts.push(receipt)
  }
  return receipts
}

/** What is wrong with a table, asked through Athena: rows, objects and sums against the files. Empty: nothing. */
export async function wrongWith(
  { workgroup, lakeDatabase }: Settings,
  table: string,
  files: BenchFile[],
): Promise<string[]> {
  const statement = `SELECT count(*), count(DISTINCT _object), CAST(round(sum(amount) * 100) AS bigint) FROM ${lakeDatabase}.${table}`
  const { rows } = await runQuery({ statement, workgroup, database: lakeDatabase })
  const said = (rows[0] ?? []).join(', ')
  const sum = (of: 'rows' | 'cents') => files.reduce((total, file) => total + file[of], 0)
  const wanted = [sum('rows'), files.length, sum('cents')].join(', ')
  return said === wanted ? [] : [`${table} has rows, objects, cents ${said}; its files ${wanted}`]
}
