/** A few hundred runs of the simulation; `npm run simulate` makes as many as one likes. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'

test('what the functions make of any order, repetition, loss and death is what senders did', async () => {
  const program = join(import.meta.dirname, 'run.ts')
  const run = promisify(execFile)(process.execPath, [program, '--runs=200', '--known'])
  const { stdout } = await run.catch((failed: { stdout: string }) => failed)
  expect(stdout.split('\n').filter((line) => line.startsWith('ok ')).length).toBeGreaterThan(3)
  expect(stdout).not.toMatch(/WRONG/)
})
