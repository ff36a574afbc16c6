/** From a small file's message to its raw and its lake table, at 50 files/s into 20 tables. `-- latency [files/s] [seconds]` */
import type { Receipt } from '../lake/receipt.ts'
import { figures } from './figures.ts'
import { type BenchFile, formats, smallFiles } from './stand/files.ts'
import { type Landed, landAll, landAtRate, receiptsOf, wrongWith } from './stand/landing.ts'
import { fileCreationMs, withLaptop } from './stand/laptop.ts'

const [filesPerSecond = 50, seconds = 30] = process.argv.slice(3).map(Number)
const datasets = 20
const rows = 50

await withLaptop(async ({ settings, folder }) => {
  const perDataset = Math.ceil((filesPerSecond * seconds) / datasets)
  const wanted = Array.from({ length: datasets }, (_, i) => ({
    dataset: `set${String(i).padStart(2, '0')}`,
    format: formats[i % formats.length] ?? 'csv',
    count: perDataset,
    rows,
  }))
  const ofDatasets: BenchFile[][] = []
  for (const one of wanted) ofDatasets.push(await smallFiles(one, folder))
  const warm: BenchFile[] = []
  for (const format of formats) {
    warm.push(...(await smallFiles({ dataset: `warm_${format}`, format, count: 20, rows }, folder)))
  }
  await receiptsOf(settings, await landAll(settings, warm, 4))

  const inTurn = Array.from({ length: perDataset }, (_, n) => ofDatasets.map((files) => files[n]!))
  const landed = await landAtRate(settings, inTurn.flat(), filesPerSecond)
  const receipts = await receiptsOf(settings, landed)
  report(landed, receipts)
  console.log(`a file made here: ${figures(fileCreationMs(folder), 'ms')}`)
  for (const [i, files] of ofDatasets.entries()) {
    for (const wrong of await wrongWith(settings, `bench_${wanted[i]?.dataset}`, files)) {
      console.log(`WRONG: ${wrong}`)
      process.exitCode = 1
    }
  }
})

function report(landed: Landed[], receipts: Receipt[]): void {
  const times = receipts.map(({ times }) => times as Required<Receipt['times']>)
  const rawOf = ({ raw, inspected }: Required<Receipt['times']>) => raw ?? inspected
  const first = Math.min(...landed.map(({ putAt }) => putAt))
  const lastAnswer = Math.max(...landed.map(({ answeredAt }) => answeredAt))
  const lastCommit = Math.max(...times.map(({ committed }) => committed))
  const rate = (until: number): string => ((landed.length * 1000) / (until - first)).toFixed(1)
  console.log(`${landed.length} files of ${rows} rows into ${datasets} tables`)
  console.log(`put:        ${rate(lastAnswer)} files/s (asked for: ${filesPerSecond})`)
  console.log(`committed:  ${rate(lastCommit)} files/s`)
  const line = (name: string, values: number[], goal = ''): void =>
    console.log(`${name.padEnd(24)}${figures(values, 'ms')}${goal}`)
  const raw = times.map((time) => rawOf(time) - time.received)
  line('received → raw', raw, ' (goal: p50 150, p95 1,000)')
  line('  its first file', raw.slice(0, datasets))
  const lake = times.map(({ committed, received }) => committed - received)
  line('received → lake', lake, ' (goal: p50 500, p95 2,000)')
  line('  its first file', lake.slice(0, datasets))
  line(
    'PUT → its answer',
    landed.map(({ putAt, answeredAt }) => answeredAt - putAt),
  )
  line(
    'answer → raw',
    times.map((time, i) => rawOf(time) - landed[i]!.answeredAt),
  )
  line(
    'answer → lake',
    times.map(({ committed }, i) => committed - landed[i]!.answeredAt),
  )
  console.log('of which:')
  line(
    '  event → received',
    times.map(({ event, received }) => received - event),
  )
  line(
    '  received → inspected',
    times.map(({ received, inspected }) => inspected - received),
  )
  line(
    '  inspected → raw',
    times.map((time) => rawOf(time) - time.inspected),
  )
  line(
    '  raw → staged',
    times.map((time) => time.staged - rawOf(time)),
  )
  line(
    '  staged → committed',
    times.map(({ staged, committed }) => committed - staged),
  )
}
