/** How DuckDB died decides whose fault it was: the system's, for want of memory; the file's; the clock's. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeEach, expect, test } from '@jest/globals'
import { DuckdbDied, type Engine, memoryOf, openEngine } from '../../../layers/duckdb/engine.ts'
import { shreddedWithoutValue } from '../../flow/poisonvariant.ts'

const MiB = 1024 ** 2
const folder = mkdtempSync(join(tmpdir(), 'hypatia-deaths-'))
let engine: Engine
beforeEach(() => {
  engine?.close()
  engine = opened()
})
afterAll(() => {
  engine.close()
  rmSync(folder, { recursive: true, force: true })
})

const opened = (timeoutMs = 60_000, memoryBytes = 512 * MiB): Engine =>
  openEngine({
    child: 'layers/duckdb/nodejs/child.mjs',
    folder,
    memoryBytes,
    threads: 2,
    timeoutMs,
  })

const endless =
  'SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range + b.range = 7'

/** Those of this process, by their folder. */
function children(): number[] {
  const found = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
  const ours = found
    .split('\n')
    .filter((line) => line.includes('child.mjs') && line.includes(folder))
  return ours.map((line) => Number(line.trim().split(' ')[0]))
}

async function signalled(signal: NodeJS.Signals, of = engine): Promise<unknown> {
  await of.run('SELECT 1')
  const running = of.run(endless).catch((error) => error)
  await sleep(100)
  for (const pid of children()) process.kill(pid, signal)
  return running
}

test.each([
  ['SIGKILL', 'memory'],
  ['SIGSEGV', 'crash'],
  ['SIGABRT', 'crash'],
] as const)('%s is a death by %s', async (signal, death) => {
  const error = await signalled(signal)
  expect(error).toBeInstanceOf(DuckdbDied)
  expect(error).toMatchObject({ death })
  expect(await engine.run('SELECT 3 AS a')).toEqual([{ a: 3 }])
})

test('a child that is stopped is replaced when its time is over', async () => {
  engine = opened(2_000)
  expect(await signalled('SIGSTOP')).toMatchObject({ death: 'time' })
  expect(await engine.run('SELECT 3 AS a')).toEqual([{ a: 3 }])
  expect(children()).toHaveLength(1)
})

test('what DuckDB itself has no memory for is a death by memory, though it lives on', async () => {
  engine = opened(60_000, 32 * MiB)
  const wide = 'SELECT list(range) AS l FROM range(20000000)'
  await expect(engine.run(wide)).rejects.toMatchObject({ death: 'memory' })
})

test('a database that a file made invalid is ended at once, and the next one answers', async () => {
  const path = join(folder, 'fatal.parquet')
  writeFileSync(path, shreddedWithoutValue())
  const read = `SELECT CAST(v AS VARCHAR) FROM read_parquet('${path}')`
  const [first, second] = await Promise.allSettled([engine.run(read), engine.run('SELECT 2 AS a')])
  expect(first).toMatchObject({ reason: { death: 'crash' } })
  expect(second).toMatchObject({ reason: { death: 'crash' } })
  expect(await engine.run('SELECT 3 AS a')).toEqual([{ a: 3 }])
  expect(children()).toHaveLength(1)
})

test('whoever is alone waits for those before, and those after wait: nobody dies of another', async () => {
  const order: string[] = []
  const note = (name: string) => (result: unknown) => {
    order.push(name)
    return result
  }
  const before = engine.run('SELECT count(*) FROM range(30000000)').then(note('before'))
  const alone = engine
    .alone(async (careful) => {
      const [row] = await careful.run("SELECT current_setting('threads') AS threads")
      expect(row).toEqual({ threads: '1' })
      const dying = careful.run(endless).catch((error) => error)
      await sleep(100)
      expect(children()).toHaveLength(1)
      for (const pid of children()) process.kill(pid, 'SIGKILL')
      throw await dying
    })
    .catch(note('alone'))
  const after = engine.run('SELECT 1').then(note('after'))
  await Promise.all([before, alone, after])
  expect(order).toEqual(['before', 'alone', 'after'])
})

test('DuckDB is given what Node leaves of the function', () => {
  expect(memoryOf(2_048 * MiB) / MiB).toBe(1_152)
  expect(memoryOf(3_008 * MiB) / MiB).toBe(1_872)
  expect(memoryOf()).toBe(memoryOf(3_008 * MiB))
})

test('the folder of a dead process is removed, that of one that lives is not', () => {
  const program = `
    import { ownFolder } from ${JSON.stringify(join(process.cwd(), 'aws/temporary.ts'))}
    process.stdout.write(ownFolder('deaths'))`
  const node = [
    '--input-type=module-typescript',
    '--disable-warning=ExperimentalWarning',
    '-e',
    program,
  ]
  const env = { ...process.env, TMPDIR: folder }
  const first = execFileSync(process.execPath, node, { env, encoding: 'utf8' })
  const living = spawn('sleep', ['60'])
  const kept = first.replace(/deaths-\d+-/, `deaths-${living.pid}-`)
  execFileSync('cp', ['-r', first, kept])
  const second = execFileSync(process.execPath, node, { env, encoding: 'utf8' })
  living.kill()
  const left = execFileSync('ls', [folder], { encoding: 'utf8' }).trim().split('\n')
  expect(
    left
      .filter((name) => name.startsWith('hypatia-deaths-'))
      .map((name) => join(folder, name))
      .sort(),
  ).toEqual([kept, second].sort())
})
