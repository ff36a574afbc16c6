/** A few dozen runs of the simulation; `npm run simulate` makes as many as one likes. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import { known } from './known.ts'
import { mutants } from './mutants.ts'

test('each mutant, and each mend that is taken back, finds its text once', () => {
  const house = join(import.meta.dirname, '../..')
  const patches = [...mutants, ...known.map(({ without = [] }) => ({ patches: without }))]
  for (const { file, from } of patches.flatMap((one) => one.patches)) {
    const times = readFileSync(join(house, file), 'utf8').split(from).length - 1
    expect({ file, from, times }).toEqual({ file, from, times: 1 })
  }
})

test('what the functions make of any order, repetition, loss and death is what senders did', async () => {
  const program = join(import.meta.dirname, 'run.ts')
  const run = promisify(execFile)(process.execPath, [program, '--runs=40'])
  const { stdout } = await run.catch((failed: { stdout: string }) => failed)
  expect(stdout.split('\n').filter((line) => line.startsWith('ok ')).length).toBeGreaterThan(0)
  expect(stdout).not.toMatch(/WRONG/)
})
