/** Every figure that the API says of columns, against SQL over the table's own files: all fixtures, and a table that changes. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { orderedText } from '../../../lake/figures.ts'
import type { Field } from '../../../lake/iceberg/schema.ts'
import { orderedOf } from '../../../lake/sketch/column.ts'
import {
  canonicalSql,
  isNest,
  kindOf,
  type Leaf,
  leavesOf,
  textSql,
} from '../../../lake/sketch/leaves.ts'
import { sketchKey } from '../../../lake/sketch/tree.ts'
import { lakeRows, planOf } from '../../flow/rows.ts'
import { type Api, openApi } from './house.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
}, 60_000)
afterAll(() => api?.close())

interface Said {
  path: string
  nulls: number
  min?: string
  max?: string
  distinct?: number
  distinctError?: number
  quantiles?: string[]
  histogram?: { rows: number[] }
  topRows?: { value: string; rows: number; atMost: number }[]
  othersAtMost?: number
}

async function columnsOf(table: string) {
  const { status, body } = await api.ask('GET', `/v1/datasets/${table}/columns`, {
    headers: { 'Cache-Control': 'no-cache' }, // where a table points is remembered for half a second
  })
  expect(status).toBe(200)
  const said = body.columns.flatMap(
    ({ fields = [], ...column }: { name: string; fields: Said[] }) => [
      { ...column, path: column.name },
      ...fields,
    ],
  ) as Said[]
  return {
    rows: body.rows,
    profiled: body.profiled,
    said: new Map(said.map((one) => [one.path, one])),
  }
}

/** Value as the API says it, with its rows. */
async function countsOf(table: string, { type, expression = 'NULL' }: Leaf) {
  const x = canonicalSql(type, expression)
  const rows = await lakeRows(
    api.laptop,
    table,
    `${x} AS x, hash(${x}) AS h, ${textSql(type, x)} AS t`,
  )
  const counts = new Map<string, { text: string; rows: number }>()
  for (const { x, h, t } of rows as { x: unknown; h: string; t: string }[]) {
    if (x === null) continue
    const known = counts.get(h) ?? { text: t, rows: 0 }
    counts.set(h, { ...known, rows: known.rows + 1 })
  }
  return [...counts.values()]
}

async function holdTable(table: string): Promise<void> {
  const { rows, profiled, said } = await columnsOf(table)
  const all = await lakeRows(api.laptop, table, '1 AS n')
  expect([table, rows, profiled.isWhole, profiled.rows]).toEqual([table, all.length, true, rows])
  const { schema } = await planOf(api.laptop, table)
  for (const leaf of leavesOf(schema.fields as Field[])) {
    if (leaf.isRepeated) continue
    const one = said.get(leaf.path)
    expect([table, leaf.path, one !== undefined]).toEqual([table, leaf.path, true])
    if (isNest(leaf)) {
      const there = await lakeRows(api.laptop, table, `${leaf.expression} IS NULL AS n`)
      expect(one?.nulls).toBe(there.filter((row) => (row as { n: boolean }).n).length)
    } else holdLeaf(`${table} ${leaf.path}`, leaf, one!, await countsOf(table, leaf), rows)
  }
}

