/** A sheet of an Office Open XML workbook (.xlsx, .xlsm). ECMA-376 part 1, 18.3. */
import { sheetsMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import { type Choice, chosen, noSheets, partsOf, type SheetRender } from './choice.ts'
import type { Lying, Render } from './render.ts'
import { localName, parsed, type XmlHandler } from './sax.ts'
import { type NumberKind, serialJson } from './serial.ts'
import { headRows, liner, type SheetRow } from './sheet.ts'
import { unknownName } from './unknown.ts'
import {
  corruptWorkbook,
  RichText,
  sharedTexts,
  stylesOf,
  textJson,
  type Workbook,
  type WorkbookSheet,
  workbookOf,
} from './workbook.ts'
import { zipEntries } from './zip.ts'

export async function* readXlsx(object: Lying, render: Render): AsyncIterable<string> {
  const workbook = await workbookOf(await zipEntries(object))
  if (!workbook) throw noSheet()
  const { sheet } = render as SheetRender
  const parts =
    partsOf(render as SheetRender) ?? (await sheetsOfXlsx(workbook, sheet, object)).parts
  if (parts.length === 0) throw noSheet()
  const layouts = new Map(parts.map((part) => [part.sheet, part.layout]))
  const rowsOf = await reading(workbook)
  for (const one of workbook.sheets) {
    const layout = layouts.get(one.name)
    if (!layout) continue
    const lines = liner(layout)
    for await (const rows of rowsOf(one)) yield* lines(rows)
  }
}

const noSheet = (): Quarantined =>
  new Quarantined({
    code: 'xlsx.no-sheet',
    detail: 'The workbook has no sheet with cells.',
    remedy: 'Save it again, with its data in a worksheet.',
  })

/** Those that are its table; throws Quarantined where none has the pinned name. */
export async function sheetsOfXlsx(
  workbook: Workbook,
  pinned?: string,
  object?: Pick<Lying, 'told'>,
): Promise<Choice> {
  const { sheets } = workbook
  const names = sheets.map(({ name }) => name)
  const wanted = pinned === undefined ? largest(sheets) : sheets.find(({ name }) => name === pinned)
  if (!wanted && pinned !== undefined) throw unknownName('sheet', pinned, names)
  if (!wanted) return noSheets()
  const rowsOf = await reading(workbook)
  const others = pinned === undefined ? shown(sheets).slice(0, sheetsMax) : []
  async function* heads() {
    for (const one of new Set([...others, wanted!])) {
      yield { name: one.name, rows: await headRows(rowsOf(one)) }
    }
  }
  return chosen(wanted.name, heads(), { sheets: names, isPinned: pinned !== undefined, object })
}

function shown(sheets: WorkbookSheet[]): WorkbookSheet[] {
  const visible = sheets.filter(({ isHidden }) => !isHidden)
  return visible.length > 0 ? visible : sheets
}

/** Of the sheets that are shown, if any is. */
const largest = (sheets: WorkbookSheet[]): WorkbookSheet | undefined =>
  shown(sheets).reduce<WorkbookSheet | undefined>(
    (most, sheet) => (most && most.entry.bytes >= sheet.entry.bytes ? most : sheet),
    undefined,
  )

/** What all sheets have in common is read once. */
async function reading(
  workbook: Workbook,
): Promise<(sheet: WorkbookSheet) => AsyncIterable<SheetRow[]>> {
  const kinds = await stylesOf(workbook)
  const texts = await sharedTexts(workbook)
  return ({ entry }) => {
    const cells = new Cells(kinds, texts, workbook.is1904)
    return parsed(entry.chunks(), cells, () => cells.take())
  }
}

class Cells implements XmlHandler {
  readonly #kinds: NumberKind[]
  readonly #texts: string[]
  readonly #is1904: boolean
  readonly #inline = new RichText()
  #rows: SheetRow[] = []
  #row: SheetRow = []
  #column = -1
  #type = ''
  #style = 0
  #value = ''
  #inValue = false

  constructor(kinds: NumberKind[], texts: string[], is1904: boolean) {
    this.#kinds = kinds
    this.#texts = texts
    this.#is1904 = is1904
  }

  open(prefixed: string, attributes: Record<string, string>): void {
    const name = localName(prefixed)
    if (name === 'c') {
      this.#column = attributes.r ? columnOf(attributes.r) : this.#column + 1
      this.#type = attributes.t ?? 'n'
      this.#style = Number(attributes.s ?? 0)
      this.#value = ''
    } else if (name === 'row') {
      this.#row = []
      this.#column = -1
    } else if (name === 'v') this.#inValue = true
    else this.#inline.open(name)
  }

  text(text: string): void {
    if (this.#inValue) this.#value += text
    else this.#inline.text(text)
  }

  close(prefixed: string): void {
    const name = localName(prefixed)
    if (name === 'c') this.#cell()
    else if (name === 'row') this.#rows.push(this.#row)
    else if (name === 'v') this.#inValue = false
    else this.#inline.close(name)
  }

  take(): SheetRow[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  #cell(): void {
    const inline = this.#inline.take()
    if (this.#type === 'inlineStr') this.#set(textJson(inline))
    else if (this.#value === '') return
    else if (this.#type === 's') this.#set(this.#shared(this.#value))
    else if (this.#type === 'b') this.#set(/^(1|true)$/.test(this.#value) ? 'true' : 'false')
    else if (this.#type === 'n') this.#set(this.#number(this.#value))
    else this.#set(textJson(this.#value)) // a formula's text, an error, a date of ISO 8601
  }

  #shared(place: string): string {
    const text = this.#texts[Number(place)]
    if (text === undefined) throw corruptWorkbook(`it has no shared text ${place.slice(0, 20)}`)
    return text
  }

  #number(text: string): string {
    const value = Number(text)
    if (!Number.isFinite(value) || text.trim() === '') return JSON.stringify(text)
    return serialJson(value, this.#kinds[this.#style] ?? 'number', this.#is1904)
  }

  #set(json: string | undefined): void {
    if (json === undefined) return
    while (this.#row.length < this.#column) this.#row.push(undefined)
    this.#row[this.#column] = json
  }
}

/** `BC12` is 54. */
function columnOf(place: string): number {
  let column = 0
  for (let i = 0; i < place.length; i++) {
    const letter = place.charCodeAt(i) | 32
    if (letter < 97 || letter > 122) break
    column = column * 26 + letter - 96
  }
  return Math.min(column, columnsOfSheet) - 1
}

const columnsOfSheet = 16_384
