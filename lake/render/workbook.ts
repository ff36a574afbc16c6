/** What a workbook of Office Open XML says of its sheets, beside their cells. ECMA-376 part 1, 18.2 and 18.8. */
import { sharedTextBytesMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import { localName, XmlParser } from './sax.ts'
import { kindOf, type NumberKind } from './serial.ts'
import type { ZipEntry } from './zip.ts'

export interface WorkbookSheet {
  name: string
  entry: ZipEntry
  isHidden: boolean
}

export interface Workbook {
  sheets: WorkbookSheet[]
  is1904: boolean
  texts: ZipEntry | undefined
  styles: ZipEntry | undefined
}

const workbookPart = /^(.*\/)?(workbook\d*\.xml)$/i

export const isWorkbook = ({ name }: ZipEntry): boolean => workbookPart.test(name)

/** Undefined: the archive is no workbook of this kind. */
export async function workbookOf(entries: ZipEntry[]): Promise<Workbook | undefined> {
  const part = entries.find(isWorkbook)
  if (!part) return undefined
  const related = await relatedTo(part, entries)
  const folder = part.name.slice(0, part.name.lastIndexOf('/') + 1)
  const named = (kind: string): ZipEntry | undefined => {
    const one = related.find(({ type }) => type === kind)
    if (one) return partOf(entries, one.target)
    return entries.find(({ name }) => isSame(name, `${folder}${kind}.xml`)) // some writers relate none
  }
  const sheets: WorkbookSheet[] = []
  let is1904 = false
  await readPart(part, (name, attributes) => {
    if (name === 'workbookPr') is1904 = /^(1|true)$/.test(attributes.date1904 ?? '')
    if (name !== 'sheet') return
    const id = Object.entries(attributes).find(([key]) => localName(key) === 'id')?.[1] ?? ''
    const found = related.find((one) => one.id === id && one.type === 'worksheet')
    const isHidden = (attributes.state ?? 'visible') !== 'visible'
    if (!found) return // a chart has no cells
    sheets.push({ name: attributes.name ?? '', entry: partOf(entries, found.target), isHidden })
  })
  return { sheets, is1904, texts: named('sharedStrings'), styles: named('styles') }
}

interface Related {
  id: string
  /** The last word of the relationship's type. */
  type: string
  /** A part's name. */
  target: string
}

async function relatedTo(workbook: ZipEntry, entries: ZipEntry[]): Promise<Related[]> {
  const [, folder = '', name = ''] = workbookPart.exec(workbook.name) ?? []
  const part = entries.find((one) => isSame(one.name, `${folder}_rels/${name}.rels`))
  const related: Related[] = []
  if (!part) return related
  await readPart(part, (element, { Id: id, Target, Type, TargetMode: mode }) => {
    if (element !== 'Relationship' || !id || !Target || !Type || mode === 'External') return
    const { pathname } = new URL(Target, `zip:///${folder}`)
    const target = decodeURIComponent(pathname.slice(1))
    related.push({ id, type: Type.slice(Type.lastIndexOf('/') + 1), target })
  })
  return related
}

/** Names of parts are the same in either case. ECMA-376 part 2, 6.2.2.3. */
const isSame = (name: string, other: string): boolean => name.toLowerCase() === other.toLowerCase()

function partOf(entries: ZipEntry[], name: string): ZipEntry {
  const found = entries.find((one) => isSame(one.name, name))
  if (!found) throw corruptWorkbook(`its part "${name.slice(0, 100)}" is not there`)
  return found
}

export const corruptWorkbook = (what: string): Quarantined =>
  new Quarantined({
    code: 'xlsx.corrupt',
    detail: `The workbook cannot be read: ${what}.`,
    remedy: 'Open it, save it again, and land it anew.',
  })

type Open = (name: string, attributes: Record<string, string>) => void

async function readPart(part: ZipEntry, open: Open): Promise<void> {
  const parser = new XmlParser({
    open: (name, attributes) => open(localName(name), attributes),
    text() {},
    close() {},
  })
  for await (const chunk of part.chunks()) parser.push(chunk)
  parser.end()
}

/** What the numbers of each style are. */
export async function stylesOf({ styles }: Workbook): Promise<NumberKind[]> {
  const codes = new Map<number, string>()
  const kinds: NumberKind[] = []
  if (!styles) return kinds
  let isCells = false
  await readPart(styles, (name, attributes) => {
    if (name === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '')
    else if (name === 'cellXfs') isCells = true
    else if (name === 'cellStyles' || name === 'dxfs') isCells = false
    else if (name === 'xf' && isCells) {
      const id = Number(attributes.numFmtId ?? 0)
      kinds.push(kindOf(id, codes.get(id)))
    }
  })
  return kinds
}

/** Texts that cells name by number, each as JSON. */
export async function sharedTexts({ texts: part }: Workbook): Promise<string[]> {
  const texts: string[] = []
  if (!part) return texts
  if (part.bytes > sharedTextBytesMax) throw tooManyTexts(part.bytes)
  const text = new RichText()
  const parser = new XmlParser({
    open: (name) => text.open(localName(name)),
    text: (piece) => text.text(piece),
    close(name) {
      text.close(localName(name))
      if (localName(name) === 'si') texts.push(textJson(text.take()))
    },
  })
  for await (const chunk of part.chunks()) parser.push(chunk)
  parser.end()
  return texts
}

const tooManyTexts = (bytes: number): Quarantined =>
  new Quarantined({
    code: 'xlsx.too-large',
    detail: `The workbook's texts are ${bytes} bytes, more than ${sharedTextBytesMax}.`,
    remedy: 'Send the sheet as CSV or Parquet, or in several workbooks.',
  })

/** A text in runs of several fonts; how it is pronounced stands beside it and is no part. */
export class RichText {
  #text = ''
  #inText = false
  #aside = false

  open(name: string): void {
    if (name === 'rPh') this.#aside = true
    else if (name === 't') this.#inText = !this.#aside
  }

  text(piece: string): void {
    if (this.#inText) this.#text += piece
  }

  close(name: string): void {
    if (name === 'rPh') this.#aside = false
    else if (name === 't') this.#inText = false
  }

  take(): string {
    const text = this.#text
    this.#text = ''
    return text
  }
}

/** With characters that XML cannot hold, which stand as `_x000D_` (22.4.2.4). */
export const textJson = (text: string): string =>
  JSON.stringify(
    text.includes('_x')
      ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex) =>
          String.fromCharCode(Number.parseInt(hex, 16)),
        )
      : text,
  )