function holdLeaf(
  place: string,
  { type }: Leaf,
  said: Said,
  counts: { text: string; rows: number }[],
  rows: number,
): void {
  const values = counts.reduce((sum, one) => sum + one.rows, 0)
  expect([place, said.nulls]).toEqual([place, rows - values])
  if (values === 0) {
    expect([place, said.distinct ?? 0]).toEqual([place, 0])
    return
  }
  expect([place, said.distinct, said.distinctError]).toEqual([place, counts.length, 0])
  const kind = kindOf(type)
  const shown = (text: string): string =>
    kind === 'text' ? text : orderedText(type, orderedOf(kind, text))
  const byValue = new Map<string, number[]>()
  for (const one of counts) {
    byValue.set(shown(one.text), [...(byValue.get(shown(one.text)) ?? []), one.rows])
  }
  for (const { value, rows: least, atMost } of said.topRows ?? []) {
    expect([place, value, least === atMost, byValue.get(value)?.includes(least)]).toEqual([
      ...[place, value, true, true],
    ])
  }
  const most = Math.max(...counts.map((one) => one.rows))
  expect([place, said.topRows?.[0]?.rows]).toEqual([place, most])
  const texts = counts.map(({ text }) => text)
  const ordered =
    kind === 'text'
      ? texts.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      : texts
          .filter((text) => text !== 'nan')
          .sort((a, b) => (orderedOf(kind, a) < orderedOf(kind, b) ? -1 : 1))
  const ends =
    ordered.length > 0 ? [shown(ordered[0]!), shown(ordered.at(-1)!)] : [undefined, undefined]
  expect([place, said.min, said.max]).toEqual([place, ...ends])
  if (kind === 'text') return
  const finite = counts.filter(
    ({ text }) => kind === 'whole' || Number.isFinite(orderedOf(kind, text)),
  )
  const inBars = (said.histogram?.rows ?? []).reduce((sum, one) => sum + one, 0)
  expect([place, inBars]).toEqual([place, finite.reduce((sum, one) => sum + one.rows, 0)])
}

test('all fixtures: every figure of every column is the one that SQL gives', async () => {
  const folder = join(import.meta.dirname, '../../fixtures/inspect')
  for (const name of readdirSync(folder).filter((one) => !one.startsWith('.'))) {
    const input = readdirSync(join(folder, name)).find((file) => file.startsWith('input'))
    if (!input) continue
    const body = readFileSync(join(folder, name, input))
    await api.laptop.store.put('raw', `fixtures/${name}/${input}`, body)
  }
  await api.settle()
  const { body } = await api.ask('GET', '/v1/datasets', { query: { limit: '1000' } })
  const tables = (
    body.datasets as { name: string; snapshot: string | null; rows: number }[]
  ).filter(({ snapshot }) => snapshot !== null)
  expect(tables.length).toBeGreaterThan(30)
  for (const { name } of tables) await holdTable(name)
}, 300_000)

test('what is overwritten, deleted, widened and compacted is in no figure any more', async () => {
  const put = (i: number, text: string) =>
    api.laptop.store.put('raw', `shop/moving/${i}.csv`, Buffer.from(`id,city,n\n${text}\n`))
  for (let i = 0; i < 20; i++) await put(i, `${i},c${i % 3},${i * 10}\n${i + 100},,${i}`)
  await api.settle()
  await holdTable('shop_moving')
  await put(3, '3000,new,7')
  api.laptop.store.delete('raw', 'shop/moving/5.csv')
  await api.settle()
  await holdTable('shop_moving')
  await put(20, 'x1,text,1.5') // id is text from now on
  await api.settle()
  await holdTable('shop_moving')
  const compact = { kind: 'compact', table: 'shop_moving' }
  api.laptop.queues.send('commit.fifo', {
    ...{ body: JSON.stringify(compact), groupId: 'shop_moving', deduplicationId: 'compact' },
  })
  await api.settle()
  await holdTable('shop_moving')
  api.laptop.store.delete('raw', 'shop/moving/7.csv') // its rows lie in a file with others
  await api.settle()
  await holdTable('shop_moving')
}, 300_000)

test('a file without a sketch is not spoken for, and gets one', async () => {
  await api.laptop.store.put('raw', 'shop/old/a.csv', Buffer.from('id,city\n1,a\n2,b\n'))
  await api.settle()
  const { files } = await planOf(api.laptop, 'shop_old')
  const key = sketchKey(files[0]!.path.replace(/^s3:\/\/[^/]+\//, ''))
  api.laptop.store.delete('work', key)
  const { profiled, said } = await columnsOf('shop_old')
  expect([profiled.isWhole, profiled.rows]).toEqual([false, 0])
  expect(said.get('id')).toMatchObject({ nulls: 0, min: '1', max: '2' })
  expect([said.get('id')?.distinct, said.get('city')?.min]).toEqual([undefined, undefined])
  await api.settle()
  await holdTable('shop_old')
}, 120_000)
