/** Which lines of a text are rows: in doubt each is one, for a note among the rows can be seen and a row among the notes is lost. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Duckdb, openDuckdb } from './duckdb.ts'
import { inspectBytes, plainBytes, readingOf, sourceOf } from './lookinto.ts'

let duckdb: Duckdb
beforeAll(async () => {
  duckdb = await openDuckdb()
})
afterAll(() => duckdb.close())

interface Read {
  names: string[]
  /** Cells of a row as the file has them, joined by `|`. */
  rows: string[]
  aside: number
}

async function read(text: string): Promise<Read> {
  const bytes = Buffer.from(text)
  const inspection = await inspectBytes(bytes)
  expect(inspection.reason).toBeUndefined()
  const source = await sourceOf(duckdb, inspection, await plainBytes(inspection, bytes))
  const { columns, sql } = readingOf(source)
  const rows = await duckdb.query(
    `SELECT ${columns.map(({ name }) => `CAST("${name}" AS VARCHAR)`).join(', ')} FROM (${sql})`,
  )
  return {
    names: columns.map(({ name }) => name),
    rows: rows.map((row) => row.map((cell) => cell ?? '').join('|')),
    aside: source.rejects?.rows ?? 0,
  }
}

const body = ['a,1,10', 'b,2,20', 'c,3,30']

describe('a last row that looks like a note or a total', () => {
  const rows = [
    'Summer,4,0',
    'Summer,0,0',
    'Notebook,,',
    'Note,,',
    'Notes on Camp,,',
    'Data Engineer,,',
    '(555) 123-4567,,',
    'Total Energies,6,31',
    'Total Energies,7,60',
    'Total,7,61',
    'Sumatra,6,60',
    'Everything else in one,,',
  ]
  test.each(rows)('%s is a row', async (row) => {
    const { rows: seen } = await read(`name,n,amount\n${[...body, row].join('\n')}\n`)
    expect(seen).toEqual([...body, row].map((line) => line.replaceAll(',', '|')))
  })

  const notes = [
    'Total,6,60',
    'Grand total:,,60',
    'Total of all,6,60',
    'Source: X',
    '* provisional,,',
  ]
  test.each(notes)('%s is none', async (row) => {
    const { rows: seen } = await read(`name,n,amount\n${[...body, row].join('\n')}\n`)
    expect(seen).toHaveLength(3)
  })

  test('nor is a sum of nothing a total', async () => {
    const { rows } = await read('name,n\na,0\nb,0\nc,0\nTotal,0\n')
    expect(rows).toHaveLength(4)
  })
})

describe('rows below a blank line', () => {
  const cases: [text: string, rows: string[]][] = [
    ['id,amount\n1,10\n2,20\n\n3,unknown\n', ['1|10', '2|20', '3|unknown']],
    ['id,amount\n1,10\n2,20\n\n3,\n4,40\n', ['1|10', '2|20', '3|', '4|40']],
    [
      'id,amount\n1,10\n2,20\n3,30\n\n4,x\n5,50\nSource: Y\n',
      ['1|10', '2|20', '3|30', '4|x', '5|50'],
    ],
    ['id,amount\n1,unknown\n\n2,20\n3,30\n4,40\n', ['1|unknown', '2|20', '3|30', '4|40']],
  ]
  test.each(cases)('%j are rows, whatever one of them holds', async (text, rows) => {
    const found = await read(text)
    expect(found).toEqual({ names: ['id', 'amount'], rows, aside: 0 })
  })

  test('under names of their own are another table', async () => {
    const { rows } = await read('id,amount\n1,10\n2,20\n3,30\n\ncity,people\nRome,3\nOslo,1\n')
    expect(rows).toEqual(['1|10', '2|20', '3|30'])
  })
})

describe('lines of JSON', () => {
  const good = Array.from({ length: 9 }, (_, i) => `{"a":${i}}`)
  const broken = ['{"a":', '{"a":NaN}', '{"a":"\\ud800"}']
  test.each(broken)('%s among others is aside alone', async (line) => {
    const { rows, aside } = await read([...good.slice(0, 4), line, ...good.slice(4)].join('\r\n'))
    expect([rows, aside]).toEqual([good.map((_, i) => String(i)), 1])
  })

  test('of which many are broken are none', async () => {
    const text = [...good.slice(0, 5), '{"a":', '{"a":'].join('\n')
    await expect(read(text)).rejects.toThrow('json.malformed-line')
  })

  test('broken behind what is seen first has its remedy with it', async () => {
    const bytes = Buffer.from(`${'{"a":1}\n'.repeat(200_000)}{"a":\n`)
    const inspection = await inspectBytes(bytes)
    expect([inspection.render, inspection.rescue?.reader]).toEqual([undefined, 'jsonlines'])
    const { rescue, ...seen } = inspection
    const source = await sourceOf(duckdb, { ...seen, render: rescue! }, bytes)
    expect([source.facts?.rows, source.rejects?.rows]).toEqual([200_000, 1])
  })
})

describe('a CR alone in a text whose lines end by LF', () => {
  const cases: [text: string, rows: string[]][] = [
    ['id,name,n\n1,a\rb,2\n2,c,3\n3,d,4\n', ['1|a\rb|2', '2|c|3', '3|d|4']],
    ['id,name\n1,"a\rb"\n2,c\n3,d\n', ['1|a\rb', '2|c', '3|d']],
    ['id,name\r\n1,a\rb\r\n2,c\r\n3,d\r\n', ['1|a\rb', '2|c', '3|d']],
  ]
  test.each(cases)('is in its cell: %j', async (text, rows) => {
    expect(await read(text)).toMatchObject({ rows, aside: 0 })
  })

  test('is in its cell where it comes late', async () => {
    const bytes = Buffer.from(`id,name\n${'1,b\n'.repeat(300_000)}2,c\rd\n`)
    const { rescue, ...seen } = await inspectBytes(bytes)
    const source = await sourceOf(duckdb, { ...seen, render: rescue! }, bytes)
    expect([source.facts?.rows, source.rejects]).toEqual([300_001, undefined])
  })

  test('ends a row where rows are ended by it', async () => {
    const { rows } = await read('id,name\n1,a\r2,b\n3,c\r4,d\n')
    expect(rows).toEqual(['1|a', '2|b', '3|c', '4|d'])
  })
})

test('lines above a table are counted as they are', async () => {
  const { evidence } = await inspectBytes(Buffer.from('Report\n\n1,2\n3,4\n5,6\n7,8\n'))
  expect(evidence).toContain('2 lines before the table are skipped')
})
