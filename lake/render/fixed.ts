/** Rows of a text whose columns stand at fixed places. A line that does not keep to them is set aside alone. */
import { fits, type Kind } from '../inspect/table/kinds.ts'
import { openRowBytesMax } from '../limits.ts'
import {
  type Cells,
  cutByBars,
  cutByBlanks,
  cutByPipes,
  isRowCount,
  isRuler,
  keepsTo,
  type Measure,
  placesOf,
  type Span,
} from './fixedline.ts'
import { linesOf, type TextLine } from './lines.ts'
import { plainRow } from './plaincsv.ts'
import type { Lying, Render } from './render.ts'

/** How its lines are cut. */
export interface FixedShape {
  /** What divides columns: blanks, bars at fixed places, or bars wherever they are (Markdown). */
  by: 'blanks' | 'bars' | 'pipes'
  measure: Measure
  columns: Span[]
  /** A bar stands behind the last column too. */
  isClosed?: true
  /** Of columns between blanks: what reaches out of its own is a value only if it is of its kind. */
  kinds?: Kind[]
  /** Lines of the header, which come again on each page. */
  head: string[]
  /** A row goes on over several lines, until a line of dashes. */
  isGrid?: true
}

export interface FixedRender extends Render, FixedShape {
  reader: 'fixed'
  as: 'csv'
  header: true
  names: string[]
  /** Lines of rows, from 1; without a last one to the end of the text. */
  first: number
  last?: number
}

export async function* readFixed(object: Lying, options: Render): AsyncIterable<string> {
  const render = options as FixedRender
  yield plainRow(render.names)
  const rows = new FixedRows(render)
  for await (const lines of linesOf(object)) {
    let text = ''
    for (const line of lines) {
      if (line.line < render.first || line.line > (render.last ?? line.line)) continue
      const found = rows.add(line.text)
      if (found === 'aside')
        object.aside(rejected(line, 'The line has text between the places of its columns.'))
      else if (found === 'too long') object.aside(rejected(line, tooLong))
      else if (found) text += plainRow(found)
    }
    yield text
  }
  const last = rows.end()
  if (last) yield plainRow(last)
}

const rejected = ({ line, byte, text }: TextLine, reason: string) => ({ line, byte, text, reason })

const tooLong = `The lines of the row that it goes on have more than ${openRowBytesMax} bytes.`

/** Lines become rows: some of them none, and some several together. */
export class FixedRows {
  readonly #shape: FixedShape
  readonly #head: ReadonlySet<string>
  #open: Cells | undefined
  #goesOn: boolean[] = []
  /** Bytes that may still be joined to the open row; below 0 all others are aside. */
  #left = 0

  constructor(shape: FixedShape) {
    this.#shape = shape
    this.#head = new Set(shape.head.map((text) => text.trim()))
  }

  /** The row that ends before or with this line. */
  add(text: string): Cells | 'aside' | 'too long' | undefined {
    const { by, columns, measure, isClosed, isGrid, kinds = [] } = this.#shape
    const own = text.trim()
    if (own === '' || this.#head.has(own) || isRowCount(text)) return undefined
    if (isRuler(text)) return this.end()
    if (by === 'pipes') {
      const cells = cutByPipes(text)
      return cells.length > columns.length ? 'aside' : wide(cells, columns.length)
    }
    const places = placesOf(text, measure)
    if (by === 'blanks') {
      const cells = cutByBlanks(places, columns)
      return cells && (keepsTo(places, columns) || fits(cells, kinds)) ? cells : 'aside'
    }
    const cut = cutByBars(places, columns, isClosed === true)
    if (!cut) return 'aside'
    const goesOn = this.#goesOn
    this.#goesOn = cut.goesOn
    if (this.#open && (isGrid || goesOn.some(Boolean))) {
      if (this.#left >= 0) this.#left -= Buffer.byteLength(text)
      if (this.#left < 0) return 'too long'
      this.#open = this.#open.map((cell, i) => joined(cell, cut.cells[i] ?? null, goesOn[i]!))
      return undefined
    }
    const before = this.end()
    this.#open = cut.cells
    this.#left = openRowBytesMax - Buffer.byteLength(text)
    this.#goesOn = cut.goesOn
    return before
  }

  end(): Cells | undefined {
    const open = this.#open
    this.#open = undefined
    this.#goesOn = []
    return open
  }
}

const joined = (above: string | null, below: string | null, goesOn: boolean): string | null => {
  if (goesOn) return `${above ?? ''}\n${below ?? ''}`
  return above !== null && below !== null ? `${above}\n${below}` : (above ?? below)
}

const wide = (cells: Cells, width: number): Cells =>
  Array.from({ length: width }, (_, i) => cells[i] ?? null)
