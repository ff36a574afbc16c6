/** Files of one dataset whose columns drift: a plain model of what each says, whatever its format and its neighbours. */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { Laptop } from '../../local/laptop.ts'
import type { Duckdb } from '../lake/inspect/duckdb.ts'
import { lakeRows, planOf } from './rows.ts'

/** What a file says of a cell; null: nothing. */
type Value = null | { text: string; json: unknown }
const scalars = [
  'nothing',
  'int',
  'big',
  'double',
  'fixed',
  'text',
  'date',
  'truth',
  'zeros',
] as const
const nested = ['ints', 'nulls', 'none', 'lists', 'struct', 'hollow', 'within'] as const
/** No Parquet file has a struct without members. */
const bare = ['bare', 'bares', 'deep', 'full'] as const
type Kind = (typeof scalars)[number] | (typeof nested)[number] | (typeof bare)[number]
const formats = ['csv', 'csv.gz', 'ndjson', 'json', 'parquet'] as const

export interface DriftColumn {
  /** As the file spells it; columns that differ in case only are one. */
  spelling: string
  kind: Kind
  values: Value[]
}

export interface DriftFile {
  format: (typeof formats)[number]
  firstId: number
  rows: number
  columns: DriftColumn[]
}

const spellings = [
  'Name',
  'Unit Price',
  'unit_price',
  'Unit  Price',
  'Größe',
  'Seen',
  'a-b',
  'tags',
]
const asText = (text: string): Value => ({ text, json: text })
const asJson = (json: unknown): Value => ({ text: JSON.stringify(json), json })

const madeOf: Record<Kind, (n: number) => Value> = {
  nothing: () => null,
  int: (n) => asJson(n * 7 - 20),
  big: (n) => ({ text: `${9_007_199_254_740_993n + BigInt(2 * n)}`, json: undefined }),
  double: (n) => asJson(n + 0.12345678901),
  fixed: (n) => ({ text: `${n}.50`, json: n + 0.5 }),
  text: (n) => asText(n % 3 === 0 ? `say "${n}", or` : `t ${n}`),
  date: (n) => asText(`2024-02-${10 + (n % 19)}`),
  truth: (n) => asJson(n % 2 === 0),
  zeros: (n) => asText(`00${n}`),
  ints: (n) => asJson([n, null, n + 1].slice(0, 1 + (n % 3))),
  nulls: () => asJson([null, null]),
  none: () => asJson([]),
  struct: (n) => asJson({ a: n, b: n % 2 === 0 ? `b${n}` : null }),
  lists: (n) => asJson([[n], []]),
  hollow: () => asJson({ a: null }),
  within: (n) => asJson({ a: n, l: [] }),
  bare: () => asJson({}),
  bares: () => asJson([{}, null]),
  deep: (n) => asJson({ a: n, l: [[]], s: {} }),
  full: (n) => asJson({ a: n, l: [[n]], s: { x: n } }),
}

const kindsOf = (format: DriftFile['format']): Kind[] => [
  ...scalars,
  ...(format.startsWith('csv') ? [] : nested),
  ...(format.endsWith('json') ? bare : []),
]

const column = (spelling: string, format: DriftFile['format']) =>
  fc.record({
    kind: fc.constantFrom(...kindsOf(format)),
    spelling: fc.constantFrom(spelling, spelling, spelling.toUpperCase(), spelling.toLowerCase()),
    gap: fc.integer({ min: 2, max: 9 }),
  })

const file = fc
  .record({
    format: fc.constantFrom(...formats),
    names: fc.shuffledSubarray(spellings, { minLength: 1, maxLength: 5 }),
    rows: fc.integer({ min: 3, max: 9 }),
  })
  .chain(({ format, names, rows }) =>
    fc
      .tuple(...names.map((name) => column(name, format)))
      .map((columns) => ({ format, rows, columns })),
  )

