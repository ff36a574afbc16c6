/** NULs that stand behind what an inspection sees: in cells they are kept, and no row is lost for one. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { laid } from '../../../functions/normalise/download.ts'
import { rowsOf } from '../../../lake/normalise.ts'
import { type Duckdb, openDuckdb } from '../../lake/inspect/duckdb.ts'
import { inspectBytes, readingOf, sourceOf } from '../../lake/inspect/lookinto.ts'

let duckdb: Duckdb
const folder = mkdtempSync(join(tmpdir(), 'hypatia-nul-'))
beforeAll(async () => {
  duckdb = await openDuckdb()
})
afterAll(() => {
  duckdb.close()
  rmSync(folder, { recursive: true })
})

const many = 90_000
const csvLine = (i: number): string => `${i},name ${i},${i % 9}\n`
const jsonLine = (i: number): string => `{"id":${i},"name":"name ${i}"}\n`
const linesOf = (line: (i: number) => string): string[] =>
  Array.from({ length: many }, (_, i) => line(i))

async function landed(text: string) {
  const bytes = Buffer.from(text)
  const path = join(folder, 'object')
  const found = await inspectBytes(bytes)
  expect([found.render, found.rescue === undefined]).toEqual([undefined, false])
  const { inspection } = await laid(async () => Readable.from([bytes]), found, path)
  return sourceOf(duckdb, inspection, readFileSync(path))
}

test('a cell with one is as it was, a row with a run of them is aside', async () => {
  const lines = linesOf(csvLine)
  lines[85_000] = '85000,na\0me,5\n'
  lines[85_001] = `85001,${'\0'.repeat(500)},5\n`
  const source = await landed(`id,name,n\n${lines.join('')}`)
  expect([rowsOf(source), source.rejects?.rows]).toEqual([many - 1, 1])
  const { sql } = readingOf(source)
  const rows = await duckdb.query(`SELECT length(name), hex(name) FROM (${sql}) WHERE id = '85000'`)
  expect(rows.map(([length, hex]) => [Number(length), hex])).toEqual([[5, '6E61006D65']])
})

test('of JSON lines the one with a NUL is aside', async () => {
  const lines = linesOf(jsonLine)
  lines[85_000] = '{"id":85000,"name":"\0"}\n'
  const source = await landed(lines.join(''))
  expect([rowsOf(source), source.rejects?.rows]).toEqual([many - 1, 1])
})

test('many of them are in no text', async () => {
  const lines = linesOf(csvLine)
  lines[85_000] = '\0'.repeat(100_000)
  await expect(landed(`id,name,n\n${lines.join('')}`)).rejects.toThrow('text.nul')
})
