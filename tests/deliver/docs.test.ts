/** docs/destinations.md, followed to the letter: its definition and its commands, with a webhook of the test's own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openSender, type Sender } from './sender.ts'

const document = readFileSync('docs/destinations.md', 'utf8')
const program = resolve('cli/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'hypatia-followed-'))
const heard: { signature: unknown; changes: { key: object; row: object }[] }[] = []
const server = createServer(async (asked, answer) => {
  if (asked.method === 'POST') {
    const { changes } = JSON.parse(await text(asked))
    heard.push({ signature: asked.headers['x-hypatia-signature'], changes })
  }
  answer.end()
})
let sender: Sender
let running: ChildProcess | undefined
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  sender = await openSender()
}, 240_000)
afterAll(async () => {
  running?.kill('SIGINT')
  await sender?.close()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** As a line of the document says it, in the folder that a reader would be in. */
function typed(line: string): ChildProcess {
  const [command = ''] = line.split(' #')
  const words = command.trim().split(/\s+/)
  const variables = words.filter((word) => /^[A-Z_]+=/.test(word)).map((word) => word.split('='))
  const [npx, hypatia, ...args] = words.slice(variables.length)
  expect([npx, hypatia]).toEqual(['npx', 'hypatia'])
  const env = { ...process.env, ...Object.fromEntries(variables) }
  return spawn(process.execPath, [program, ...args], { cwd: folder, env })
}

async function said(line: string): Promise<string> {
  const child = typed(line)
  const [out, err, [code]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'exit'),
  ])
  expect([line, code, err]).toEqual([line, 0, ''])
  return out
}

test('what it says to write and to type sends the orders', async () => {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(document) ?? []
  const [, commands = ''] = /```sh\n([\s\S]*?)```/.exec(document) ?? []
  const [, file = ''] = /^# (\S+)/.exec(yaml) ?? []
  mkdirSync(join(folder, file, '..'), { recursive: true })
  const { port } = server.address() as AddressInfo
  writeFileSync(
    join(folder, file),
    yaml.replace('https://erp.example.com', `http://127.0.0.1:${port}`),
  )
  const [tries = '', define = '', deliver = '', list = ''] = commands.trim().split('\n')
  process.env.SECRET_ERP_SIGNING = 'signing'
  expect(await said(tries)).toContain(
    `127.0.0.1:${port} answers (200 to OPTIONS).\nNothing was sent.`,
  )
  expect(heard).toEqual([])
  expect(await said(define)).toBe('1 definitions: 1 changed, 0 taken back.\n')
  await sender.land('orders', 'a.csv', 'id,item\n1,cup\n')
  running = typed(deliver)
  const shown = await sender.isSent('erp')
  expect(shown.file).toBe(file)
  expect(heard).toEqual([
    {
      signature: expect.stringMatching(/^t=\d+,v1=[0-9a-f]{64}$/),
      changes: [
        expect.objectContaining({ op: 'upsert', key: { id: 1 }, row: { id: 1, item: 'cup' } }),
      ],
    },
  ])
  await sender.runs('erp')
  expect(await said(list)).toMatch(/erp +shop_orders → http \(upsert\), running since 20/)
})

test('a destination that takes nothing is told before anything is sent', async () => {
  const file = join(folder, 'away.yml')
  writeFileSync(
    file,
    'kind: http\ndataset: shop_orders\nparameters: { url: "http://127.0.0.1:1/" }\n',
  )
  const child = typed('npx hypatia destination test away.yml')
  const [err, [code]] = await Promise.all([text(child.stderr!), once(child, 'exit')])
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/^hypatia: away takes nothing: fetch failed/),
  ])
})