/** Two to six files, whose rows are numbered from one to the next. */
export const drift: fc.Arbitrary<DriftFile[]> = fc
  .array(file, { minLength: 2, maxLength: 6 })
  .map((files) => {
    let next = 1
    return files.map(({ format, rows, columns }) => {
      const firstId = next
      next += rows
      const cellOf = (kind: Kind, gap: number, i: number): Value =>
        i % gap === gap - 1 ? null : madeOf[kind](firstId + i)
      return {
        ...{ format, firstId, rows },
        columns: columns.map(({ kind, spelling, gap }) => {
          const values = Array.from({ length: rows }, (_, i) => cellOf(kind, gap, i))
          return { spelling, kind, values }
        }),
      }
    })
  })

/** A column that is called as another one by now, or as none is. */
export const pairs: fc.Arbitrary<[from: string, to: string]> = fc
  .tuple(fc.constantFrom(...spellings), fc.constantFrom(...spellings, 'Fresh', 'später'))
  .filter(([from, to]) => from.toLowerCase() !== to.toLowerCase())

const rowsOf = <T>(of: DriftFile, row: (id: number, values: Value[]) => T): T[] =>
  Array.from({ length: of.rows }, (_, i) =>
    row(
      of.firstId + i,
      of.columns.map(({ values }) => values[i]!),
    ),
  )

const cell = (text: string): string =>
  /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

const csvOf = (of: DriftFile): string =>
  [
    ['id', ...of.columns.map(({ spelling }) => spelling)],
    ...rowsOf(of, (id, values) => [`${id}`, ...values.map((value) => cell(value?.text ?? ''))]),
  ]
    .map((cells) => `${cells.join(',')}\n`)
    .join('')

/** Digits as they are. */
const jsonText = (value: Value): string =>
  value === null ? 'null' : typeof value.json === 'string' ? JSON.stringify(value.json) : value.text

const objectsOf = (of: DriftFile): string[] =>
  rowsOf(of, (id, values) => {
    const members = values.map(
      (value, i) => `${JSON.stringify(of.columns[i]!.spelling)}: ${jsonText(value)}`,
    )
    return `{${[`"id": ${id}`, ...members].join(', ')}}`
  })

