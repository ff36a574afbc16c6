/** A table of LaTeX (`tabular`, `longtable`), or its rows alone, as R's xtable and pandas write them: `Anna & 33 \\`. */
import { linesOf, type TextLine } from './lines.ts'
import { plainRow } from './plaincsv.ts'
import type { Lying, Render } from './render.ts'

export interface LatexRender extends Render {
  reader: 'latex'
  as: 'csv'
  header: true
  names: string[]
  /** Rows of the header, which the names are made of. */
  head: number
  /** Which of the environments it is, from 0; absent: the text is rows alone. */
  table?: number
  /** No inspection saw all of the text: whoever reads it tells of the others. */
  isPart?: true
}

/** Longer ones are none of a table that somebody prints. */
const rowBytesMax = 64 * 1024

export type LatexRow = (string | null)[]

export async function* readLatex(object: Lying, render: Render): AsyncIterable<string> {
  const { names, head, table, isPart } = render as LatexRender
  const rows = new LatexRows(table, object.aside)
  let due = head
  yield plainRow(names)
  for await (const lines of linesOf(object)) {
    let text = ''
    for (const line of lines) {
      for (const row of rows.add(line)) {
        if (due-- > 0) continue
        if (row.length <= names.length) text += plainRow(names.map((_, i) => row[i]))
        else object.aside({ ...line, reason: 'The row has more cells than the table has columns.' })
      }
    }
    yield text
  }
  rows.end()
  if (isPart && rows.tables > 1) {
    object.told?.({ evidence: [], doubt: [otherTables(rows.tables - 1)] })
  }
}

export const otherTables = (count: number): string =>
  `the largest table is read; ${count} more of the text are not`

const environment = String.raw`\{(?:tabular\*?|tabularx|tabulary|longtable|array|supertabular)\}`
const begins = new RegExp(String.raw`\\begin${environment}`)
const ends = new RegExp(String.raw`\\end${environment}`)
const tableSign = new RegExp(String.raw`\\(?:begin|end)${environment}`)

/** What ends a row, or keeps it from its end. */
const signsOfRows = new RegExp(
  String.raw`${tableSign.source}|\\\\\*?(?:\[[^\]]{0,100}\])?|\\.|[{}]`,
  's',
)

export const isLatexTable = (text: string): boolean => begins.test(text)

/** Stand between rows, and are of none. */
const rules =
  /\\(hline|toprule|midrule|bottomrule|endhead|endfoot|endlastfoot|endfirsthead|centering|(cline|cmidrule|specialrule|addlinespace|rowcolor|label|caption|noalign)(\([^)]{0,100}\))?(\[[^\]]{0,100}\])?(\{[^{}]{0,1000}\}){0,3})(?![A-Za-z])/g

/** Rows as lines come; those of a header that stands on each page again are none. */
export class LatexRows {
  readonly #wanted: number | undefined
  readonly #aside: Lying['aside']
  #open = -1
  #isIn: boolean
  #row: string[] = []
  #length = 0
  #first: TextLine | undefined
  #isAgain = false
  /** Of the braces that are open in the row, and of tables within its cell. */
  #depth = 0
  #tables = 0
  /** Of tables around, where none is read. */
  #around = 0
  /** How many rows came before each rule, for whoever looks for a header. */
  readonly rulesSeen: number[] = []
  /** Of the text, within the table. */
  lines = 0
  #rows = 0

  constructor(wanted: number | undefined, aside: Lying['aside']) {
    this.#wanted = wanted
    this.#aside = aside
    this.#isIn = wanted === undefined
  }

  /** How many tables have begun. */
  get tables(): number {
    return this.#open + 1
  }

  add(line: TextLine): LatexRow[] {
    const text = withoutComment(line.text)
    return this.#isIn ? this.#within(text, line) : this.#between(text, line)
  }

