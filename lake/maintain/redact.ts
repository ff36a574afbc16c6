/** Originals without some of their rows: every other byte stays as it was sent. */
import { cellText } from '../inspect/csvrows.ts'
import { CsvScan } from '../inspect/csvscan.ts'
import type { CsvDialect } from '../inspect/inspection.ts'
import { spellingOf } from '../schema/names.ts'
import type { Renames } from '../schema/renamed.ts'
import { type Level, spellingsOf } from '../schema/spellings.ts'
import type { Column } from '../schema/type.ts'

/** Which rows go: those with one of the values in one of the columns. */
export interface Wanted {
  columns: readonly string[]
  values: ReadonlySet<string>
}

export interface Redacted {
  bytes: Buffer
  /** Left out. */
  rows: number
  /** That stay. */
  rest: number
}

/** Whether a column is meant, by the table's name for it or a file's own: what differs in case only is one column. */
export const isWanted = (
  column: Pick<Column, 'name' | 'original'>,
  { columns }: Pick<Wanted, 'columns'>,
): boolean => columns.some((asked) => asked === column.name || isAlike(asked, spellingOf(column)))

const isAlike = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

const levels: Level[] = ['column', 'member']

/** Whether a member of a line of JSON is meant: its own spelling, or one of the names that are its alone to have. */
export function isMember(asked: string, spelling: string): boolean {
  if (isAlike(asked, spelling)) return true
  return levels.some((level) => {
    const { plain, hashed, exact } = spellingsOf(spelling, level)
    return asked === plain || asked === hashed || asked === exact
  })
}

/** The path, and what it is called by those who call its column by its name before, or by the one that it has by now. */
export function formerPaths(path: string, renames: Renames = {}): string[] {
  const [first = '', ...rest] = path.split('.')
  const others = Object.entries(renames).flatMap(([from, to]) => [
    ...[
      [from, to],
      [to, from],
    ].flatMap(([one, other]) => [
      ...(isMember(path, one!) ? [other!] : []),
      ...(rest.length > 0 && isMember(first, one!) ? [[other, ...rest].join('.')] : []),
    ]),
  ])
  return [path, ...others]
}

/** Throws Quarantined where the text is no CSV of this dialect. */
export function redactCsv(
  bytes: Buffer,
  dialect: CsvDialect,
  columns: Column[],
  wanted: Wanted,
): Redacted {
  const places = new Set(columns.flatMap((column, i) => (isWanted(column, wanted) ? [i] : [])))
  const kept: Buffer[] = []
  let [place, start, rows, rest, isHit] = [0, 0, 0, 0, false]
  let isHeader = dialect.header
  const scan = new CsvScan(dialect, 0, {
    cell(from, to, quoted) {
      if (places.has(place++)) {
        const text = cellText({ raw: bytes.toString('utf8', from, to), quoted }, dialect)
        isHit ||= text !== null && wanted.values.has(text)
      }
    },
    record(cells, to) {
      const end = bytes[to - 1] === 13 && bytes[to] === 10 ? to + 1 : to
      const goes = isHit && !isHeader
      if (goes) rows++
      else if (cells > 0 && !isHeader) rest++
      if (!goes) kept.push(bytes.subarray(start, end))
      ;[place, start, isHit, isHeader] = [0, end, false, false]
    },
  })
  scan.push(bytes)
  scan.end()
  return { bytes: Buffer.concat(kept), rows, rest }
}

/** A line that is no JSON stays. */
export function redactLines(bytes: Buffer, wanted: Wanted): Redacted {
  const kept: Buffer[] = []
  let [rows, rest] = [0, 0]
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(10, start)
    const end = newline < 0 ? bytes.length : newline + 1
    const line = bytes.subarray(start, end)
    if (isHitLine(line.toString('utf8'), wanted)) rows++
    else {
      kept.push(line)
      if (/\S/.test(line.toString('utf8'))) rest++
    }
    start = end
  }
  return { bytes: Buffer.concat(kept), rows, rest }
}

function isHitLine(line: string, { columns, values }: Wanted): boolean {
  try {
    const row: unknown = JSON.parse(line, numbersAsWritten)
    return columns.some((path) =>
      valuesAt(row, path.split('.')).some((value) => values.has(String(value))),
    )
  } catch {
    return false
  }
}

/** 64-bit numbers are compared as the file has them. */
const numbersAsWritten = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' ? (context?.source ?? value) : value

/** Into lists too: one element is enough. A member may have dots in its own name. */
function valuesAt(value: unknown, path: string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((one) => valuesAt(one, path))
  if (path.join('.') === '') return value === null ? [] : [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([member, inner]) =>
    path.flatMap((_, i) => {
      const name = path.slice(0, i + 1).join('.')
      return isMember(name, member) ? valuesAt(inner, path.slice(i + 1)) : []
    }),
  )
}
