import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { distinctOf } from '../../../lake/sketch/column.ts'
import {
  formatSketch,
  mergedSketches,
  parseSketch,
  type Sketch,
  sizeFor,
} from '../../../lake/sketch/file.ts'
import { sketchOf } from '../../../lake/sketch/measure.ts'
import { type Tree, treeOf } from '../../../lake/sketch/tree.ts'
import { type Database, fieldsOf, holdAgainst, openDatabase } from './truth.ts'

let database: Database
beforeAll(async () => {
  database = await openDatabase()
})
afterAll(() => database.close())

const rows = 52_000 // more than are sketched together
const parts = 5
/** Distributions that a summary may get wrong: many values, few, one that is half, tails, gaps, what is no number. */
const many = {
  types: {
    id: 'long',
    even: 'double',
    tailed: 'double',
    half: 'long',
    few: 'long',
    far: 'long',
    money: 'decimal(12, 2)',
    day: 'date',
    time: 'timestamp',
    name: 'string',
    long: 'string',
    flag: 'boolean',
    odd: 'double',
    none: 'string',
  },
  sql: `SELECT i % ${parts} AS part, i AS id, (hash(i) % 1000003) / 1000003.0 AS even,
    exp((hash(i) % 1000003) / 50000.0) AS tailed, CASE WHEN i % 2 = 0 THEN 7 ELSE i END AS half,
    CASE WHEN i % 3 = 0 THEN NULL ELSE i % 40 END AS few, CASE WHEN i = 17 THEN 9007199254740993 ELSE i % 5000 END AS far,
    CAST(-50 + (hash(i) % 900000) / 100.0 AS DECIMAL(12, 2)) AS money, DATE '1969-12-01' + CAST(i % 700 AS INTEGER) AS day,
    TIMESTAMP '2001-01-01' + to_microseconds(i * 261000000 + i % 3) AS time, 'n' || (hash(i) % 30000) AS name,
    repeat('é', 120) || (i % 3) AS long, i % 3 = 0 AS flag,
    CASE i % 1000 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN 'inf'::DOUBLE WHEN 2 THEN -0.0 ELSE i / 7.0 END AS odd,
    NULL::VARCHAR AS none FROM range(${rows}) t(i)`,
}

describe('sketches against SQL', () => {
  const fields = fieldsOf(many.types)
  let sketches: Sketch[]
  beforeAll(async () => {
    await database.run(`CREATE TABLE many AS ${many.sql}`)
    sketches = []
    for (let part = 0; part < parts; part++) {
      const from = `(SELECT * FROM many WHERE part = ${part})`
      sketches.push(await sketchOf(database.run, from, fields, rows / parts))
    }
  })

  test('of one file, every figure is what it says it is', async () => {
    const part = '(SELECT * FROM many WHERE part = 3)'
    await holdAgainst(database.run, part, fields, sketches[3]!)
  })

  test('of a file that is large, too: columns are counted or hashed one by one', async () => {
    const whole = await sketchOf(database.run, 'many', fields, rows)
    const errors = await holdAgainst(database.run, 'many', fields, whole)
    expect(Math.max(...Object.values(errors).map(({ rank }) => rank))).toBeLessThan(0.005)
  })

  test('merged in any order it is the same, and still what it says it is', async () => {
    const whole = mergedSketches(sketches)
    await holdAgainst(database.run, 'many', fields, whole)
    const text = formatSketch(whole)
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...sketches.keys()], { minLength: parts, maxLength: parts }),
        async (order) =>
          expect(formatSketch(mergedSketches(order.map((i) => sketches[i]!)))).toBe(text),
      ),
      { numRuns: 3 },
    )
  })

  test('merged in any groups: what is exact is the same, the rest within its bounds', async () => {
    const whole = mergedSketches(sketches)
    const [a, b, c, d, e] = sketches as [Sketch, Sketch, Sketch, Sketch, Sketch]
    const nested = mergedSketches([
      mergedSketches([e, mergedSketches([b, a])]),
      mergedSketches([d, c]),
    ])
    await holdAgainst(database.run, 'many', fields, nested)
    for (const [id, column] of whole.columns) {
      const same = nested.columns.get(id)!
      expect(same.registers).toEqual(column.registers)
      expect([same.values, same.least, same.greatest]).toEqual([
        column.values,
        column.least,
        column.greatest,
      ])
      expect(distinctOf(same).error).toBe(distinctOf(column).error)
    }
  })

  test('its form is stable', () => {
    const text = formatSketch(sketches[0]!)
    expect(formatSketch(parseSketch(text)!)).toBe(text)
    expect(parseSketch(text.replace('"version":1', '"version":0'))).toBeUndefined()
  })
})

