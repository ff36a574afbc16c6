/** The rows of a Parquet file that go, as DuckDB finds them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from '@jest/globals'
import { hitSql, saidSql } from '../../../lake/maintain/hitsql.ts'
import type { Column } from '../../../lake/schema/type.ts'

const columns: Column[] = [
  { name: 'e_mail', original: 'E-Mail', type: 'string' },
  { name: 'who', type: { struct: [{ name: 'mail_x', original: 'mail x', type: 'string' }] } },
  { name: 'all', type: { list: { struct: [{ name: 'mail', type: 'string' }] } } },
  { name: 'tags', type: { map: ['string', { list: 'string' }] } },
]
const row = (mail: string, who: string, all: string, tags: string) =>
  `SELECT ${mail} AS "E-Mail", ${who} AS who, ${all} AS "all", ${tags} AS tags`
const none = [
  `'other'`,
  `{'mail x': 'other'}`,
  `[{'mail': NULL}, {'mail': 'other'}]`,
  `MAP {'k': ['other']}`,
] as const

async function hits(...asked: string[]): Promise<number[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const rows = [
    row(`'gone'`, none[1], none[2], none[3]),
    row(none[0], `{'mail x': 'gone'}`, none[2], none[3]),
    row(none[0], none[1], `[{'mail': 'other'}, {'mail': 'gone'}]`, none[3]),
    row(none[0], none[1], none[2], `MAP {'k': ['other', 'gone']}`),
    'SELECT NULL, NULL, NULL, NULL',
  ]
  const where = hitSql(columns, { columns: asked, values: new Set(['gone', "it's"]) })
  const sql = `SELECT ${where} AS hit FROM (${rows.join(' UNION ALL ')})`
  const found = await (await connection.runAndReadAll(sql)).getRowObjects()
  return found.flatMap(({ hit }, i) => (hit === true ? [i] : []))
}

test('by a column, a member, an element of a list and of a map', async () => {
  expect(await hits('e_mail')).toEqual([0])
  expect(await hits('e-mail')).toEqual([0])
  expect(await hits('who.mail x')).toEqual([1])
  expect(await hits('all.mail')).toEqual([2])
  expect(await hits('tags')).toEqual([3])
  expect(await hits('E-Mail', 'all.mail')).toEqual([0, 2])
})

test('what the file does not have hits nothing, and is no error', async () => {
  expect(await hits('who.phone', 'e_mail.inner', 'phone', 'all')).toEqual([])
})

test.each([
  ['a text', `'a "b" ''c'' \\ é'`, `a "b" 'c' \\ é`],
  ['bytes', `encode('Müller')`, 'Müller'],
  ['bytes in a list', `[encode('it''s é')]`, "it's é"],
  ['a decimal', 'CAST(1.50 AS DECIMAL(9, 2))', '1.50'],
  ['a time', `TIMESTAMP '2020-01-01 10:00:00'`, '2020-01-01 10:00:00'],
  ['a member', `{'x': MAP {'k': 'gone'}}`, 'gone'],
])('in whichever column: %s', async (_, said, value) => {
  const folder = mkdtempSync(join(tmpdir(), 'hypatia-said-'))
  try {
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    const path = join(folder, 'rows.parquet')
    await connection.run(`COPY (SELECT 1 AS id, ${said} AS own) TO '${path}' (FORMAT parquet)`)
    const rowsOf = async (asked: string) =>
      (await connection.runAndReadAll(saidSql(path, [asked]))).getRows()[0]?.[0]
    expect([await rowsOf(value), await rowsOf('another')]).toEqual([1n, 0n])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
