/** Logs through RegexSerDe: what it reads of a line is what the lake reads of it, or the table is withheld. */
import { expect, test } from '@jest/globals'
import type { Inspection } from '../../../lake/inspect/inspection.ts'
import { escapesMax } from '../../../lake/limits.ts'
import { readLog } from '../../../lake/render/log.ts'
import { type LineFormName, lineForms } from '../../../lake/render/logformats.ts'
import { type PlainCell, plainRow } from '../../../lake/render/plaincsv.ts'
import type { Told } from '../../../lake/render/render.ts'
import type { Column } from '../../../lake/schema/type.ts'
import { hiveColumns } from '../../../lake/serde/hivetype.ts'
import { javaPattern } from '../../../lake/serde/javapattern.ts'
import { linesOf } from '../../../lake/serde/lines.ts'
import { lineReader } from '../../../lake/serde/reader.ts'
import { isDecidable, joinShapes, shapeOf } from '../../../lake/serde/shape.ts'
import { rawTableInput } from '../../../lake/serde/tableinput.ts'
import { BadTable } from '../../../lake/serde/value.ts'
import { lyingOf, textOf } from '../render/archive.ts'
import { goldens } from './golden.ts'

const renderOf = (form: string) => ({
  reader: 'log' as const,
  as: 'csv' as const,
  header: true,
  form,
})

async function toldOf(form: LineFormName, text: string): Promise<Told[]> {
  const told: Told[] = []
  const object = { ...lyingOf(Buffer.from(text)), told: (one: Told) => void told.push(one) }
  await textOf(readLog(object, renderOf(form)))
  return told
}

const inspectionOf = (form: LineFormName, everyLine?: boolean): Inspection => ({
  format: 'log',
  compression: 'none',
  columns: lineForms[form].columns.map((name) => ({ name, type: 'string' })),
  whole: true,
  render: renderOf(form),
  verdict: 'table',
  evidence: [],
  bytesRead: 1,
  ...(everyLine !== undefined && { everyLine }),
})

const forms = Object.keys(lineForms) as LineFormName[]
const lines = Object.fromEntries(
  goldens()
    .filter(({ name }) => name.startsWith('regex_') && name !== 'regex_types')
    .map(({ name, files }) => [
      name.slice('regex_'.length).replaceAll('_', '-'),
      linesOf(files[0]!.bytes),
    ]),
)

test.each(forms)('%s: each line is the same row to the lake and to the SerDe', async (form) => {
  const rows = lines[form]!.filter((line) => lineForms[form].cells(line))
  expect(rows.length).toBeGreaterThan(2)
  const text = `${rows.join('\n')}\n`
  expect(await toldOf(form, text)).toEqual([{ evidence: [], doubt: [], everyLine: true }])
  const verdict = shapeOf(inspectionOf(form, true), 's/d/a.log')
  if ('withheld' in verdict) throw new Error(verdict.withheld.detail)
  const { Columns, SerdeInfo } = rawTableInput(
    't',
    's3://raw/s/d/',
    verdict.shape,
  ).StorageDescriptor
  expect(new Set(Columns.map(({ Type }) => Type))).toEqual(new Set(['string']))
  const read = lineReader(
    SerdeInfo.SerializationLibrary,
    hiveColumns(Columns),
    SerdeInfo.Parameters,
  )
  const time = lineForms[form].columns.indexOf('time')
  const without = (row: unknown[]) => row.map((cell, i) => (i === time ? '' : (cell ?? null)))
  expect(rows.map((line) => without(read(line)))).toEqual(
    rows.map((line) => without(lineForms[form].cells(line)!)),
  )
  for (const line of rows) expect(line).toContain(read(line)[time] ?? '-')
})

const line = '2024-01-01 00:00:00 INFO a'
test.each([
  ['a blank line', `${line}\n\n${line}\n`],
  ['a blank line at the end', `${line}\n${line}\n\n`],
  ['a message that goes on', `${line}\n  at x\n`],
  ['a carriage return within', `${line}\rb\n`],
  ['a NUL', `${line}\0\n`],
  ['more escapes than the stack of Java holds', `${line} ${'\\'.repeat(escapesMax)}\n`],
])('%s: the raw table is withheld', async (_what, text) => {
  const [told] = await toldOf('leveled', text)
  expect(told?.everyLine).toBe(false)
  const verdict = shapeOf(inspectionOf('leveled', false), 's/d/a.log')
  expect(verdict).toMatchObject({ withheld: { code: 'log.other-lines' } })
})

