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
  entries: ZipEntry[]
  /** The folder of its parts, with a slash. */
  folder: string
}

const workbookPart = /^(.*\/)?workbook\.xml$/

/** Undefined: the archive is no workbook of this kind. */
export async function workbookOf(entries: ZipEntry[]): Promise<Workbook | undefined> {
  const part = entries.find(({ name }) => workbookPart.test(name))
  if (!part) return undefined
  const folder = workbookPart.exec(part.name)?.[1] ?? ''
  const targets = await targetsOf(entries, folder)
  const sheets: WorkbookSheet[] = []
  let is1904 = false
  await readPart(part, (name, attributes) => {
    if (name === 'workbookPr') is1904 = /^(1|true)$/.test(attributes.date1904 ?? '')
    if (name !== 'sheet') return
    const id = Object.entries(attributes).find(([key]) => localName(key) === 'id')?.[1] ?? ''
    const entry = entries.find((one) => one.name === targets.get(id))
    const isHidden = (attributes.state ?? 'visible') !== 'visible'
    if (entry) sheets.push({ name: attributes.name ?? '', entry, isHidden })
  })
  return { sheets, is1904, entries, folder }
}

/** Of worksheets alone: a chart has no cells. */
async function targetsOf(entries: ZipEntry[], folder: string): Promise<Map<string, string>> {
  const targets = new Map<string, string>()
  const part = entries.find(({ name }) => name === `${folder}_rels/workbook.xml.rels`)
  if (!part) return targets
  await readPart(part, (name, { Id, Target, Type }) => {
    if (name !== 'Relationship' || !Id || !Target || !Type?.endsWith('/worksheet')) return
    targets.set(Id, Target.startsWith('/') ? Target.slice(1) : folder + Target)
  })
  return targets
}

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
export async function stylesOf({ entries, folder }: Workbook): Promise<NumberKind[]> {
  const codes = new Map<number, string>()
  const kinds: NumberKind[] = []
  const part = entries.find(({ name }) => name === `${folder}styles.xml`)
  if (!part) return kinds
  let isCells = false
  await readPart(part, (name, attributes) => {
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
export async function sharedTexts({ entries, folder }: Workbook): Promise<string[]> {
  const texts: string[] = []
  const part = entries.find(({ name }) => name === `${folder}sharedStrings.xml`)
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
