/** The rows of a Parquet file that go, as DuckDB finds them. */
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from '@jest/globals'
import { hitSql } from '../../../lake/maintain/hitsql.ts'
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