test('before every line was read nothing is decided, and other names are other words', () => {
  expect(isDecidable(inspectionOf('apache'))).toBe(false)
  expect(isDecidable(inspectionOf('apache', true))).toBe(true)
  const gzip = { ...inspectionOf('apache', true), compression: 'gzip' as const }
  expect(shapeOf(gzip, 's/d/a.log')).toMatchObject({ withheld: { code: 'compression.name' } })
  expect(shapeOf(gzip, 's/d/a.log.gz')).toHaveProperty('shape')
  const latin = { ...inspectionOf('apache', true), encoding: 'windows-1252' }
  expect(shapeOf(latin, 's/d/a.log')).toMatchObject({ withheld: { code: 'text.encoding' } })
  const logfmt = { ...inspectionOf('apache', true), render: renderOf('logfmt') }
  expect(shapeOf(logfmt, 's/d/a.log')).toMatchObject({ withheld: { code: 'log.other-lines' } })
  expect(isDecidable({ ...inspectionOf('apache'), render: renderOf('logfmt') })).toBe(false)
})

const w3cRender = renderOf('w3c')

/** What is known of a log of W3C's once it was rendered, with the rows that the lake reads. */
async function w3cOf(text: string) {
  const told: Told[] = []
  const object = { ...lyingOf(Buffer.from(text)), told: (one: Told) => void told.push(one) }
  const [header = '', ...rows] = (await textOf(readLog(object, w3cRender))).trimEnd().split('\n')
  const { everyLine, split } = told[0] ?? {}
  const columns = header.split(',').map((name): Column => ({ name, type: 'long' }))
  const known = { ...inspectionOf('apache', everyLine), render: w3cRender, columns }
  return { inspection: { ...known, ...(split && { split }) }, rows, told }
}

test.each([
  [
    'tabs',
    '#Version: 1.0\n#Fields: date\tbytes\tagent\n2024-01-01\t-\tMozilla/5.0%20x\n-\t007\t\\N\n',
  ],
  [
    'blanks',
    '#Software: IIS\r\n#Fields: date bytes agent\r\n2024-01-01 12 "a"\r\n- - x\r\n'.replace(
      '"a"',
      'a',
    ),
  ],
  ['one field', '#Fields: a\n-\n1\n'],
])(
  'of W3C between %s LazySimpleSerDe reads below the directives what the lake reads',
  async (_what, text) => {
    const { inspection, rows } = await w3cOf(text)
    const verdict = shapeOf(inspection, 's/d/a.log')
    if ('withheld' in verdict) throw new Error(verdict.withheld.detail)
    const { Columns, SerdeInfo, Parameters } = rawTableInput(
      't',
      's3://raw/s/d/',
      verdict.shape,
    ).StorageDescriptor
    const read = lineReader(
      SerdeInfo.SerializationLibrary,
      hiveColumns(Columns),
      SerdeInfo.Parameters,
    )
    const headerLines = Number(Parameters['skip.header.line.count'])
    const cells = linesOf(Buffer.from(text), { headerLines }).map(read)
    expect(
      cells.map((row) => row.map((cell) => (cell === '' ? '""' : (cell ?? ''))).join(',')),
    ).toEqual(rows)
    expect(new Set(Columns.map(({ Type }) => Type))).toEqual(new Set(['string']))
  },
)

test.each([
  ['a quoted cell', '#Fields: a b\n1 "x y"\n'],
  ['quotes around one word', '#Fields: a b\n1 "x"\n'],
  ['two blanks', '#Fields: a b\n1  x\n'],
  ['a blank at the end', '#Fields: a b\n1 x \n'],
  ['a directive between', '#Fields: a b\n1 x\n#Date: y\n2 y\n'],
  ['a row that is too short', '#Fields: a b\n1 x\n2\n3 z\n'],
  ['a blank line', '#Fields: a b\n1 x\n\n'],
  ['a blank line above', '\n#Fields: a b\n1 x\n'],
  ['tabs after blanks', '#Fields: a b\n1 x\n2\ty\n'],
  ['a carriage return within', '#Fields: a\tb\n1\tx\ry\n'],
])('of W3C with %s the raw table is withheld', async (_what, text) => {
  const { inspection, told } = await w3cOf(text)
  expect(told).toEqual([{ evidence: [], doubt: [], everyLine: false }])
  expect(isDecidable(inspection)).toBe(true)
  expect(shapeOf(inspection, 's/d/a.log')).toMatchObject({ withheld: { code: 'log.other-lines' } })
})

test('logs of W3C with more directives, and CSV beside them, are other tables', async () => {
  const of = async (text: string) => {
    const verdict = shapeOf((await w3cOf(text)).inspection, 's/d/a.log')
    return 'shape' in verdict ? verdict.shape : undefined
  }
  const [a, b] = [await of('#Fields: a b\n1 x\n'), await of('#V: 1\n#Fields: a b\n1 x\n')]
  expect(joinShapes(a!, a!)).toEqual({ shape: a })
  expect(joinShapes(a!, b!)).toMatchObject({ withheld: { code: 'csv.headers-differ' } })
  const { nullText: _, ...csv } = a!.csv!
  expect(joinShapes(a!, { ...a!, csv })).toMatchObject({ withheld: { code: 'csv.nulls-differ' } })
  expect(isDecidable({ ...inspectionOf('apache'), render: w3cRender })).toBe(false)
})