const parquetTypes: Partial<Record<Kind, string>> = {
  ...{ nothing: 'INTEGER', int: 'INTEGER', big: 'BIGINT', double: 'DOUBLE', fixed: 'DECIMAL(9,2)' },
  ...{ text: 'VARCHAR', date: 'DATE', truth: 'BOOLEAN', zeros: 'VARCHAR', ints: 'INTEGER[]' },
  ...{ nulls: 'INTEGER[]', none: 'BIGINT[]', struct: 'STRUCT(a INTEGER, b VARCHAR)' },
  ...{ lists: 'BIGINT[][]', hollow: 'STRUCT(a INTEGER)', within: 'STRUCT(a INTEGER, l BIGINT[])' },
}
const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`

async function parquetOf(of: DriftFile, duckdb: Duckdb): Promise<string> {
  const cast = (value: Value, kind: Kind): string =>
    value === null
      ? `NULL::${parquetTypes[kind]}`
      : typeof value.json === 'object'
        ? `CAST(${sqlText(value.text)}::JSON AS ${parquetTypes[kind]})`
        : `CAST(${sqlText(value.text)} AS ${parquetTypes[kind]})`
  const rows = rowsOf(of, (id, values) => {
    const cells = values.map((value, i) => cast(value, of.columns[i]!.kind))
    return `(${[id, ...cells].join(', ')})`
  })
  const names = ['id', ...of.columns.map(({ spelling }) => spelling)].map((name) => `"${name}"`)
  const path = duckdb.file('')
  const rest = `FROM (VALUES ${rows.join(', ')}) AS t(${names.join(', ')})`
  await duckdb.query(`COPY (SELECT * ${rest}) TO ${sqlText(path)} (FORMAT parquet)`)
  return path
}

export async function bytesOf(
  of: DriftFile,
  duckdb: Duckdb,
  read: (path: string) => Buffer,
): Promise<Buffer> {
  switch (of.format) {
    case 'csv':
      return Buffer.from(csvOf(of))
    case 'csv.gz':
      return gzipSync(csvOf(of))
    case 'ndjson':
      return Buffer.from(`${objectsOf(of).join('\n')}\n`)
    case 'json':
      return Buffer.from(`[${objectsOf(of).join(',\n')}]`)
    case 'parquet':
      return read(await parquetOf(of, duckdb))
  }
}

/** `read`: the cell as JSON's text. A text is the file's own; a number may be written another way. */
export function isSaid(value: Value, read: string | null, isCsv: boolean): boolean {
  const found: unknown = read === null ? null : JSON.parse(read)
  if (value === null) return found === null || (isCsv && found === '')
  if (found === null) return false
  if (typeof found === 'number') return isNumber(value.text, read!)
  if (typeof found === 'string') {
    if (found === value.text) return true
    if (typeof value.json === 'number' && !isCsv) return isNumber(value.text, found)
    return typeof value.json === 'object' && isSame(value.json, jsonOf(found))
  }
  return isSame(value.json, found)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isNumber(said: string, read: string): boolean {
  const plain = read.replace(/\.0*$/, '')
  return said === read || said === plain || (said.length < 16 && Number(said) === Number(read))
}

/** A member that the table has and the file lacks reads NULL; what is no text may be its JSON. */
function isSame(said: unknown, found: unknown): boolean {
  if (said !== null && typeof said === 'object' && typeof found === 'string') {
    return isSame(said, jsonOf(found))
  }
  if (said === null || found === null || typeof said !== 'object' || typeof found !== 'object') {
    return said === found || `${said}` === found
  }
  if (Array.isArray(said) || Array.isArray(found)) {
    if (!Array.isArray(said) || !Array.isArray(found)) return false
    return said.length === found.length && said.every((one, i) => isSame(one, found[i]))
  }
  const members = new Set([...Object.keys(said), ...Object.keys(found)])
  const of = (object: object, name: string): unknown =>
    (object as Record<string, unknown>)[name] ?? null
  return [...members].every((name) => isSame(of(said, name), of(found, name)))
}

/** What the table says otherwise than its files, in words. */
export async function liesOf(
  laptop: Laptop,
  table: string,
  files: DriftFile[],
  renamed?: { from: string; to: string },
): Promise<string[]> {
  const { fields } = (await planOf(laptop, table)).schema
  const nameOf = (spelling: string): string[] =>
    fields.flatMap(({ name, doc = name }) =>
      doc.toLowerCase() === spelling.toLowerCase() ? [name] : [],
    )
  const rows = await lakeRows(
    laptop,
    table,
    fields.map(({ name }) => `to_json("${name}")::VARCHAR AS "${name}"`).join(', '),
  )
  const byId = Map.groupBy(rows, (row) => Number(row.id))
  const all = files.reduce((sum, file) => sum + file.rows, 0)
  const found = rows.length === all && byId.size === all ? [] : [`${rows.length} rows of ${all}`]
  for (const { format, firstId, columns } of files) {
    for (const { spelling, kind, values } of columns) {
      const isOther =
        renamed &&
        isAlike(spelling, renamed.from) &&
        !columns.some((c) => isAlike(c.spelling, renamed.to))
      const [name, ...others] = nameOf(isOther ? renamed.to : spelling)
      if (name === undefined || others.length > 0) {
        found.push(`"${spelling}" is ${others.length + (name === undefined ? 0 : 1)} columns`)
        continue
      }
      const wrong = values.findIndex((value, i) => {
        const read = (byId.get(firstId + i)?.[0]?.[name] ?? null) as string | null
        return !isSaid(value, read, format.startsWith('csv'))
      })
      if (wrong < 0) continue
      const read = byId.get(firstId + wrong)?.[0]?.[name]
      const said = values[wrong]?.text
      found.push(
        `${format}: ${kind} "${spelling}" of row ${firstId + wrong} is ${read}, not ${said}`,
      )
    }
  }
  return found
}

const isAlike = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
