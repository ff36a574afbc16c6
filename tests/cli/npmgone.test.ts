/** Whoever ends npm ends what it runs; a program without npm above it goes on when its parent has gone. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'

const folder = mkdtempSync(join(tmpdir(), 'hypatia-npm-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const program = join(folder, 'program.mjs')
writeFileSync(
  program,
  `import { whenNpmIsGone } from ${JSON.stringify(join(process.cwd(), 'cli/npmgone.ts'))}
const end = (why) => { console.log(why); process.exit() }
whenNpmIsGone(() => end('stopped'))
setTimeout(() => end('went on'), Number(process.env.MS))
console.log('up')
`,
)

/** What the program says whose parent is ended by SIGTERM, and which would go on for `ms`. */
async function left(env: NodeJS.ProcessEnv, ms: number): Promise<string> {
  const start = `require('node:child_process').spawn(process.execPath, [${JSON.stringify(program)}], { stdio: 'inherit' })`
  const parent = spawn(process.execPath, ['-e', start], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, MS: `${ms}`, ...env },
  })
  let said = ''
  parent.stdout.on('data', (text) => (said += text))
  await once(parent.stdout, 'data')
  parent.kill('SIGTERM')
  await once(parent.stdout, 'end')
  return said
}

test('npm’s child stops when npm has gone', async () => {
  expect(await left({ npm_lifecycle_event: 'start' }, 20_000)).toBe('up\nstopped\n')
})

test('another goes on', async () => {
  expect(await left({}, 2_500)).toBe('up\nwent on\n')
})
