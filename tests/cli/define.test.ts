/** Definitions: what the files say is said, what they say no more is taken back, and what the API said is left. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { tableName } from '../../lake/tablename.ts'
import { type Laptop, startLaptop } from '../../local/laptop.ts'
import { template } from '../flow/template.ts'
import { start } from './stand.ts'

const home = mkdtempSync(join(tmpdir(), 'hypatia-define-'))
const folder = join(home, 'definitions')
const file = (name: string): string => join(folder, 'datasets', name)
let laptop: Laptop
beforeAll(async () => {
  mkdirSync(join(folder, 'datasets'), { recursive: true })
  laptop = await startLaptop({ home, port: 0 })
  laptop.announce(laptop.apply(template))
})
afterAll(async () => {
  await laptop.close()
  rmSync(home, { recursive: true, force: true })
})

const define = (from = folder) => start(home, ['define', from]).said
const records = async () => {
  const keys = laptop.store.list('work', 'retention/').map(({ key }) => key)
  const texts = keys.map(async (key) => [
    key,
    JSON.parse(String(await laptop.store.get('work', key))),
  ])
  return Object.fromEntries(await Promise.all(texts))
}

test('files are said, said once, and taken back', async () => {
  const ofApi = { keep: '7d' }
  await laptop.store.put('work', 'retention/by_api.json', JSON.stringify(ofApi))
  writeFileSync(file('s_a.yml'), 'retention:\n  keep: 90d\n  column: sold_at\n')
  writeFileSync(file('s_b.yml'), 'retention: { keep: 30d }\n')
  writeFileSync(file('s_c.yml'), '# nothing yet\n')
  expect(await define()).toMatchObject({
    code: 0,
    out: '3 definitions: 2 changed, 0 taken back.\n',
  })
  const a = { keep: '90d', column: 'sold_at', definition: file('s_a.yml') }
  expect(await records()).toEqual({
    'retention/by_api.json': ofApi,
    'retention/s_a.json': a,
    'retention/s_b.json': { keep: '30d', definition: file('s_b.yml') },
  })
  expect((await define()).out).toBe('3 definitions: 0 changed, 0 taken back.\n')
  rmSync(file('s_b.yml'))
  expect((await define()).out).toBe('2 definitions: 0 changed, 1 taken back.\n')
  expect(await records()).toEqual({ 'retention/by_api.json': ofApi, 'retention/s_a.json': a })
})

test('how files are read is said before the first of them lands, changed, and taken back', async () => {
  const own = join(home, 'readings')
  mkdirSync(join(own, 'datasets'), { recursive: true })
  const ofTable = (table: string): string => join(own, 'datasets', `${table}.yml`)
  const stored = async (table: string) =>
    JSON.parse(String(await laptop.store.get('work', `interpretations/${table}.json`)))
  writeFileSync(ofTable('s_d'), "files: { delimiter: ';', nulls: [NA], types: { zip: string } }\n")
  writeFileSync(ofTable('a_b__c'), 'files: { header: false }\n')
  const hashed = tableName('Shop-EU', 'c')
  writeFileSync(ofTable(hashed), 'folder: Shop-EU/c\nfiles: { skip: 2 }\n')
  expect((await define(own)).out).toMatch(/^3 definitions: 3 changed, /)
  const pins = { delimiter: ';', nulls: ['NA'], types: { zip: 'string' } }
  const said = { version: 1, defined: { pins, file: ofTable('s_d') }, said: { version: 1 } }
  expect(await stored('s_d')).toMatchObject({ source: 's', dataset: 'd', ...said })
  expect(await stored('a_b__c')).toMatchObject({ source: 'a_b', dataset: 'c' })
  expect(await stored(hashed)).toMatchObject({ source: 'Shop-EU', dataset: 'c' })
  expect((await define(own)).out).toBe('3 definitions: 0 changed, 0 taken back.\n')
  rmSync(ofTable('a_b__c'))
  writeFileSync(ofTable('s_d'), 'files: { quote: "|" }\n')
  expect((await define(own)).out).toBe('2 definitions: 1 changed, 1 taken back.\n')
  expect(await stored('s_d')).toMatchObject({ version: 2, defined: { pins: { quote: '|' } } })
  const { defined: gone, version } = await stored('a_b__c')
  expect([gone, version]).toEqual([undefined, 2])
  for (const [table, text, words] of [
    [hashed, 'files: { skip: 1 }\n', /say "folder: <source>\/<dataset>" in it/],
    [hashed, 'folder: s/d\nfiles: { skip: 1 }\n', /the table of s\/d is called s_d/],
    ['s__assets', 'files: { asset: true }\n', /no file is read for it/],
    ['s_d', "files: { delimiter: ';', quote: ';' }\n", /s_d\.yml:1:\d+: files\.quote: It is the/],
    ['s_d', 'files: { delimeter: x }\n', /there is no "delimeter"/],
  ] as const) {
    writeFileSync(ofTable(table), text)
    expect(await define(own)).toMatchObject({ code: 2, err: expect.stringMatching(words) })
    writeFileSync(ofTable(table), '# nothing\n')
  }
})

test('one that is none is refused by its name and place, and nothing is said or taken back', async () => {
  const before = await records()
  rmSync(file('s_a.yml'))
  for (const [text, words] of [
    ['retention: { keep: 90 days }\n', /s_z\.yml is no definition.*\n.*:1:20: retention\.keep: /],
    ['retention:\n  keep: 90d\n  colum: x\n', /\n.*s_z\.yml:3:3: retention: there is no "colum"/],
    ['retention: [\n', /s_z\.yml is no YAML/],
  ] as const) {
    writeFileSync(file('s_z.yml'), text)
    const said = await define()
    expect(said.code).not.toBe(0)
    expect(said.err).toMatch(words)
    expect(said.err).not.toMatch(/\n\s+at /)
  }
  expect(await records()).toEqual(before)
  expect((await define(join(home, 'nowhere'))).err).toMatch(/there is no folder/)
})

test('sources are said too; what was paused by hand stays so', async () => {
  const sources = join(home, 'feeds', 'sources')
  mkdirSync(sources, { recursive: true })
  const shop = join(sources, 'shop.yml')
  const text = 'kind: rest\ndataset: orders\nparameters: { url: https://a.example/x }\n'
  writeFileSync(shop, text)
  const stored = async () => JSON.parse(String(await laptop.store.get('work', 'sources/shop.json')))
  const from = join(home, 'feeds')
  expect((await define(from)).out).toMatch(/^1 definitions: 1 changed, /)
  expect(await stored()).toMatchObject({ file: shop, definition: { kind: 'rest', paused: false } })
  await laptop.store.put(
    'work',
    'sources/shop.json',
    JSON.stringify({ ...(await stored()), paused: true }),
  )
  expect((await define(from)).out).toBe('1 definitions: 0 changed, 0 taken back.\n')
  writeFileSync(shop, `${text}every: 1 hour\n`)
  expect((await define(from)).out).toBe('1 definitions: 1 changed, 0 taken back.\n')
  expect(await stored()).toMatchObject({ paused: true, definition: { every: '1 hour' } })
  writeFileSync(shop, `${text}every: often\nparameter: 1\n`)
  const { err } = await define(from)
  expect(err).toMatch(/shop\.yml:4:8: every: a span such as/)
  expect(err).toMatch(/shop\.yml:5:1: the file: there is no "parameter"/)
  const source = async (...args: string[]) => await start(home, ['source', ...args]).said
  expect((await source('remove', 'shop')).err).toMatch(/shop\.yml says shop: change it there/)
  expect((await source('resume', 'shop')).out).toBe('shop goes on.\n')
  expect(await stored()).toMatchObject({ paused: false })
  expect((await source('list')).out).toBe('  shop   rest → shop/orders, not run yet\n')
  rmSync(shop)
  expect((await define(from)).out).toBe('0 definitions: 0 changed, 1 taken back.\n')
})

test('one is added by a file that is then nobody’s, and removed', async () => {
  const crm = join(home, 'crm.yml')
  writeFileSync(crm, 'kind: rest\ndataset: people\nparameters: { url: https://a.example/x }\n')
  const source = async (...args: string[]) => await start(home, ['source', ...args]).said
  expect((await source('add', crm)).out).toBe('crm is fetched into crm/people.\n')
  expect((await define(join(home, 'feeds'))).out).toBe('0 definitions: 0 changed, 0 taken back.\n')
  expect((await source('remove', 'crm')).out).toBe('crm is fetched no more.\n')
  expect((await source('pause', 'crm')).err).toMatch(/nobody says how crm is fetched/)
})

test('those of this repository are definitions', async () => {
  cpSync('definitions', join(home, 'ours'), { recursive: true })
  expect(await define(join(home, 'ours'))).toMatchObject({ code: 0 })
})
