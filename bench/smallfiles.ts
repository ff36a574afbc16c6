/** Many small files into one table: files/s, commits, lost swaps, metadata bytes, files in the end. `-- smallfiles [files]` */
import { paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import { loadTable, readUri } from '../aws/icebergtable.ts'
import type { Settings } from '../cli/settings.ts'
import { liveFiles } from '../lake/iceberg/live.ts'
import { figures } from './figures.ts'
import { smallFiles } from './stand/files.ts'
import { landAll, receiptsOf, wrongWith } from './stand/landing.ts'
import { fileCreationMs, withLaptop } from './stand/laptop.ts'

const [count = 10_000] = process.argv.slice(3).map(Number)
const atOnce = 32
const table = 'bench_many'
const number = (value: number): string => value.toLocaleString('en-US')

await withLaptop(
  async ({ settings, laptop, folder }) => {
    const files = await smallFiles({ dataset: 'many', format: 'csv', count, rows: 20 }, folder)
    const landed = await landAll(settings, files, atOnce)
    const receipts = await receiptsOf(settings, landed, 600_000) // the last ones wait behind all others
    const first = Math.min(...landed.map(({ putAt }) => putAt))
    const lastAnswer = Math.max(...landed.map(({ answeredAt }) => answeredAt))
    const commits = receipts.map(({ times }) => times.committed ?? 0)
    const rate = (until: number): string => ((count * 1000) / (until - first)).toFixed(1)
    console.log(`${number(count)} files of 20 rows by ${atOnce} connections`)
    console.log(`put:            ${rate(lastAnswer)} files/s`)
    console.log(`committed:      ${rate(Math.max(...commits))} files/s`)
    const waits = landed.map(({ answeredAt }, i) => (commits[i] ?? 0) - answeredAt)
    console.log(`answer → lake:  ${figures(waits, 'ms')}`)
    await reportTable(settings, laptop.buckets.lake)
    console.log(`a file made here: ${figures(fileCreationMs(folder), 'ms')}`)
    for (const wrong of await wrongWith(settings, table, files)) {
      console.log(`WRONG: ${wrong}`)
      process.exitCode = 1
    }
  },
  { limitMs: 900_000 },
)

/** What the table consists of, and all that was ever written for it: nothing of a laptop's is deleted yet. */
async function reportTable({ lakeDatabase }: Settings, bucket: string): Promise<void> {
  const loaded = await loadTable(lakeDatabase, table)
  if (!loaded) throw new Error(`there is no table ${table}`)
  const { metadata, row } = loaded
  const written = await objectsOf(bucket)
  const bytesOf = (part: string): { files: number; bytes: number } => {
    const own = written.filter(({ key }) => key.includes(part))
    return { files: own.length, bytes: own.reduce((sum, { bytes }) => sum + bytes, 0) }
  }
  const commits = metadata['last-sequence-number']
  // Each attempt writes a metadata file before it swaps Glue's version; version 0 was the table's creation.
  const lostSwaps = bytesOf('.metadata.json').files - 1 - Number(row.VersionId)
  const all = bytesOf('/metadata/')
  const live = await liveFiles(readUri, metadata)
  const rows = live.reduce((sum, { records }) => sum + records, 0)
  console.log(`commits:        ${number(commits)}, ${(count / commits).toFixed(1)} files each`)
  console.log(`lost swaps:     ${number(lostSwaps)}`)
  console.log(`metadata:       ${number(all.bytes)} bytes in ${number(all.files)} files`)
  console.log(`                ${number(Math.round(all.bytes / count))} bytes a file that landed`)
  console.log(`merged files:   ${number(bytesOf('/data/merged-').files)} written by compactions`)
  console.log(`data files:     ${number(live.length)} in the end, with ${number(rows)} rows`)
}

async function objectsOf(bucket: string): Promise<{ key: string; bytes: number }[]> {
  const found: { key: string; bytes: number }[] = []
  for await (const page of paginateListObjectsV2({ client: new S3Client() }, { Bucket: bucket })) {
    found.push(
      ...(page.Contents ?? []).map(({ Key = '', Size = 0 }) => ({ key: Key, bytes: Size })),
    )
  }
  return found
}
