/** A sheet of an OpenDocument spreadsheet (.ods). OASIS OpenDocument 1.3 part 3, 9.1 and 19.385. */
import { sheetsMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import { type Choice, chosen, noSheets, partsOf, type SheetRender } from './choice.ts'
import type { Lying, Render } from './render.ts'
import { localName, parsed, type XmlHandler } from './sax.ts'
import { headsOf, liner, type SheetRow } from './sheet.ts'
import { unknownName } from './unknown.ts'
import { type ZipEntry, zipEntries } from './zip.ts'

export async function* readOds(object: Lying, render: Render): AsyncIterable<string> {
  const content = contentOf(await zipEntries(object))
  const { sheet } = render as SheetRender
  const parts = partsOf(render as SheetRender) ?? (await sheetsOfOds(content, sheet, object)).parts
  const liners = new Map(parts.map((part) => [part.sheet, liner(part.layout)]))
  for await (const [table, rows] of tableRows(content, liners)) yield* liners.get(table)!(rows)
}

/** Those that are its table; throws Quarantined where none has the pinned name. */
export async function sheetsOfOds(
  content: ZipEntry,
  pinned?: string,
  object?: Pick<Lying, 'told'>,
): Promise<Choice> {
  const counts = await cellCounts(content)
  const names = [...counts.keys()]
  if (pinned !== undefined && !counts.has(pinned)) throw unknownName('sheet', pinned, names)
  const wanted = pinned ?? largestTable(counts)
  if (!counts.get(wanted)) return noSheets(pinned)
  const others = pinned === undefined ? names.slice(0, sheetsMax) : []
  const heads = headsOf(tableRows(content, new Set([...others, wanted])))
  return chosen(wanted, heads, { sheets: names, isPinned: pinned !== undefined, object })
}

export const isContent = ({ name }: ZipEntry): boolean => name === 'content.xml'

export function contentOf(entries: ZipEntry[]): ZipEntry {
  const content = entries.find(isContent)
  if (content) return content
  throw new Quarantined({
    code: 'ods.no-content',
    detail: 'The spreadsheet has no content.xml.',
    remedy: 'Save it again.',
  })
}

/** Cells with a value, by the tables' names in their order. */
async function cellCounts(content: ZipEntry): Promise<Map<string, number>> {
  const cells = new TableCells(undefined)
  for await (const _ of parsed(content.chunks(), cells, () => cells.take()));
  return cells.counts
}

function largestTable(counts: Map<string, number>): string {
  const sizes = [...counts]
  return sizes.reduce((most, one) => (one[1] > most[1] ? one : most), sizes[0] ?? ['', 0])[0]
}

/** Some rows of one table, and so on. */
async function* tableRows(
  content: ZipEntry,
  tables: Pick<ReadonlySet<string>, 'has'>,
): AsyncIterable<[string, SheetRow[]]> {
  const cells = new TableCells(tables)
  for await (const some of parsed(content.chunks(), cells, () => cells.take())) yield* some
}

/** Rows that a spreadsheet has; LibreOffice's own limit. */
const rowsMax = 1_048_576
const columnsMax = 16_384

class TableCells implements XmlHandler {
  readonly counts = new Map<string, number>()
  readonly #wanted: Pick<ReadonlySet<string>, 'has'> | undefined
  #table = ''
  #tables: [string, SheetRow[]][] = []
  #row: SheetRow = []
  #repeated = 1
  #column = 0
  #cell: { attributes: Record<string, string>; text: string; paragraphs: number } | undefined
  #inParagraph = 0
  /** Within what is beside a cell's text: notes, shapes, how a word is pronounced. */
  #beside = 0
  #rowsOfTable = 0

  /** Undefined: cells are counted alone. */
  constructor(wanted: Pick<ReadonlySet<string>, 'has'> | undefined) {
    this.#wanted = wanted
  }

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'table:table') {
      this.#table = attributes['table:name'] ?? ''
      this.counts.set(this.#table, 0)
      this.#rowsOfTable = 0
    } else if (name === 'table:table-row') {
      this.#row = []
      this.#column = 0
      this.#repeated = timesOf(attributes['table:number-rows-repeated'], rowsMax)
    } else if (name === 'table:table-cell' || name === 'table:covered-table-cell') {
      this.#cell = { attributes, text: '', paragraphs: 0 }
    } else if (isBeside(name)) this.#beside++
    else if (this.#beside === 0) this.#openText(localName(name), attributes)
  }

  #openText(name: string, attributes: Record<string, string>): void {
    const cell = this.#cell
    if (!cell) return
    if (name === 'p') {
      this.#inParagraph++
      if (cell.paragraphs++ > 0) cell.text += '\n'
    } else if (name === 's') cell.text += ' '.repeat(timesOf(attributes['text:c'], 1_000))
    else if (name === 'tab') cell.text += '\t'
    else if (name === 'line-break') cell.text += '\n'
  }

  text(text: string): void {
    if (this.#cell && this.#inParagraph > 0 && this.#beside === 0) this.#cell.text += text
  }

  close(name: string): void {
    if (name === 'table:table-row') this.#endRow()
    else if (name === 'table:table-cell' || name === 'table:covered-table-cell') this.#endCell()
    else if (isBeside(name)) this.#beside--
    else if (localName(name) === 'p' && this.#beside === 0) this.#inParagraph--
  }

  take(): [string, SheetRow[]][] {
    const tables = this.#tables
    this.#tables = []
    return tables
  }

  #endCell(): void {
    const { attributes, text } = this.#cell!
    this.#cell = undefined
    const times = timesOf(attributes['table:number-columns-repeated'], columnsMax)
    const json = cellJson(attributes, text)
    if (json !== undefined) {
      this.counts.set(this.#table, (this.counts.get(this.#table) ?? 0) + 1)
      if (this.#wanted?.has(this.#table)) {
        while (this.#row.length < this.#column) this.#row.push(undefined)
        for (let i = 0; i < times && this.#row.length < columnsMax; i++) this.#row.push(json)
      }
    }
    this.#column += times
  }

  #endRow(): void {
    if (this.#row.length === 0) return
    this.#rowsOfTable += this.#repeated
    if (this.#rowsOfTable > rowsMax) throw tooManyRows()
    const last = this.#tables.at(-1)
    const rows = last?.[0] === this.#table ? last[1] : []
    if (rows !== last?.[1]) this.#tables.push([this.#table, rows])
    for (let i = 0; i < this.#repeated; i++) rows.push(this.#row)
  }
}

const isBeside = (name: string): boolean =>
  name === 'office:annotation' || name === 'text:ruby-text' || name.startsWith('draw:')

const tooManyRows = (): Quarantined =>
  new Quarantined({
    code: 'ods.too-many-rows',
    detail: `A table has more than ${rowsMax} rows, which no spreadsheet has.`,
    remedy: 'Save it again, and land it anew.',
  })

const timesOf = (text: string | undefined, most: number): number =>
  Math.min(most, Math.max(1, Number.parseInt(text ?? '1', 10) || 1))

function cellJson(attributes: Record<string, string>, text: string): string | undefined {
  const value = attributes['office:value']
  switch (attributes['office:value-type']) {
    case undefined:
      return undefined
    case 'float':
    case 'percentage':
    case 'currency': {
      const number = Number(value)
      return value && Number.isFinite(number)
        ? String(number === 0 ? 0 : number)
        : JSON.stringify(text)
    }
    case 'date':
      return JSON.stringify(dateOf(attributes['office:date-value'] ?? text))
    case 'time':
      return JSON.stringify(timeOf(attributes['office:time-value'] ?? text))
    case 'boolean':
      return attributes['office:boolean-value'] === 'true' ? 'true' : 'false'
    default:
      return JSON.stringify(attributes['office:string-value'] ?? text)
  }
}

/** `2024-01-02T00:00:00` is a day; of nine digits of a second zeros at the end say nothing. */
const dateOf = (text: string): string => withoutZeros(text).replace(/T00:00:00$/, '')

/** At the end of a fraction. */
function withoutZeros(text: string): string {
  const point = text.lastIndexOf('.')
  if (point < 0 || !/^\d*$/.test(text.slice(point + 1))) return text
  let end = text.length
  while (text[end - 1] === '0') end--
  return text.slice(0, end - 1 === point ? point : end)
}

/** `PT10H30M00S` as a clock shows it. */
function timeOf(text: string): string {
  const found = /^PT(\d+)H(\d+)M(\d+(?:[.,]\d+)?)S$/.exec(text)
  if (!found) return text
  const [, hours = '', minutes = '', seconds = ''] = found
  const part = withoutZeros(seconds.replace(',', '.'))
  const two = part.indexOf('.') === 1 || part.length === 1 ? `0${part}` : part
  return `${hours.padStart(2, '0')}:${minutes.padStart(2, '0')}:${two}`
}
