/** The command line as a person meets it: help, versions and slips of the finger, never a stack trace. */
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Laptop, startLaptop } from '../../local/laptop.ts'
import { template } from '../flow/template.ts'
import { type Said, start } from './stand.ts'

const home = mkdtempSync(join(tmpdir(), 'hypatia-cli-'))
let laptop: Laptop
beforeAll(async () => {
  laptop = await startLaptop({ home, port: 0 })
  laptop.announce(laptop.apply(template))
})
afterAll(async () => {
  await laptop.close()
  rmSync(home, { recursive: true, force: true })
})

const hypatia = (...args: string[]): Promise<Said> => start(home, args).said

test('help is there for all and for each, and the version', async () => {
  const [all, land, model, version] = await Promise.all([
    hypatia('--help'),
    hypatia('land', '--help'),
    hypatia('help', 'model', 'alias'),
    hypatia('--version'),
  ])
  const names = [...all.out.matchAll(/^ {2}(\w+(?: \w+)?) /gm)].map(([, name]) => name)
  expect(names).toEqual(expect.arrayContaining(['sql', 'land', 'model register', 'model alias']))
  expect(land).toMatchObject({ code: 0, err: '' })
  expect(land.out).toContain('Usage: hypatia land <file> [options]')
  expect(land.out).toContain('--wait <seconds>')
  expect(model.out).toContain('Usage: hypatia model alias <model> <alias> <version> [options]')
  const { version: ours } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(version).toEqual({ code: 0, out: `${ours}\n`, err: '' })
})

test('what is wrong is said in words that name the remedy', async () => {
  const file = join(home, 'a.csv')
  writeFileSync(file, 'id\n1\n')
  const slips: [args: string[], code: number, words: string][] = [
    [['lnad'], 2, 'no command "lnad": there are sql, land'],
    [
      ['model', 'regster'],
      2,
      'no command "model regster": model takes model register, model alias',
    ],
    [['sql', 'SELECT 1', '--fromat', 'csv'], 2, "Unknown option '--fromat'"],
    [['sql'], 2, 'Usage: hypatia sql "SELECT …"'],
    [['sql', 'SELECT 1', '--rows'], 2, "'--rows <value>' argument missing"],
    [['sql', 'SELEC 1'], 1, "mismatched input 'SELEC'"],
    [['sql', 'SELECT * FROM lake.nowhere'], 1, 'TABLE_NOT_FOUND'],
    [['land', file], 2, 'land wants --source and --dataset'],
    [['land', file, '--source', 'a', '--dataset', 'd', '--pin', 'delimeter=;'], 2, 'delimeter'],
    [['land', file, '--source', 'a=b', '--dataset', 'd'], 2, 'does not begin with'],
    [['model', 'alias', 'm', 'live', 'x'], 2, '"x" is no version'],
  ]
  const all = await Promise.all(slips.map(([args]) => hypatia(...args)))
  for (const [i, [args, code, words]] of slips.entries()) {
    const said = all[i]!
    expect([args, said.code, said.err]).toEqual([args, code, expect.stringContaining(words)])
    expect([args, said.err]).toEqual([args, expect.not.stringMatching(/^ {4}at /m)])
  }
})

test('a laptop that hangs up is no stack trace', async () => {
  const file = join(home, 'laptop.json')
  const before = readFileSync(file, 'utf8')
  writeFileSync(file, JSON.stringify({ ...JSON.parse(before), aws: 'http://127.0.0.1:9' }))
  const said = await hypatia('sql', 'SELECT 1')
  writeFileSync(file, before)
  expect(said).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^hypatia: .*ECONNREFUSED.*\n$/),
  })
})

