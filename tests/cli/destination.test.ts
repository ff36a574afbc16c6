/** Destinations by the command line: said by a file, listed, paused, begun anew, taken back; what is wrong is told at its place. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Laptop, startLaptop } from '../../local/laptop.ts'
import { template } from '../flow/template.ts'
import { start } from './stand.ts'

const home = mkdtempSync(join(tmpdir(), 'hypatia-destination-'))
const folder = join(home, 'definitions')
const file = join(folder, 'destinations', 'erp.yml')
let laptop: Laptop
beforeAll(async () => {
  mkdirSync(join(folder, 'destinations'), { recursive: true })
  laptop = await startLaptop({ home, port: 0 })
  laptop.announce(laptop.apply(template))
})
afterAll(async () => {
  await laptop.close()
  rmSync(home, { recursive: true, force: true })
})

const text = `kind: http
dataset: shop_orders
parameters:
  url: https://erp.example.com/hooks
`
const hypatia = (...args: string[]) => start(home, args).said

test('a file says one, and what a file says is changed in the file', async () => {
  writeFileSync(file, `${text}changes: upsert\n`)
  const wrong = await hypatia('define', folder)
  expect(wrong.code).toBe(2)
  expect(wrong.err).toContain(`${file}:1:1: key: \`changes: upsert\` wants a \`key\``)
  writeFileSync(file, text)
  expect((await hypatia('define', folder)).out).toBe('1 definitions: 1 changed, 0 taken back.\n')
  const listed = (await hypatia('destination', 'list')).out
  expect(listed).toMatch(/^ *erp +shop_orders → http \(append\), not run yet\n$/)
  expect((await hypatia('destination', 'pause', 'erp')).out).toBe('erp is paused.\n')
  expect((await hypatia('define', folder)).out).toBe('1 definitions: 0 changed, 0 taken back.\n')
  expect((await hypatia('destination', 'remove', 'erp')).err).toContain('change it there')
  rmSync(file)
  expect((await hypatia('define', folder)).out).toBe('0 definitions: 0 changed, 1 taken back.\n')
  expect((await hypatia('destination', 'list')).out).toContain('Nothing is sent')
})

test('one is said without the folder, begins anew and is taken back', async () => {
  const own = join(home, 'crm.yml')
  writeFileSync(own, text)
  expect((await hypatia('destination', 'add', own)).out).toBe('crm is sent shop_orders.\n')
  await laptop.store.put('work', 'destinationplaces/crm.json', '{}')
  expect((await hypatia('destination', 'restart', 'crm')).out).toBe('crm begins anew.\n')
  expect(laptop.store.list('work', 'destinationplaces/')).toEqual([])
  expect((await hypatia('destination', 'remove', 'crm')).out).toBe('crm is sent nothing more.\n')
  expect((await hypatia('destination', 'restart', 'crm')).err).toContain('nobody says what crm')
})
