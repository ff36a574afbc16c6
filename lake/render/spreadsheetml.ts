/** A workbook as Excel 2002 and 2003 write it in one XML document (SpreadsheetML), and many a program since. */
import { sheetsMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import { type Choice, chosen, noSheets, partsOf, type SheetRender } from './choice.ts'
import type { Lying, Render } from './render.ts'
import { localName, parsed, type XmlHandler } from './sax.ts'
import { headsOf, liner, type SheetRow } from './sheet.ts'
import { unknownName } from './unknown.ts'

const namespace = 'urn:schemas-microsoft-com:office:spreadsheet'

/** By the first characters of a document. */
export const isSpreadsheetml = (start: string): boolean =>
  new RegExp(`<([\\w.-]+:)?Workbook\\s[^>]*${namespace}`).test(start)

export async function* readSpreadsheetml(object: Lying, render: Render): AsyncIterable<string> {
  const { sheet } = render as SheetRender
  const parts = partsOf(render as SheetRender) ?? (await sheetsOf(object, sheet)).parts
  const liners = new Map(parts.map((part) => [part.sheet, liner(part.layout)]))
  for await (const [name, rows] of sheetRows(object, liners)) yield* liners.get(name)!(rows)
}

async function sheetsOf(object: Lying, pinned?: string): Promise<Choice> {
  const cells = new SheetCells(undefined)
  for await (const _ of parsed(object.chunks(), cells, () => cells.take()));
  const names = [...cells.counts.keys()]
  if (pinned !== undefined && !cells.counts.has(pinned)) throw unknownName('sheet', pinned, names)
  const [largest] = [...cells.counts].toSorted((a, b) => b[1] - a[1])
  const wanted = pinned ?? largest?.[0] ?? ''
  if (!cells.counts.get(wanted)) return noSheets(pinned)
  const others = pinned === undefined ? names.slice(0, sheetsMax) : []
  const heads = headsOf(sheetRows(object, new Set([...others, wanted])))
  return chosen(wanted, heads, { sheets: names, isPinned: pinned !== undefined, object })
}

type Wanted = Pick<ReadonlySet<string>, 'has'>

async function* sheetRows(object: Lying, sheets: Wanted): AsyncIterable<[string, SheetRow[]]> {
  const cells = new SheetCells(sheets)
  for await (const some of parsed(object.chunks(), cells, () => cells.take())) yield* some
}

/** Excel's own limits; rows without a cell are none. */
const rowsMax = 1_048_576
const columnsMax = 16_384

class SheetCells implements XmlHandler {
  /** Cells with a value, by the sheets' names in their order. */
  readonly counts = new Map<string, number>()
  readonly #wanted: Wanted | undefined
  #sheet = ''
  #sheets: [string, SheetRow[]][] = []
  #row: SheetRow = []
  #rows = 0
  #column = 0
  #spanned = 0
  /** Of the cell's data: what it is, and its text. */
  #data: { type: string; text: string } | undefined
  #inData = false
  /** Within a note, or how a word is pronounced. */
  #beside = 0

  /** Undefined: cells are counted alone. */
  constructor(wanted: Wanted | undefined) {
    this.#wanted = wanted
  }

  open(tag: string, all: Record<string, string>): void {
    const name = localName(tag)
    if (name === 'Worksheet') {
      this.#sheet = attribute(all, 'Name') ?? ''
      this.counts.set(this.#sheet, 0)
      this.#rows = 0
    } else if (name === 'Row') {
      this.#row = []
      this.#column = 0
    } else if (name === 'Cell') {
      const index = Number(attribute(all, 'Index') ?? 0)
      if (index > this.#column && index <= columnsMax) this.#column = index - 1
      this.#spanned = Math.min(columnsMax, Number(attribute(all, 'MergeAcross') ?? 0) || 0)
      this.#data = undefined
    } else if (name === 'Comment' || name === 'PhoneticText') this.#beside++
    else if (name === 'Data' && this.#beside === 0) {
      this.#data = { type: attribute(all, 'Type') ?? 'String', text: '' }
      this.#inData = true
    }
  }

  text(text: string): void {
    if (this.#inData && this.#beside === 0 && this.#data) this.#data.text += text
  }

  close(tag: string): void {
    const name = localName(tag)
    if (name === 'Data' && this.#beside === 0) this.#inData = false
    else if (name === 'Comment' || name === 'PhoneticText') this.#beside--
    else if (name === 'Cell') this.#endCell()
    else if (name === 'Row') this.#endRow()
  }

  take(): [string, SheetRow[]][] {
    const sheets = this.#sheets
    this.#sheets = []
    return sheets
  }

  #endCell(): void {
    const json = this.#data && cellJson(this.#data)
    if (json !== undefined && this.#column < columnsMax) {
      this.counts.set(this.#sheet, (this.counts.get(this.#sheet) ?? 0) + 1)
      if (this.#wanted?.has(this.#sheet)) {
        while (this.#row.length < this.#column) this.#row.push(undefined)
        this.#row.push(json)
      }
    }
    this.#column += 1 + this.#spanned
  }

  #endRow(): void {
    if (this.#row.length === 0) return
    if (++this.#rows > rowsMax) throw tooManyRows()
    const last = this.#sheets.at(-1)
    if (last?.[0] === this.#sheet) last[1].push(this.#row)
    else this.#sheets.push([this.#sheet, [this.#row]])
  }
}

const tooManyRows = (): Quarantined =>
  new Quarantined({
    code: 'xlsx.too-many-rows',
    detail: `A sheet has more than ${rowsMax} rows, which no workbook has.`,
    remedy: 'Save it again, and land it anew.',
  })

/** By its name without the prefix that the document has for it. */
const attribute = (all: Record<string, string>, name: string): string | undefined =>
  all[`ss:${name}`] ?? Object.entries(all).find(([key]) => localName(key) === name)?.[1]

function cellJson({ type, text }: { type: string; text: string }): string | undefined {
  const number = Number(text)
  switch (type) {
    case 'Number':
      if (text.trim() === '' || !Number.isFinite(number)) return JSON.stringify(text)
      return String(number === 0 ? 0 : number)
    case 'Boolean':
      return text.trim() === '1' ? 'true' : 'false'
    case 'DateTime':
      return JSON.stringify(momentOf(text.trim()))
    default:
      return JSON.stringify(text)
  }
}

/** At midnight it is a day, on the day before the first one a time. */
const momentOf = (text: string): string =>
  text
    .replace(/\.0+$/, '')
    .replace(/T00:00:00$/, '')
    .replace(/^1899-12-3[01]T/, '')