test('reconcile and rebuild say what they found and did, and by their end whether something is left', async () => {
  await laptop.store.put('raw', 's/d/a.csv', Buffer.from('id\n1\n'))
  laptop.queues.purge('arrivals')
  const dry = await hypatia('reconcile', '--grace', '0', '--dry-run')
  expect(dry).toMatchObject({
    code: 1,
    out: expect.stringMatching(/no receipt +s\/d\/a\.csv\n1 keys, 0 receipts: 1 without a receipt/),
  })
  const done = await hypatia('reconcile', '--grace', '0')
  expect(done).toMatchObject({
    code: 0,
    out: expect.stringContaining('1 without a receipt, 0 changed, 0 gone, 0 stuck looked at'),
  })
  const [look] = await laptop.queues.receive('arrivals', { max: 10 })
  expect(JSON.parse(look!.body)).toEqual({ kind: 'look', key: 's/d/a.csv' })

  for (const database of ['raw', 'lake']) laptop.catalog.deleteDatabase(database)
  const rebuilt = await hypatia('rebuild')
  expect(rebuilt).toMatchObject({
    code: 0,
    out: expect.stringContaining('made or mended 2 databases'),
  })
  expect(laptop.catalog.getDatabases().map(({ Name }) => Name)).toEqual(
    expect.arrayContaining(['raw', 'lake']),
  )
})

const runKey = 'reconcile/last.json'
const lastRun = async (): Promise<object> => JSON.parse(`${await laptop.store.get('work', runKey)}`)
const putRun = (run: object) => laptop.store.put('work', runKey, JSON.stringify(run))

/** What a reconciliation says where another one writes `other` just before its own `nth` word of how far it is. */
async function overtaken(nth: number, other: object): Promise<Said> {
  const { hostname, port } = new URL(laptop.endpoint)
  let words = 0
  const gate = createServer(async (incoming, outgoing) => {
    const { method = '', url: path = '', headers } = incoming
    if (method === 'PUT' && path.includes(runKey) && ++words === nth) await putRun(other)
    const onward = request({ hostname, port, method, path, headers }, (answer) => {
      answer.pipe(outgoing.writeHead(answer.statusCode ?? 500, answer.headers))
    })
    incoming.pipe(onward)
  })
  await once(gate.listen(0, '127.0.0.1'), 'listening')
  const file = join(home, 'laptop.json')
  const before = readFileSync(file, 'utf8')
  const aws = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`
  writeFileSync(file, JSON.stringify({ ...JSON.parse(before), aws }))
  try {
    return await hypatia('reconcile', '--grace', '0')
  } finally {
    writeFileSync(file, before)
    gate.closeAllConnections()
    gate.close()
  }
}

test('a reconciliation that another has overtaken says so, and what to do; that one is left as it is', async () => {
  const { endedMs: _, ...done } = (await lastRun()) as { endedMs?: number }
  const others = [
    [1, { ...done, startedMs: Date.now() - 1 }],
    [2, { ...done, startedMs: Date.now() - 2, endedMs: Date.now() }],
  ] as const
  for (const [nth, other] of others) {
    await putRun({ ...done, endedMs: 1 }) // nothing is open: it begins one
    expect(await overtaken(nth, other)).toEqual({
      code: 2,
      out: expect.not.stringContaining('receipts:'),
      err: 'hypatia: another reconciliation is at work, and goes on: ask again once activity says that it is done.\n',
    })
    expect(await lastRun()).toEqual(other)
  }
})

test('one that is under way is gone on with, and its counts are part of what is said', async () => {
  const { endedMs: _, ...done } = (await lastRun()) as { endedMs?: number; progress: object }
  const counts = { keys: 1_000, receipts: 999, young: 0, unknown: 0, changed: 0, gone: 7, stuck: 0 }
  const progress = { ...done.progress, counts, from: 'f'.repeat(64) }
  await putRun({ ...done, startedMs: Date.now() - 60_000, progress })
  const said = await hypatia('reconcile', '--grace', '0')
  expect(said).toMatchObject({ code: 0, err: '' })
  expect(said.out).toMatch(/^100\d keys, 999 receipts: \d without a receipt, 0 changed, 7 gone/m)
})
