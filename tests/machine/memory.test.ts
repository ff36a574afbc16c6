/** A machine with too little memory: DuckDB is killed by the system itself, in a control group as a container has it. */
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type House, openHouse } from '../flow/house.ts'
import { lakeRows, receiptOf } from '../flow/rows.ts'

const MiB = 1024 ** 2
const limitBytes = 200 * MiB

const group = `/sys/fs/cgroup/memory/hypatia-${process.pid}`
const folder = mkdtempSync(join(tmpdir(), 'hypatia-memory-'))

/** Root alone may make one, and not within every container: elsewhere the test is skipped by its name. */
function hasGroup(): boolean {
  try {
    mkdirSync(group)
    writeFileSync(join(group, 'memory.limit_in_bytes'), String(limitBytes))
    return true
  } catch {
    return false
  }
}

const isPossible = hasGroup()
const { skip } = test
const where = isPossible ? test : skip

let house: House
beforeAll(async () => {
  const child = join(folder, 'child.mjs')
  const own = join(process.cwd(), 'layers/duckdb/nodejs/child.mjs')
  writeFileSync(
    child,
    `import { writeFileSync } from 'node:fs'
writeFileSync(${JSON.stringify(join(group, 'cgroup.procs'))}, String(process.pid))
await import(${JSON.stringify(own)})\n`,
  )
  house = await openHouse({ environment: { DUCKDB_CHILD: child } })
})
afterAll(async () => {
  await house.close()
  rmSync(folder, { recursive: true, force: true })
  if (isPossible) rmdirSync(group)
})

/** Long lists of texts that differ: DuckDB holds whole row groups of them. */
function largeFile(): Buffer {
  const word = (n: number): string => ((n * 2_654_435_761) >>> 0).toString(36).repeat(400)
  const lines = Array.from({ length: 30_000 }, (_, i) => `${i},${word(i)},${word(i + 7)}`)
  return Buffer.from(`id,a,b\n${lines.join('\n')}\n`)
}

where(
  'a file that wants more memory than there is ends aside with its need, and takes nobody with it',
  async () => {
    const { store } = house.laptop
    await store.put('raw', 's/large/a.csv', largeFile())
    for (let i = 0; i < 8; i++) await store.put('raw', `s/small/${i}.csv`, `id,v\n${i},x\n`)
    await house.settle()

    expect(await house.deadLetters()).toEqual([])
    expect(await receiptOf(house.laptop, 's/large/a.csv')).toMatchObject({
      state: 'quarantined',
      reason: { code: 'machine.memory', detail: expect.stringContaining('1872 MiB') },
    })
    expect(await lakeRows(house.laptop, 's_small')).toHaveLength(8)
  },
)
