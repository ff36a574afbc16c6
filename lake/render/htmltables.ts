/** The tables of an HTML page, row by row, as a browser lays them out: what spans several cells is in each of them. */
import { columnsMax, lineBytesMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import type { HtmlHandler } from './htmlparser.ts'

export interface HtmlRow {
  /** Null: there is nothing in it. */
  cells: (string | null)[]
  part: 'head' | 'body' | 'foot'
  /** All its cells are headings (`th`). */
  isHead: boolean
  /** One cell spans the whole row. */
  isOne: boolean
}

/** Hears of the nth table, from 0, in the order in which they open; those within a cell are tables of their own. */
export interface TableListener {
  row(table: number, row: HtmlRow): void
  /** It holds another one. */
  nested(table: number): void
  /** It says itself that it holds no data. */
  presentation(table: number): void
  caption(table: number, text: string): void
}

interface Cell {
  text: string
  isHead: boolean
  columns: number
  rows: number
  isPre: boolean
}

interface Table {
  at: number
  part: HtmlRow['part']
  row: Cell[] | undefined
  cell: Cell | undefined
  caption: string | undefined
  /** By column: what still reaches down into the rows to come. */
  down: ({ left: number; text: string | null; isHead: boolean } | undefined)[]
}

const parts = new Map<string, HtmlRow['part']>([
  ['thead', 'head'],
  ['tbody', 'body'],
  ['tfoot', 'foot'],
])
const silent = new Set(['script', 'style', 'template', 'noscript', 'title'])
/** They begin a line. */
const blocks = new Set('p div li ul ol dl dt dd h1 h2 h3 h4 h5 h6 blockquote pre hr'.split(' '))

export class HtmlTables implements HtmlHandler {
  readonly #listener: TableListener
  readonly #open: Table[] = []
  #count = 0
  #depth = 0
  /** Of the outermost element whose text nobody sees. */
  #silentAt = 0

  constructor(listener: TableListener) {
    this.#listener = listener
  }

  open(name: string, attributes: Record<string, string>): void {
    this.#depth++
    if (this.#silentAt > 0) return
    if (silent.has(name) || isHidden(attributes)) {
      this.#silentAt = this.#depth
      return
    }
    const table = this.#open.at(-1)
    if (name === 'table') this.#begin(attributes, table)
    else if (table) this.#within(name, attributes, table)
  }

  text(text: string): void {
    const table = this.#open.at(-1)
    if (this.#silentAt > 0 || !table) return
    const { cell } = table
    if (cell) {
      cell.text += cell.isPre ? text : text.replace(/[ \t\r\n\f]+/g, ' ')
      if (cell.text.length > lineBytesMax) throw tooLong()
    } else if (table.caption !== undefined && table.caption.length < 200) table.caption += text
  }

  close(name: string): void {
    if (this.#depth === this.#silentAt) this.#silentAt = 0
    this.#depth--
    const table = this.#open.at(-1)
    if (!table || this.#silentAt > 0) return
    if (name === 'table') {
      this.#endRow(table)
      this.#open.pop()
    } else if (name === 'tr') this.#endRow(table)
    else if (name === 'td' || name === 'th') this.#endCell(table)
    else if (parts.has(name)) {
      this.#endRow(table)
      table.part = 'body'
      table.down = []
    } else if (name === 'caption') this.#endCaption(table)
    else if (table.cell && blocks.has(name)) table.cell.text += '\n'
  }

  #begin({ role }: Record<string, string>, parent: Table | undefined): void {
    const at = this.#count++
    if (parent) this.#listener.nested(parent.at)
    if (role === 'presentation' || role === 'none') this.#listener.presentation(at)
    const none = { row: undefined, cell: undefined, caption: undefined }
    this.#open.push({ at, part: 'body', down: [], ...none })
  }

  #within(name: string, attributes: Record<string, string>, table: Table): void {
    const { cell } = table
    if (name === 'tr' || parts.has(name)) {
      this.#endRow(table)
      table.part = parts.get(name) ?? table.part
      if (name === 'tr') table.row = []
    } else if (name === 'td' || name === 'th') {
      this.#endCell(table)
      table.row ??= []
      const columns = spanOf(attributes.colspan, columnsMax)
      const rows = attributes.rowspan === '0' ? rowsMax : spanOf(attributes.rowspan, rowsMax)
      table.cell = { text: '', isHead: name === 'th', columns, rows, isPre: false }
    } else if (name === 'caption') table.caption = ''
    else if (cell && name === 'br') cell.text += '\n'
    else if (cell && blocks.has(name)) {
      cell.text += '\n'
      if (name === 'pre') cell.isPre = true
    }
  }

  #endCaption(table: Table): void {
    const text = table.caption?.replace(/\s+/g, ' ').trim()
    if (text) this.#listener.caption(table.at, text)
    table.caption = undefined
  }

  #endCell(table: Table): void {
    if (table.cell) table.row?.push(table.cell)
    table.cell = undefined
  }

  #endRow(table: Table): void {
    this.#endCell(table)
    const { row, down, part } = table
    table.row = undefined
    if (!row) return
    const cells: HtmlRow['cells'] = []
    const heads: boolean[] = []
    let length = 0
    const add = (text: string | null, isHead: boolean): void => {
      if (cells.push(text) > columnsMax) throw tooWide()
      length += text?.length ?? 0
      heads.push(isHead)
    }
    const fromAbove = (): void => {
      for (let above = down[cells.length]; above; above = down[cells.length]) {
        if (--above.left === 0) down[cells.length] = undefined
        add(above.text, above.isHead)
      }
    }
    for (const { text, isHead, columns, rows, isPre } of row) {
      fromAbove()
      const shown = shownOf(text, isPre)
      for (let i = 0; i < columns; i++) {
        if (rows > 1) down[cells.length] = { left: rows - 1, text: shown, isHead }
        add(shown, isHead)
      }
    }
    fromAbove()
    const isOne = row.length === 1 && cells.length > 1 && row[0]!.columns === cells.length
    if (length > lineBytesMax && !isOne) throw tooLong()
    const isHead = heads.length > 0 && heads.every(Boolean)
    this.#listener.row(table.at, { cells, part, isHead, isOne })
  }
}

/** https://html.spec.whatwg.org/multipage/tables.html#attr-tdth-rowspan */
const rowsMax = 65_534

const spanOf = (text: string | undefined, most: number): number =>
  Math.min(most, Math.max(1, Math.trunc(Number(text)) || 1))

/** As a browser shows it: white space is one blank. */
function shownOf(text: string, isPre: boolean): string | null {
  const shown = isPre ? text : text.replace(/ *\n[ \n]*/g, '\n').replace(/ {2,}/g, ' ')
  const trimmed = shown.trim()
  return trimmed === '' ? null : trimmed
}

const isHidden = ({ style, hidden }: Record<string, string>): boolean =>
  hidden !== undefined || (style !== undefined && /display\s*:\s*none/i.test(style))

const tooLong = (): Quarantined =>
  new Quarantined({
    code: 'html.cell-too-long',
    detail: `A cell or a row of the page's tables has more than ${lineBytesMax} characters.`,
    remedy: 'Send smaller cells.',
  })

const tooWide = (): Quarantined =>
  new Quarantined({
    code: 'html.too-wide',
    detail: `A row of the page's tables has more than ${columnsMax} cells.`,
    remedy: 'Send fewer columns.',
  })
