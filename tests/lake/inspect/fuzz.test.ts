/** Whatever the bytes are: a table that DuckDB reads row by row as counted, an asset, or a reason. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { rowsOf } from '../../../lake/normalise.ts'
import { Quarantined } from '../../../lake/problem.ts'
import { type Duckdb, openDuckdb } from './duckdb.ts'
import { cases, inputOf } from './fixtures.ts'
import { inspectBytes, plainBytes, readingOf, sourceOf } from './lookinto.ts'

let duckdb: Duckdb
beforeAll(async () => {
  duckdb = await openDuckdb()
})
afterAll(() => duckdb.close())

/** What is wrong with it for good is a reason, at whatever step. */
async function orReason<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found
  } catch (error) {
    if (error instanceof Quarantined && error.reason.code !== 'object.unreadable') return undefined
    throw error
  }
}

/** Text is read in full; of a broken binary file DuckDB may refuse a page. */
async function refuseOrRead(bytes: Uint8Array): Promise<void> {
  const inspection = await orReason(inspectBytes(bytes))
  const isText = inspection?.text ?? (inspection?.render && inspection.render.as !== 'parquet')
  if (!inspection || !isText || inspection.verdict === 'asset') return
  const text = await orReason(plainBytes(inspection, bytes))
  if (!text) return
  const source = await orReason(sourceOf(duckdb, inspection, text))
  if (!inspection.render) expect(source?.facts).toEqual(inspection.text)
  if (!source) return
  const { sql } = readingOf(source)
  const [row] = await duckdb.query(`SELECT count(*) FROM (${sql})`)
  expect(Number(row![0])).toBe(rowsOf(source))
}

const inputs = cases.map(inputOf).filter((input) => input.length > 0 && input.length < 4_000)

interface Change {
  at: number
  remove: number
  insert: Uint8Array
}

const meaningful = [
  ',',
  ';',
  '"',
  "'",
  '\\',
  '\n',
  '\r',
  '{',
  '}',
  '[',
  ']',
  ':',
  ' ',
  '\0',
  '9',
  'é',
  '\ufeff',
  '1e9',
  'null',
]
const insertion = fc.oneof(
  fc.constantFrom(...meaningful).map((text): Uint8Array => Buffer.from(text)),
  fc.uint8Array({ maxLength: 3 }),
)
const change = fc.record<Change>({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.constantFrom(0, 0, 1, 2, 40),
  insert: insertion,
})

const mutated = (bytes: Uint8Array, changes: Change[]): Uint8Array =>
  changes.reduce((before, { at, remove, insert }) => {
    const start = Math.floor(at * before.length)
    return Buffer.concat([before.subarray(0, start), insert, before.subarray(start + remove)])
  }, bytes)

test('random bytes', async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), refuseOrRead), {
    numRuns: 1_000,
  })
})

test('golden objects with a few bytes changed', async () => {
  const anyChanges = fc.array(change, { minLength: 1, maxLength: 3 })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...inputs), anyChanges, (input, changes) =>
      refuseOrRead(mutated(input, changes)),
    ),
    { numRuns: 1_000 },
  )
})

test('text of all that means something', async () => {
  const words = [
    ...meaningful.filter((word) => word !== '\0'),
    'a',
    'id',
    '2020-01-01',
    '1.5',
    ',',
    '\n',
    '\n',
    '{"a":1}\n',
  ]
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...words), { maxLength: 30 }), (parts) =>
      refuseOrRead(Buffer.from(parts.join(''))),
    ),
    { numRuns: 1_500 },
  )
})