test('two forms are two tables, and a log beside CSV is none', () => {
  const shapes = forms.map((form) => shapeOf(inspectionOf(form, true), 's/d/a.log'))
  const [a, b] = shapes.map((verdict) => ('shape' in verdict ? verdict.shape : undefined))
  expect(joinShapes(a!, a!)).toEqual({ shape: a })
  expect(joinShapes(a!, b!)).toMatchObject({ withheld: { code: 'log.forms-differ' } })
  const csv = { serdes: ['lazysimple' as const], columns: a!.columns, partitionKeys: [] }
  const shape = { ...csv, csv: { delimiter: ',', quote: '', headerLines: 0 } }
  expect(joinShapes(a!, shape)).toMatchObject({ withheld: { code: 'raw.formats-differ' } })
})

test.each([
  ...['a*+', 'a++', '(?>a)', '(?i)a', '[a[b]]', '[a&&b]', String.raw`\Qa\E`, String.raw`\h`],
  ...[
    String.raw`\p{Alpha}`,
    String.raw`(a)\1`,
    '(?:(a)|b)*',
    String.raw`[\S]`,
    '(',
    'a)',
    '[a',
    '[]a]',
    '*a',
    'a{x',
    String.raw`[\s-x]+`,
    String.raw`[\x01-\s]+`,
  ],
])('%s is refused, for both do not mean the same by it', (pattern) => {
  expect(() => javaPattern(pattern)).toThrow(BadTable)
})

test.each([
  [String.raw`([^ ]+)\s+"([^\"]*)\"`, 'a \t"b"', ['a', 'b']],
  [String.raw`(\S+)`, 'a\u00a0b', ['a\u00a0b']],
  [String.raw`([\s\-]+)\.(.)`, '-\t.\u{1f642}', ['-\t', '\u{1f642}']],
  ['(.)(.?)', '\u{1f642}', ['\u{1f642}', '']],
  [String.raw`(?!#)(?<first>[^#]+)\x23(\d{2,})}`, 'a#12}', ['a', '12']],
])('%s reads %s as Java does', (pattern, text, groups) => {
  expect(javaPattern(pattern).exec(text)?.slice(1)).toEqual(groups)
})

/** What is known of a log of logfmt once it was rendered, with the rows that the lake reads. */
async function logfmtOf(text: string) {
  const told: Told[] = []
  const render = renderOf('logfmt')
  const object = { ...lyingOf(Buffer.from(text)), told: (one: Told) => void told.push(one) }
  const [header = '', ...rows] = (await textOf(readLog(object, render))).trimEnd().split('\n')
  const { everyLine, pairs } = told.at(-1) ?? {}
  const columns = header.split(',').map((name): Column => ({ name, type: 'string' }))
  const known = { ...inspectionOf('apache', everyLine), render, columns }
  return { inspection: { ...known, ...(pairs && { pairs }) }, rows }
}

test('logfmt whose lines are written alike is read by one expression, value for value', async () => {
  const lines = [
    'time=2024-01-01T00:00:00Z level=info msg="it ran, well" n=1 http.path=/a?b=c',
    'time=2024-01-01T00:00:01Z level= msg="" n=-2.5 http.path=/',
  ]
  const { inspection, rows } = await logfmtOf(`${lines.join('\n')}\n`)
  const verdict = shapeOf(inspection, 's/d/a.log')
  if ('withheld' in verdict) throw new Error(verdict.withheld.detail)
  const { Columns, SerdeInfo } = rawTableInput('t', 's3://b/', verdict.shape).StorageDescriptor
  const read = lineReader(
    SerdeInfo.SerializationLibrary,
    hiveColumns(Columns),
    SerdeInfo.Parameters,
  )
  expect(lines.map((one) => plainRow(read(one) as PlainCell[]).trimEnd())).toEqual(rows)
  const other = { ...verdict.shape, pairs: [{ name: 'x' }] }
  expect(joinShapes(verdict.shape, other)).toHaveProperty('withheld.code', 'log.forms-differ')
  expect(joinShapes(verdict.shape, verdict.shape)).toEqual(verdict)
})

test.each([
  ['names in another order', 'a=1 b=2\nb=2 a=1\n'],
  ['a name that is not in each', 'a=1 b=2\na=1\n'],
  ['quotes in some lines', 'a=1 b="x y"\na=1 b=x\n'],
  ['an escape', 'a=1 b="x \\" y"\na=1 b="z"\n'],
  ['two blanks', 'a=1  b=2\na=1 b=2\n'],
  ['a blank at the end', 'a=1 b=2 \n'],
  ['a blank line', 'a=1 b=2\n\na=1 b=2\n'],
  ['a name that is there twice', 'a=1 a=2\na=1 a=2\n'],
  ['a line of something else', 'a=1 b=2\nhello\n'],
])('logfmt with %s: the raw table is withheld', async (_what, text) => {
  const { inspection } = await logfmtOf(text)
  expect(shapeOf(inspection, 's/d/a.log')).toHaveProperty('withheld.code', 'log.other-lines')
})
