/** A clean table and how it is to be written. Pollutions change both; what a careful reader must find is kept beside. */
import { type Random, randomOf } from '../simulation/random.ts'
import { type Kind, kinds, nameOf, textKinds } from './kinds.ts'
import { type Language, languages } from './words.ts'

/** What a cell may be read as: the first is best, each of the others loses nothing. */
export type Fair = (string | null)[]

export interface Row {
  /** As they are written, before quoting; null is an empty cell, `''` an empty text where the quotes say so. */
  cells: (string | null)[]
  /** What each is to be read as, where that is another. */
  fair?: (Fair | undefined)[]
  /** The record as it is, in the place of what the dialect makes of the cells. */
  line?: string
  /** Lines that are no rows, before it. */
  before?: string[]
  /** No reader could be sure of it: it may be kept aside, counted. */
  mayBeAside?: true
  /** It has more cells than the table: where they go is free. */
  isLong?: true
}

export interface Column {
  /** Of a drawn one. */
  kind?: Kind
  /** Its name in the header; any of them will do; none: it has no name. */
  names: string[]
  /** In the place of the kind's. */
  types?: string[]
  /** Its values are their spelling: 1.10 is not 1.1. */
  exact?: boolean
}

type Drawn = Column & { kind: Kind }

export interface Dialect {
  delimiter: string
  /** Empty: cells are written so that they need none. */
  quote: string
  /** As the quote: it is doubled. */
  escape: string
  quoting: 'needed' | 'all' | 'text'
  /** Of the n-th line. */
  lineEnd: (line: number) => string
  lastEnd: boolean
}

export interface Draft {
  random: Random
  language: Language
  columns: Drawn[]
  /** Rows of the header as they are written. */
  header: (string | null)[][]
  rows: Row[]
  dialect: Dialect
  /** Lines that are no rows, before the header and after the last row; they are written as they are. */
  top: string[]
  bottom: string[]
  /** In the place of the dialect: another form of the table. */
  write?: (draft: Draft) => string
  /** Undefined where there are characters that it has not. */
  encode: (text: string) => Buffer | undefined
  /** Bytes after all is encoded. */
  finish: ((bytes: Buffer) => Buffer)[]
  file: string
}

export interface Sizes {
  rows?: number
  columns?: number
}

/** The same seed gives the same table, a smaller one with fewer rows or columns. */
export function cleanDraft(seed: number, sizes: Sizes, demands: Demands): Draft {
  const random = randomOf(seed)
  const names = demands.languages ?? [...Object.keys(languages), 'en', 'en', 'en', 'en', 'en', 'en']
  const language = languages[random.pick(names)]!
  const many = Math.max(2, Math.min(2 + random.below(7), sizes.columns ?? 99))
  const isText = random.chance(0.15) && !demands.kinds
  const wanted = demands.kinds?.map((name) => kinds.get(name)!) ?? []
  const from = isText ? textKinds.map((name) => kinds.get(name)!) : [...kinds.values()]
  const chosen = [...wanted]
  if (!isText && wanted.length === 0 && random.chance(0.6)) chosen.push(kinds.get('id')!)
  while (chosen.length < many) chosen.push(random.pick(from))
  const columns = named(random, language, chosen)
  const drawn = demands.rows ?? 4 + random.below(random.chance(0.2) ? 60 : 14)
  const rows = Array.from({ length: Math.min(drawn, sizes.rows ?? drawn) }, (_, i): Row => {
    const own = randomOf(seed * 31 + i)
    return { cells: columns.map(({ kind }) => kind.value(own, language, i)) }
  })
  if (random.chance(0.4)) someEmpty(random, columns, rows)
  return {
    ...{ random, language, columns, rows },
    header: [columns.map(({ names }) => names[0]!)],
    dialect: {
      delimiter: random.pick([',', ',', ',', ';', '\t', '|']),
      ...{ quote: '"', escape: '"' },
      quoting: random.pick(['needed', 'needed', 'all', 'text']),
      lineEnd: random.chance(0.3) ? () => '\r\n' : () => '\n',
      lastEnd: random.chance(0.85),
    },
    ...{ top: [], bottom: [], finish: [], file: 'table.csv' },
    encode: (text) => Buffer.from(text),
  }
}

/** What a pollution wants to find in the table. */
export interface Demands {
  languages?: string[]
  /** Kinds of the first columns. */
  kinds?: string[]
  rows?: number
}

function named(random: Random, language: Language, chosen: Kind[]): Drawn[] {
  const used = new Set<string>()
  return chosen.map((kind) => {
    let name = nameOf(random, language, kind)
    for (let n = 2; used.has(name.toLowerCase()); n++)
      name = `${nameOf(random, language, kind)} ${n}`
    used.add(name.toLowerCase())
    return { kind, names: [name], ...(kind.exact && { exact: true }) }
  })
}

/** Some cells of one column or two are empty, not the first column's. */
function someEmpty(random: Random, columns: Drawn[], rows: Row[]): void {
  if (columns.length < 3 || rows.length < 4) return
  const column = 1 + random.below(columns.length - 1)
  for (const { cells } of rows.slice(1)) if (random.chance(0.25)) cells[column] = null
}

/** Text of one record, quoted as the dialect has it. */
export function recordOf(cells: (string | null)[], dialect: Dialect): string {
  return cells.map((cell) => cellOf(cell, dialect)).join(dialect.delimiter)
}

export function cellOf(cell: string | null, dialect: Dialect): string {
  if (cell === null) return ''
  const { delimiter, quote, escape: escapeBy, quoting } = dialect
  if (quote === '') return cell
  const isNeeded =
    cell === '' ||
    [...(delimiter.trim() || delimiter), quote, '\n', '\r'].some((each) => cell.includes(each)) ||
    (escapeBy !== quote && cell.includes(escapeBy)) ||
    cell !== cell.trim()
  const isText = quoting === 'text' && !/^[-+\d.]+$/.test(cell)
  if (!isNeeded && !isText && quoting !== 'all') return cell
  const inside =
    escapeBy === quote
      ? cell.replaceAll(quote, quote + quote)
      : cell.replaceAll(escapeBy, escapeBy + escapeBy).replaceAll(quote, escapeBy + quote)
  return `${quote}${inside}${quote}`
}

export function linesOf({ top, header, rows, bottom, dialect }: Draft): string[] {
  const body = rows.flatMap(({ cells, line, before = [] }) => [
    ...before,
    line ?? recordOf(cells, dialect),
  ])
  return [...top, ...header.map((cells) => recordOf(cells, dialect)), ...body, ...bottom]
}

function textOf(draft: Draft): string {
  const lines = linesOf(draft)
  const { lineEnd, lastEnd } = draft.dialect
  const isEnded = (i: number): boolean => i < lines.length - 1 || lastEnd
  return lines.map((line, i) => (isEnded(i) ? line + lineEnd(i) : line)).join('')
}

export function bytesOf(draft: Draft): Buffer | undefined {
  const text = draft.write ? draft.write(draft) : textOf(draft)
  const bytes = draft.encode(text)
  return bytes && draft.finish.reduce((all, finish) => finish(all), bytes)
}
