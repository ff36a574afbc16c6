/** AWS calls and bytes a file, by function and operation: first file, one that adds nothing, large, overwrite, delete, quarantine. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspectionBytesMax } from '../lake/limits.ts'
import { type FunctionName, functions } from '../tests/flow/bundles.ts'
import { openHouse, type Worker } from '../tests/flow/house.ts'
import { type Count, type Counter, openCounter } from './stand/counter.ts'
import { type BenchFile, type Format, formats, largeFile, smallFiles } from './stand/files.ts'
import { withFolder } from './stand/laptop.ts'

const rows = 50
const house = await openHouse()
const counters = new Map<FunctionName, Counter>()
const workers = new Map<FunctionName, Worker>()
for (const name of functions) {
  const counter = await openCounter(house.laptop.endpoint)
  const { invoke } = house.worker(counter.endpoint)
  counters.set(name, counter)
  workers.set(name, { invoke, kill: () => {} }) // kept for the next message
}

try {
  console.log('Warm functions, one of each, a message at a time: more of them read again what one')
  console.log(
    'remembers, more messages share sends and commits. What Lambda’s poller asks is not here.',
  )
  await withFolder(measure)
} finally {
  for (const { close } of counters.values()) close()
  await house.close()
}

async function measure(folder: string): Promise<void> {
  for (const format of formats) {
    await step(`${format}: first file of a table`, put(await file(folder, format, 0)))
    await step(`${format}: second file, which adds nothing`, put(await file(folder, format, 1)))
    await step(`${format}: the first one overwritten`, put(await file(folder, format, 2), 0))
    const { key } = await file(folder, format, 1)
    await step(`${format}: the second one deleted`, async () => {
      house.laptop.store.delete('raw', key)
    })
  }
  const path = join(folder, 'large.csv')
  await largeFile('csv', 5, path)
  const bytes = readFileSync(path)
  await step('csv: 5 MB, first file of a table', put({ key: 'bench/large/a.csv', bytes }))
  const torn = bytes.subarray(0, bytes.indexOf('"') + 4)
  await step('csv: torn in a quote', put({ key: 'bench/torn/a.csv', bytes: torn }))
}

async function file(folder: string, format: Format, first: number): Promise<BenchFile> {
  const [made] = await smallFiles({ dataset: format, format, count: 1, first, rows }, folder)
  return made!
}

/** `as` another file of its dataset, by number. */
function put({ key, bytes }: Pick<BenchFile, 'key' | 'bytes'>, as?: number) {
  const name = as === undefined ? key : key.replace(/\d{6}/, String(as).padStart(6, '0'))
  return async (): Promise<void> => {
    await house.laptop.store.put('raw', name, bytes)
  }
}

async function step(name: string, change: () => Promise<void>): Promise<void> {
  await change()
  await house.settle({ instead: async (of) => workers.get(of) })
  const taken = [...counters].map(([of, counter]): [FunctionName, [string, Count][]] => [
    of,
    [...counter.take()].sort(([a], [b]) => (a < b ? -1 : 1)),
  ])
  const all = taken.flatMap(([, counts]) => counts)
  const callsOf = (of: string): number =>
    all.reduce((sum, [operation, { calls }]) => sum + (operation.startsWith(of) ? calls : 0), 0)
  const [, looks = { bytesReceived: 0 }] =
    taken[0]?.[1].find(([operation]) => operation === 'S3 GetObject raw') ?? []
  const inspected = looks.bytesReceived.toLocaleString('en-US')
  const parts = ['S3', 'Glue', 'SQS'].map((of) => `${of} ${callsOf(of)}`).join(', ')
  console.log(`\n${name}: ${callsOf('')} calls (${parts}), ${inspected} bytes inspected`)
  for (const [of, counts] of isTold(name) ? taken : []) {
    for (const [operation, count] of counts) console.log(`  ${lineOf(of, operation, count)}`)
  }
  if (looks.bytesReceived > inspectionBytesMax) {
    console.log(`WRONG: at most ${inspectionBytesMax} bytes may be inspected`)
    process.exitCode = 1
  }
}

/** The formats differ in bytes alone: one of them is told in full. */
function isTold(name: string): boolean {
  return name.startsWith('csv')
}

function lineOf(of: string, operation: string, count: Count): string {
  const number = (value: number): string => value.toLocaleString('en-US').padStart(11)
  const bytes = `${number(count.bytesSent)} bytes sent ${number(count.bytesReceived)} received`
  return `${of.padEnd(10)}${operation.padEnd(36)}${String(count.calls).padStart(3)} calls${bytes}`
}
