/** Athena's result of a query, the CSV that it leaves in S3, as columns of their types. https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html */
import type { FieldType } from '../iceberg/schema.ts'
import type { Cell } from './value.ts'

/** As Athena names it, a decimal with its digits: `decimal(9,2)`. */
export interface ResultColumn {
  name: string
  type: string
}

/** A column whose values do not all fit its type stays text: zones by name, digits beyond the sixth of a second. */
export function typedResult(csv: string, columns: ResultColumn[]) {
  const texts = columnsOfCsv(csv, columns.length)
  const typed = columns.map(({ name, type }, i) => typedColumn(name, type, texts[i] ?? []))
  return { fields: typed.map(({ field }) => field), cells: typed.map(({ cells }) => cells) }
}

type Texts = (string | null)[]

function typedColumn(name: string, type: string, texts: Texts) {
  const reader = readerOf(type)
  const cells: Cell[] = []
  if (reader) {
    for (const text of texts) {
      const cell = text === null ? null : reader.read(text)
      if (cell === undefined) break
      cells.push(cell)
    }
    if (cells.length === texts.length) return { field: { name, type: reader.type }, cells }
  }
  return { field: { name, type: 'string' as FieldType }, cells: texts as Cell[] }
}

interface Reader {
  type: FieldType
  /** Undefined where the text is no such value. */
  read(text: string): Cell
}

function readerOf(type: string): Reader | undefined {
  const decimal = /^decimal\((\d+), ?(\d+)\)$/.exec(type)
  if (decimal) {
    const [, precision, scale] = decimal
    const read = (text: string) => unscaled(text, Number(scale))
    return { type: `decimal(${precision}, ${scale})`, read }
  }
  return readers[type]
}

const whole: Reader = {
  type: 'int',
  read: (text) => (/^-?\d+$/.test(text) ? Number(text) : undefined),
}
const fraction = (text: string): number | undefined =>
  text === 'NaN' || !Number.isNaN(Number(text)) ? Number(text) : undefined
const truth = (text: string): boolean | undefined =>
  text === 'true' || (text === 'false' ? false : undefined)

const readers: Record<string, Reader> = {
  boolean: { type: 'boolean', read: truth },
  tinyint: whole,
  smallint: whole,
  integer: whole,
  bigint: { type: 'long', read: (text) => (/^-?\d+$/.test(text) ? BigInt(text) : undefined) },
  float: { type: 'float', read: fraction },
  real: { type: 'float', read: fraction },
  double: { type: 'double', read: fraction },
  date: { type: 'date', read: daysOf },
  timestamp: { type: 'timestamp', read: microsOf },
  'timestamp with time zone': {
    type: 'timestamptz',
    read: (text) => (text.endsWith(' UTC') ? microsOf(text.slice(0, -4)) : undefined),
  },
  varbinary: { type: 'binary', read: bytesOf },
}

function unscaled(text: string, scale: number): bigint | undefined {
  const [, sign = '', digits = '', rest = ''] = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text) ?? []
  if (digits === '' && rest === '') return undefined
  return rest.length > scale ? undefined : BigInt(`${sign}${digits}${rest.padEnd(scale, '0')}`)
}

const dayMs = 86_400_000

function daysOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined
  const ms = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(ms) ? undefined : ms / dayMs
}

function microsOf(text: string): bigint | undefined {
  const [, day, time, digits = ''] =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,12}))?$/.exec(text) ?? []
  if (!day || /[1-9]/.test(digits.slice(6))) return undefined
  const ms = Date.parse(`${day}T${time}Z`)
  if (Number.isNaN(ms)) return undefined
  return BigInt(ms) * 1000n + BigInt(digits.slice(0, 6).padEnd(6, '0'))
}

/** Pairs of digits with blanks between them. */
function bytesOf(text: string): Uint8Array | undefined {
  return /^(?:[0-9a-fA-F]{2}(?: |$))*$/.test(text)
    ? Buffer.from(text.replaceAll(' ', ''), 'hex')
    : undefined
}

/** Without the header. Every value is quoted; a null is nothing at all. */
function columnsOfCsv(csv: string, width: number): Texts[] {
  const columns = Array.from({ length: width }, (): Texts => [])
  let at = 0
  let column = 0
  let isHeader = true
  while (at < csv.length) {
    let value: string | null = null
    if (csv.charCodeAt(at) === quote) {
      const end = endOfQuoted(csv, at + 1)
      value = csv.slice(at + 1, end)
      if (value.includes('"')) value = value.replaceAll('""', '"')
      at = end + 1
    }
    if (!isHeader) columns[column]?.push(value)
    column++
    if (csv.charCodeAt(at) === newline) {
      column = 0
      isHeader = false
    }
    at++
  }
  return columns
}

const quote = 34
const newline = 10

/** Where the closing quote is: one that no other follows. */
function endOfQuoted(csv: string, start: number): number {
  let end = csv.indexOf('"', start)
  while (end >= 0 && csv.charCodeAt(end + 1) === quote) end = csv.indexOf('"', end + 2)
  return end < 0 ? csv.length : end
}