test('nulls of what is nested are its own', async () => {
  await database.run(`CREATE TABLE nested AS SELECT {'a': i % 7, 'b': CASE WHEN i % 2 = 0 THEN 'x' || i END} AS s,
    CASE WHEN i % 3 = 0 THEN NULL ELSE [i, NULL, i + 1] END AS l, map(['k', 'v'], [{'p': i}, NULL]) AS m FROM range(300) t(i)`)
  const long = { type: 'long', required: false }
  const fields = [
    {
      ...{ id: 1, name: 's', required: false },
      type: {
        type: 'struct' as const,
        fields: [
          { id: 4, name: 'a', ...long },
          { id: 5, name: 'b', type: 'string', required: false },
        ],
      },
    },
    {
      ...{ id: 2, name: 'l', required: false },
      type: { type: 'list' as const, 'element-id': 6, 'element-required': false, element: 'long' },
    },
    {
      ...{ id: 3, name: 'm', required: false },
      type: {
        ...{ type: 'map' as const, 'key-id': 7, key: 'string', 'value-id': 8 },
        'value-required': false,
        value: { type: 'struct' as const, fields: [{ id: 9, name: 'p', ...long }] },
      },
    },
  ]
  const { columns } = await sketchOf(database.run, 'nested', fields, 300)
  const found = [...columns].map(([id, column]) => [
    id,
    column.values,
    column.nulls,
    distinctOf(column).distinct,
  ])
  expect(found.sort(([a = 0], [b = 0]) => a - b)).toEqual([
    [1, 300, 0, 0],
    [2, 200, 0, 0],
    [3, 300, 0, 0],
    [4, 300, 0, 7],
    [5, 150, 0, 150],
    [6, 400, 200, 300],
    [7, 600, 0, 2],
    [8, 300, 300, 0],
    [9, 300, 300, 300],
  ])
})

test('a file of 2,000 columns has a small sketch, and one that merges with a narrow one', async () => {
  const columns = Array.from({ length: 2_000 }, (_, i) => `i * ${i + 1} AS c${i}`)
  await database.run(`CREATE TABLE wide AS SELECT ${columns.join(', ')} FROM range(40) t(i)`)
  const fields = fieldsOf(Object.fromEntries(columns.map((_, i) => [`c${i}`, 'long'])))
  const wide = await sketchOf(database.run, 'wide', fields, 40)
  expect(wide.size).toBe(sizeFor(2_000))
  expect(formatSketch(wide).length).toBeLessThan(4_000_000)
  const narrow = await sketchOf(database.run, 'wide', fields.slice(0, 3), 40)
  const { columns: merged } = mergedSketches([wide, narrow])
  expect([merged.get(1)?.values, merged.get(9)?.values]).toEqual([80, 40])
}, 60_000)

test('an engine whose hashes differ is seen here: then the version of sketches must be raised', async () => {
  const [row = {}] = await database.run(
    `SELECT hash('hypatia') AS a, hash(CAST(42 AS BIGINT)) AS b, hash(CAST(1.5 AS DOUBLE)) AS c, hash(DATE '2026-01-01') AS d, hash(CAST(1.5 AS DECIMAL(38, 2))) AS e, hash('a text of more than twelve bytes') AS f, hash(true) AS g`,
  )
  expect(Object.values(row)).toMatchInlineSnapshot(`
[
  "17538790479981474042",
  "7199933130570745587",
  "1706605666616485939",
  "10741938080182822764",
  "11259946367786091803",
  "17041401554102627976",
  "4717996019076358352",
]
`)
})

describe('the tree of a table’s files', () => {
  const files = Array.from({ length: 1_000 }, (_, i) => `s3://lake/s/d/data/${i}.parquet`)
  const namesOf = (tree: Tree | undefined): string[] =>
    !tree || 'file' in tree ? [] : [tree.name, ...tree.parts.flatMap(namesOf)]

  test('is of the set, whatever the order, and has every file once', () => {
    expect(treeOf(files.toReversed())).toEqual(treeOf(files))
    const filesOf = (tree: Tree): string[] =>
      'file' in tree ? [tree.file] : tree.parts.flatMap(filesOf)
    expect(filesOf(treeOf(files)!).sort()).toEqual([...files].sort())
    expect(treeOf([])).toBeUndefined()
  })

  test('after a change only the nodes on its way are new', () => {
    const before = new Set(namesOf(treeOf(files)))
    for (const changed of [files.slice(1), [...files, 's3://lake/s/d/data/new.parquet']]) {
      const fresh = namesOf(treeOf(changed)).filter((name) => !before.has(name))
      expect(fresh.length).toBeLessThanOrEqual(4)
    }
  })
})
