/** Lines that are written alike are read as each of them is alone, and DuckDB makes the same values of them. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { assignIds, objectColumn } from '../../../lake/iceberg/schema.ts'
import { kinds } from '../../../lake/inspect/jsonmembers.ts'
import { JsonScan } from '../../../lake/inspect/jsonscan.ts'
import { copySql, type Source, tableColumns } from '../../../lake/normalise.ts'
import { Quarantined } from '../../../lake/problem.ts'
import { hasNull, structureSql, withStructure } from '../../../lake/structure.ts'
import { type Duckdb, openDuckdb } from './duckdb.ts'
import { inspectBytes } from './lookinto.ts'

let duckdb: Duckdb
beforeAll(async () => {
  duckdb = await openDuckdb()
})
afterAll(() => duckdb.close())

const whole = [
  '0',
  '-0',
  '7',
  '-12',
  '123456789012345',
  '123456789012345678',
  '9223372036854775808',
]
const numbers = ['1.5', '1.50', '-0.0', '0.1234567890123', '0.12345678901234567', '1e3', '-2E-2']
const texts = ['""', '"x"', '"\\u00e9"', '"\\ud83d\\ude00"', '"\\n\\/"', '"007"', '"ü€😀"']
const times = ['"2020-01-01"', '"2020-01-01 10:00:00"', '"2020-01-01T10:00:00Z"', '"1.5"', '"true"']
const words = ['true', 'false', 'null', 'null']
const lists = [
  '[]',
  '[1,2]',
  '[ "a" , null ]',
  '[[1]]',
  '[{"y":1}]',
  '{}',
  '{"x":1}',
  '{"x":{"z":"a"}}',
]
const odd = ['"\\u0000"', '"\\ud83d"', '"2020-02-30"', '1e400', '1.7976931348623157e308']
const broken = ['01', '1.', '-', 'tru', 'nul', '"\\x"', '"\\u12g4"', '[1,]', '[1 2]', '"a\tb"', '']

const value = (...more: string[][]) =>
  fc.oneof(
    ...[whole, numbers, texts, times, words, lists, ...more].map((some) =>
      fc.constantFrom(...some),
    ),
  )
const name = fc.constantFrom('a', 'b', 'c', 'A', 'é', 'a b', 'q\\"', '\\u0061', '__proto__', 'x/y~')
/** Of a few ways of writing each line is one: names, blanks, and what kinds of values a name has. */
const linesOf = (...more: string[][]) =>
  fc
    .array(
      fc.record({
        names: fc.array(name, { maxLength: 4 }),
        values: fc.array(value(...more), { minLength: 4, maxLength: 4 }),
        blank: fc.constantFrom('', '', ' ', '\r', '  '),
        end: fc.constantFrom('', '', '\r', ' ', '\r '),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .chain((ways) =>
      fc.array(
        fc
          .tuple(fc.constantFrom(...ways), fc.integer({ min: 0, max: 5 }), value(...more))
          .map(([{ names, values, blank, end }, place, other]) => {
            const members = names.map(
              (one, i) => `"${one}":${blank}${i === place ? other : values[i]}`,
            )
            return `{${members.join(`,${blank}`)}${blank}}${end}`
          }),
        { minLength: 1, maxLength: 12 },
      ),
    )

type Seen = { facts: Record<string, unknown>; fault?: { code: string; line?: number } }

function seen(lines: string[], chunkBytes: number): Seen {
  const scan = new JsonScan()
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
  try {
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      scan.push(bytes.subarray(at, at + chunkBytes))
    }
    return { facts: { ...scan.end() } }
  } catch (error) {
    if (!(error instanceof Quarantined)) throw error
    const { code, line } = error.reason as { code: string; line?: number }
    return { facts: {}, fault: { code, ...(line && { line }) } }
  }
}

/** Each line by a scan of its own, which has seen no other. */
function alone(lines: string[]): Seen {
  const facts: Record<string, unknown> = {}
  for (const [i, line] of lines.entries()) {
    const one = seen([line], 1 << 20)
    if (one.fault)
      return { facts: {}, fault: { ...one.fault, ...(one.fault.line && { line: i + 1 }) } }
    for (const [key, found] of Object.entries(one.facts)) {
      facts[key] = typeof found === 'number' ? Number(facts[key] ?? 0) + found : found
    }
  }
  return { facts }
}

test('a scan of many lines sees what scans of each of them see', () => {
  fc.assert(
    fc.property(linesOf(odd, broken), fc.integer({ min: 1, max: 200 }), (lines, chunkBytes) => {
      expect(seen(lines, chunkBytes)).toEqual(alone(lines))
    }),
    { numRuns: 1_500, seed: 11 },
  )
})

test('what is known of the members is the same wherever the text is cut', () => {
  const membersOf = (lines: string[], chunkBytes: number) => {
    const scan = new JsonScan()
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      scan.push(bytes.subarray(at, at + chunkBytes))
    }
    scan.end()
    return scan.members()?.structure
  }
  const late = ['{"a":1,"b":{"c":null}}', '{"a":[1, 2],"b":{"c":["x"]}}', '{"a":2,"b":{"c":[]}}']
  expect(membersOf(late, 1 << 20)).toEqual({ a: ['NULL'], b: { c: ['NULL'] } })
  fc.assert(
    fc.property(linesOf(), fc.integer({ min: 1, max: 60 }), (lines, chunkBytes) => {
      expect(membersOf(lines, chunkBytes)).toEqual(membersOf(lines, 1 << 20))
    }),
    { numRuns: 1_500, seed: 23 },
  )
})

test('no member has a value of a kind that it is not said to have', () => {
  const kindOf = (token: string): number => {
    const json: unknown = JSON.parse(token)
    if (typeof json === 'string') return kinds.text
    if (json === null) return kinds.none
    if (typeof json === 'boolean') return kinds.word
    if (/^-?[0-9]+$/.test(token) && token !== '-0') {
      return token.length <= 15 ? kinds.short : token.length <= 18 ? kinds.whole : kinds.other
    }
    return /^-?[0-9]+[.][0-9]+$/.test(token) && token.length <= 15 ? kinds.fraction : kinds.other
  }
  const all = [...whole, ...numbers, ...texts, ...times, ...words, ...lists]
  for (const first of all) {
    for (const second of all) {
      const scan = new JsonScan()
      scan.push(Buffer.from(`{"a":${first}}\n{"a":${second}}\n{"a":${first}}\n`))
      scan.end()
      const found = scan.members()?.kinds.get('a') ?? 0
      for (const token of [first, second]) {
        const isSaid = (found & kindOf(token)) !== 0 || (found & kinds.other) !== 0
        expect([first, second, found, isSaid]).toEqual([first, second, found, true])
      }
    }
  }
})

test('of members that a line names twice DuckDB is asked, which has the first; and of more names than a table has', () => {
  const membersOf = (lines: string[]) => {
    const scan = new JsonScan()
    scan.push(Buffer.from(lines.map((line) => `${line}\n`).join('')))
    return scan.members()
  }
  expect(membersOf(['{"a":{"z":1}}', '{"a":{"x":1},"a":{"y":2}}'])).toBeUndefined()
  const long = 'n'.repeat(1 << 20)
  const named = (names: string[]) => membersOf(names.map((name) => `{"${name}":1}`))
  expect(named(['a', 'b', 'c', 'd', 'e'].map((name) => name + long))).toBeUndefined()
  expect(named(['a', 'b', 'c'].map((name) => name + long))?.kinds.size).toBe(3)
})

test('DuckDB makes the same rows of them, whatever is known of their members', async () => {
  let typed = 0
  const draw = async (lines: string[]): Promise<void> => {
    const bytes = Buffer.from(`${lines.join('\n')}\n`)
    const inspection = await inspectBytes(bytes)
    if (inspection.format !== 'ndjson' || inspection.render) return
    const scan = new JsonScan()
    scan.push(bytes)
    const [facts, json] = [scan.end(), scan.members()]
    if (facts.longNumbers) return // they are written otherwise first
    const path = duckdb.file(bytes)
    const about = { path, key: 's/d/a.ndjson', inspection, facts, partitions: [] }
    const { columns } = inspection
    let last = 0
    const own = [
      ...tableColumns(columns, []).filter(({ type }) => !hasNull(type)),
      { name: objectColumn, type: 'string' as const },
    ]
    const fields = assignIds(own, () => ++last)
    const to = duckdb.file('', 'rows.parquet')
    const rowsOf = async (source: Source): Promise<unknown> => {
      const copied = duckdb.query(copySql(source, columns, fields, to))
      if (!(await copied.then(Boolean, () => false))) return 'a column is to be wider'
      return duckdb.query(`FROM read_parquet('${to}')`)
    }
    const known = { ...about, ...(json && { json }) }
    if (copySql(known, columns, fields, to) !== copySql(about, columns, fields, to)) typed++
    expect(await rowsOf(known)).toEqual(await rowsOf(about))
    if (!json) return
    const [[structure] = []] = await duckdb.query(structureSql(path, facts))
    const [ours, theirs] = [json.structure, JSON.parse(String(structure))].map((one) =>
      withStructure([], one).map(({ original, name }) => original ?? name),
    )
    expect(new Set(ours)).toEqual(new Set(theirs))
  }
  await fc.assert(fc.asyncProperty(linesOf(), draw), { numRuns: 80, seed: 5 })
  expect(typed).toBeGreaterThan(20)
})
