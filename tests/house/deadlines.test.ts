/** Nothing of CI hangs it: what is not done in time is ended, with all that it started, and counted by its name. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { hear, type Judge, type Tally } from '../judges/hear.ts'

const folder = mkdtempSync(join(tmpdir(), 'hypatia-deadlines-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const judge = (script: string): Judge => ({
  name: 'stub',
  lacks: undefined,
  minutesMax: 0.1, // a busy machine takes a while to begin
  command: ['bash', '-c', script],
})

async function heard(script: string): Promise<Tally & { last: string }> {
  const tally: Tally = { passed: 0, failed: 0, skipped: [] }
  const said: string[] = []
  await hear(judge(script), tally, { say: (text) => void said.push(text), graceMs: 200 })
  return { ...tally, last: said.join('').trim().split('\n').at(-1) ?? '' }
}

const pidOf = (name: string): string => readFileSync(join(folder, name), 'utf8').trim()

/** A zombie has ended, whoever has not yet asked for it. */
function lives(pid: string): boolean {
  const file = `/proc/${pid}/status`
  return existsSync(file) && !/^State:\s+Z/m.test(readFileSync(file, 'utf8'))
}

test('a judge that hangs is ended with its children, of other sessions and deaf ones too', async () => {
  const script = `
    echo 'ok stub: begins'
    setsid bash -c 'trap "" TERM; echo $$ > ${folder}/deaf; while :; do sleep 1; done' &
    bash -c 'echo $$ > ${folder}/plain; exec sleep 1000'`
  const last = 'not ok stub: not done after 0.1 min and 1 claims'
  expect(await heard(script)).toEqual({ passed: 1, failed: 1, skipped: [], last })
  expect(['deaf', 'plain'].map(pidOf).filter(lives)).toEqual([])
})

test('a judge that is done in time counts as before, though what it started holds its output', async () => {
  const counts = { passed: 1, failed: 1, skipped: [] }
  const held = await heard("echo 'ok a'; echo 'not ok b'; sleep 5 & true")
  expect(held).toEqual({ ...counts, last: 'not ok b' })
  const broken = await heard("echo 'ok a'; exit 3")
  expect(broken).toEqual({ ...counts, last: 'not ok stub ended with 3 after 1 claims' })
  const silent = await heard('true')
  expect(silent).toMatchObject({ passed: 0, failed: 1 })
})

/** The suites' own function, when of all minutes so many seconds are left. */
function suites(leftSeconds: number, command: string): string {
  const whole = readFileSync('.ci/run', 'utf8')
  const [own = ''] = /^minutes_max=[\s\S]*?^}$/m.exec(whole) ?? []
  const script = `set -uo pipefail\ntallies=${folder}\n${own}\nSECONDS=$((minutes_max * 60 - ${leftSeconds}))\nsuite 20 slow ${command}`
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' })
}

test('a suite that hangs is ended, and one for which no time is left is not begun: both leave no tally', () => {
  const tally = join(folder, 'slow.json')
  writeFileSync(tally, '{"passed":1,"failed":0,"skipped":[]}')
  expect(suites(1, 'sleep 100')).toContain('== slow: ended, not done after 1 s')
  expect(existsSync(tally)).toBe(false)
  expect(suites(0, 'sleep 100')).toContain('== slow: not begun')
  expect(suites(20, 'true')).toMatch(/slow: true\n== slow took \d s/)
  const last = execFileSync('bash', ['-c', `node .ci/tally.mjs ${folder} slow || true`])
  expect(last.toString()).toBe('slow: left no tally\n0 passed, 1 failed, 0 skipped\n')
})
