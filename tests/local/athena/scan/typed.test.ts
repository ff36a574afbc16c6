/** The laptop's Athena reads tables of Avro and ORC as Trino 476 does. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type TypedGolden, typedGoldens } from '../../../lake/serde/typedgolden.ts'
import { openLab } from './lab.ts'

let lab: Awaited<ReturnType<typeof openLab>>
beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab.close())

/** As the goldens spell it. */
function said(name: string, type: string): string {
  if (type === 'binary') return `hex("${name}")`
  return type.includes('<')
    ? `CASE WHEN "${name}" IS NULL THEN NULL ELSE CAST(to_json("${name}") AS VARCHAR) END`
    : `CAST("${name}" AS VARCHAR)`
}

const plain = (rows: unknown[][], types: string[]): string[] =>
  rows
    .map((row) => row.map((cell, i) => (types[i] === 'double' && cell ? Number(cell) : cell)))
    .map((row) => JSON.stringify(row))
    .sort()

async function rowsOf({ name, serde, files, columns = {}, literal }: TypedGolden) {
  await lab.table(name, {
    ...{ serde, columns },
    parameters: literal === undefined ? {} : { 'avro.schema.literal': literal },
    files: Object.fromEntries(files.map((file) => [file.name, file.bytes])),
  })
  const select = Object.entries(columns).map(([column, type]) => said(column, type))
  return lab.run(await lab.plan(name), select.join(', '))
}

describe('every golden table', () => {
  const cases = typedGoldens().filter(({ rows }) => rows)
  test.each(cases.map((golden) => [golden.name, golden] as const))('%s', async (_, golden) => {
    const types = Object.values(golden.columns!)
    expect(plain(await rowsOf(golden), types)).toEqual(plain(golden.rows!, types))
  })
})

const avro = () => typedGoldens().find(({ name }) => name === 'avro_deflate')!

test('a table of Avro needs a schema, and bytes that are none are bad data', async () => {
  const { literal, ...golden } = avro()
  await expect(rowsOf({ ...golden, name: 'bare' })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
  const files = [{ name: 'a.avro', bytes: Buffer.from('id\n1\n') }]
  await expect(rowsOf({ ...golden, literal: literal!, files, name: 'bad' })).rejects.toMatchObject({
    code: 'HIVE_BAD_DATA',
  })
})

test('a column that the schema does not name is NULL, as one of another type is refused', async () => {
  const golden = avro()
  const columns = { i: 'bigint', nowhere: 'string' }
  expect(await rowsOf({ ...golden, name: 'lacking', columns })).toEqual([
    ['1', null],
    ['-3', null],
  ])
  const other = { ...golden, name: 'other', columns: { s: 'bigint' } }
  await expect(rowsOf(other)).rejects.toMatchObject({ code: 'HIVE_BAD_DATA' })
})