  /** A table within another one is none by itself. */
  #between(text: string, line: TextLine): LatexRow[] {
    let rest = text
    for (let sign = tableSign.exec(rest); sign; sign = tableSign.exec(rest)) {
      rest = rest.slice(sign.index + sign[0].length)
      if (ends.test(sign[0])) this.#around = Math.max(0, this.#around - 1)
      else if (this.#around++ === 0 && ++this.#open === this.#wanted) {
        this.#isIn = true
        this.#around = 0
        return this.#within(withoutSpecification(rest), line)
      }
    }
    return []
  }

  #within(text: string, line: TextLine): LatexRow[] {
    this.lines++
    this.#first ??= line
    if (/\\endfirsthead/.test(text)) this.#isAgain = true
    const rows = this.#cut(`${text} `, line)
    if (/\\end(head|lastfoot|foot)(?![a-z])/.test(text)) this.#isAgain = false
    return rows
  }

  end(): void {
    if (this.#isIn && this.#row.join('').trim() !== '') this.#setAside('The row has no end.')
  }

  /** What ends a row stands in one line; within braces, or a table within a cell, it only breaks a line of the cell. */
  #cut(text: string, line: TextLine): LatexRow[] {
    const found: LatexRow[] = []
    let [own, rest, isEnded] = ['', this.#depth > 0 ? text.trimStart() : text, false]
    while (!isEnded) {
      const sign = signsOfRows.exec(rest)
      const before = sign ? rest.slice(0, sign.index) : rest
      const isBreak = this.#depth > 0 && sign?.[0].startsWith('\\\\')
      own += isBreak ? `${before.trimEnd()} ` : before
      if (!sign) break
      const [token] = sign
      rest = rest.slice(sign.index + token.length)
      if (begins.test(token)) {
        rest = withoutSpecification(rest)
        own += this.#nested('{')
      } else if (ends.test(token)) {
        if (this.#tables > 0) own += this.#nested('}')
        else isEnded = this.#wanted !== undefined
      } else if (!token.startsWith('\\\\')) own += this.#braced(token)
      else if (isBreak) rest = rest.trimStart()
      else {
        found.push(...this.#rowOf(this.#taken() + own))
        own = ''
        this.#first = line
      }
    }
    this.#note(own)
    this.#row.push(own.replace(rules, ' '))
    this.#length += own.length
    if (this.#length > rowBytesMax) this.#setAside('The row is too long.')
    if (!isEnded) return found
    this.#isIn = false
    const last = this.#rest()
    return [...found, ...(last ? [last] : []), ...this.#between(rest, line)]
  }

  #nested(brace: '{' | '}'): string {
    this.#tables += brace === '{' ? 1 : -1
    return this.#braced(brace)
  }

  #braced(token: string): string {
    if (token === '{') this.#depth++
    if (token === '}') this.#depth = Math.max(0, this.#depth - 1)
    return token
  }

  #taken(): string {
    const row = this.#row.join('')
    this.#row = []
    this.#length = 0
    this.#depth = 0
    this.#tables = 0
    return row
  }

  #note(text: string): void {
    if (/\\(hline|toprule|midrule|bottomrule)(?![A-Za-z])/.test(text))
      this.rulesSeen.push(this.#rows)
  }

  #rowOf(text: string): LatexRow[] {
    this.#note(text)
    const own = text.replace(rules, ' ')
    if (this.#isAgain || own.trim() === '') return []
    this.#rows++
    return [cellsOf(own)]
  }

  /** The last row need not end. */
  #rest(): LatexRow | undefined {
    const own = this.#taken()
    return own.trim() === '' ? undefined : cellsOf(own)
  }

  #setAside(reason: string): void {
    const { line = 1, byte = 0 } = this.#first ?? {}
    this.#aside({ line, byte, reason, text: this.#taken() })
  }
}

/** A `%` that nothing escapes, and what follows it. */
const withoutComment = (text: string): string => text.replace(/(?<!\\)((?:\\\\)*)%.*$/, '$1')

/** `[t]{lrr}`, and the width of some before it. */
function withoutSpecification(text: string): string {
  let at = /^\s*(\[[^\]]*\])?\s*/.exec(text)![0].length
  for (let groups = 0; text[at] === '{' && groups < 2; groups++) at = groupEnd(text, at)
  return text.slice(at)
}

function groupEnd(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at + 1
  }
  return text.length
}

function cellsOf(text: string): LatexRow {
  const cells: LatexRow = []
  let [start, depth] = [0, 0]
  const add = (end: number): void => {
    const [span, own] = spanned(text.slice(start, end).trim())
    const plain = textOf(own)
    cells.push(plain === '' ? null : plain, ...Array<null>(span - 1).fill(null))
    start = end + 1
  }
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]
    if (letter === '\\') at++
    else if (letter === '{') depth++
    else if (letter === '}') depth--
    else if (letter === '&' && depth <= 0) add(at)
  }
  add(text.length)
  return cells
}

const spanMax = 100

/** `\multicolumn{2}{c}{Sales}` is its text, and nothing beside it. */
function spanned(text: string): [number, string] {
  const found = /^\\multicolumn\s*\{\s*(\d{1,4})\s*\}\s*\{/.exec(text)
  if (!found) return [1, text]
  const own = text.slice(groupEnd(text, found[0].length - 1)).trim()
  return [Math.min(spanMax, Math.max(1, Number(found[1]))), own]
}

const fonts =
  /\\(textbf|textit|textsc|texttt|textrm|textsf|emph|underline|mathrm|mathbf|text|num|mbox|makecell|textnormal)\s*(?=\{)/g
const signs: Record<string, string> = {
  ...{ textbackslash: '\\', textasciitilde: '~', textasciicircum: '^', ldots: '…', dots: '…' },
  ...{ textless: '<', textgreater: '>', textbar: '|', euro: '€', pounds: '£', ss: 'ß', infty: '∞' },
}

/** Without fonts and braces; what is no text of a table stays as it is written. */
function textOf(cell: string): string {
  const plain = cell
    .replace(
      /\\multirow\s?(\[[^\]]{0,100}\])?\{[^{}]{0,100}\}(\[[^\]]{0,100}\])?\{[^{}]{0,100}\}/g,
      '',
    )
    .replace(fonts, '')
    .replace(/\\([A-Za-z]+)(\{\}|\s+|(?![A-Za-z]))/g, (all, name) => signs[name] ?? all)
    .replace(/^\$(-?[\d.,]+)\$$/, '$1')
    .replace(/(?<!\\)[{}]/g, '')
    .replace(/(?<!\\)~/g, ' ')
    .replace(/\\([&%$#_{}])/g, '$1')
    .replace(/\\[ ,;]/g, ' ')
  return plain.trim()
}
