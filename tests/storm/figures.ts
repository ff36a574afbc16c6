/** What the API says of a table in figures, against the very rows that SQL has found in it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Hypatia } from '../../clients/typescript/hypatia.ts'

type Found = Record<string, unknown>[]

/** Each figure that is wrong, in words. */
export async function wrongFigures(client: Hypatia, name: string, rows: Found): Promise<string[]> {
  const path = { name }
  const columns = await wholeColumns(client, name)
  const counts = {
    'rows of the dataset': (await client.call('getDataset', { path })).body.rows,
    'rows of the columns': columns.rows,
    'rows of the partitions': await partitionRows(client, name),
  }
  const wrong = Object.entries(counts).flatMap(([what, count]) =>
    count === rows.length ? [] : [`${what}: ${count}, of ${rows.length}`],
  )
  if (!columns.profiled.isWhole) wrong.push(`profiled are ${columns.profiled.rows} rows only`)
  for (const column of columns.columns) wrong.push(...wrongOf(column, rows))
  return wrong
}

const looksMax = 10
const pauseMs = 500

/** Files that nobody has looked at yet are looked at when they are asked for. */
async function wholeColumns(client: Hypatia, name: string): Promise<Answer<'listColumns'>> {
  for (let look = 1; ; look++) {
    const { body } = await client.call('listColumns', { path: { name } })
    if (body.profiled.isWhole || look === looksMax) return body
    await sleep(pauseMs)
  }
}

async function partitionRows(client: Hypatia, name: string): Promise<number> {
  const { body } = await client.call('listPartitions', { path: { name }, query: { limit: 1000 } })
  return body.partitions.reduce((sum, { rows }) => sum + rows, 0)
}

type Column = Answer<'listColumns'>['columns'][number]

/** Twice what an estimate may be off in 19 of 20 cases: a storm sees thousands of them. */
const patience = 2

function wrongOf({ name, nulls, distinct, distinctError = 0 }: Column, rows: Found): string[] {
  const values = rows.map((row) => row[name]).filter((value) => value !== null)
  const differing = new Set(values.map((value) => JSON.stringify(value))).size
  const off = distinct === undefined ? 0 : Math.abs(distinct - differing)
  return [
    ...(nulls === rows.length - values.length
      ? []
      : [`${name}: ${nulls} nulls, not ${rows.length - values.length}`]),
    ...(off <= differing * distinctError * patience
      ? []
      : [`${name}: ${distinct} differ, not ${differing}`]),
  ]
}
