/** Processes that are stopped, not dead: nobody waits for them for ever. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, expect, test } from '@jest/globals'
import { openPool, type Pool } from '../../local/athena/engine/pool.ts'

const silenceMsMax = 4_000

const folder = mkdtempSync(join(tmpdir(), 'hypatia-children-'))
let pool: Pool
afterEach(() => pool.close())
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let results = 0

const query = (sql: string) => ({
  ...{ sql, relations: [], files: [], textScans: [] },
  output: { csvFile: join(folder, `${++results}.csv`), header: 'a\n' },
})
const long =
  'SELECT count(*)::VARCHAR FROM range(1000000000) a, range(1000000000) b WHERE a.range + b.range = 7'

/** Those of this process that run DuckDB. */
function children(): number[] {
  const found = execFileSync('ps', ['--ppid', String(process.pid), '-o', 'pid=,args='])
  const lines = found
    .toString()
    .split('\n')
    .filter((line) => line.includes('engine/child.ts'))
  return lines.map((line) => Number(line.trim().split(' ')[0]))
}

test('a stopped process of Athena fails its query with the reason, and another takes its place', async () => {
  pool = openPool(silenceMsMax)
  const { signal } = new AbortController()
  const failed = pool.run(query(long), signal).catch((error) => error)
  await sleep(1_500)
  for (const pid of children()) process.kill(pid, 'SIGSTOP')
  expect(await failed).toMatchObject({ message: expect.stringContaining('was stopped, or stuck') })
  expect(await pool.run(query("SELECT 'x'"), signal)).toBe(1)
})

test('a query that takes longer than the silence allowed lives on, for its process says so', async () => {
  pool = openPool(silenceMsMax)
  const controller = new AbortController()
  const running = pool.run(query(long), controller.signal).catch((error) => error)
  const first = await Promise.race([running, sleep(silenceMsMax + 2_000, 'it runs')])
  expect(first).toBe('it runs')
  controller.abort(new Error('enough'))
  expect(await running).toMatchObject({ message: 'enough' })
})

test('a process that the system kills is told as a want of memory', async () => {
  pool = openPool(silenceMsMax)
  const { signal } = new AbortController()
  const failed = pool.run(query(long), signal).catch((error) => error)
  await sleep(1_500)
  for (const pid of children()) process.kill(pid, 'SIGKILL')
  expect(await failed).toMatchObject({ code: 'EXCEEDED_LOCAL_MEMORY_LIMIT' })
})
