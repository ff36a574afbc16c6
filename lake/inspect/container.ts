/** A ZIP archive that is a spreadsheet: which sheet, and where in it the table is. */
import { inspectionBytesMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import type { Choice, SheetRender } from '../render/choice.ts'
import { zipMembers } from '../render/members.ts'
import { contentOf, sheetsOfOds } from '../render/ods.ts'
import type { Lying } from '../render/render.ts'
import { isWorkbook, workbookOf } from '../render/workbook.ts'
import { sheetsOfXlsx } from '../render/xlsx.ts'
import { type ZipEntry, zipEntries } from '../render/zip.ts'
import { sound } from './asset/asset.ts'
import { packageFacts } from './asset/office.ts'
import { filesOf, type Member, theMember } from './binary/zip.ts'
import { type Finding, Unseen } from './finding.ts'
import { asset } from './magic.ts'

export const isZip = (head: Uint8Array): boolean =>
  ['PK\x03\x04', 'PK\x05\x06'].includes(Buffer.from(head.subarray(0, 4)).toString('latin1'))

/** An archive of several files, and how its bytes are read: what is left of them is thrown for. */
export interface SeveralFiles {
  entries: ZipEntry[]
  read: Lying['read']
  left: number
}

/** `sheet`: the pinned one. The one file of an archive that is nothing but packed; the files of one that has several; else what it is. */
export async function inspectContainer(
  bytes: number,
  first: Uint8Array,
  read: Lying['read'],
  sheet?: string,
): Promise<Finding | { member: Member } | SeveralFiles> {
  const budget = { left: inspectionBytesMax - first.length }
  const rest = bytes <= inspectionBytesMax ? await read(first.length, bytes) : undefined
  const whole = rest && Buffer.concat([first, rest])
  const ranged: Lying['read'] = async (start, end) => {
    if (whole) return whole.subarray(start, end)
    budget.left -= end - start
    if (budget.left < 0) throw new Unseen()
    return read(start, end)
  }
  const entries = await zipEntries({ bytes, read: ranged })
  if (entries.some(isWorkbook)) return xlsxFinding(entries, sheet)
  const mimetype = await mimetypeOf(entries)
  if (mimetype.includes('opendocument.spreadsheet')) return odsFinding(entries, sheet)
  const document = documentFinding(entries, mimetype)
  if (document) {
    const facts = sound(await packageFacts(entries))
    return Object.keys(facts).length > 0 ? { ...document, asset: facts } : document
  }
  if (filesOf(entries).length > 1) {
    const left = whole ? inspectionBytesMax : budget.left
    return { entries: zipMembers(entries), read: ranged, left }
  }
  const member = theMember(entries)
  return 'code' in member ? { ...nothing, reason: member } : { member }
}

const documents: [part: RegExp, code: string, name: string][] = [
  [/^word\/document\.xml$/, 'word', 'a Word document'],
  [/^ppt\/presentation\.xml$/, 'powerpoint', 'a PowerPoint presentation'],
  [/^xl\/workbook\.bin$/, 'xlsb', 'an Excel workbook in its binary form, which is not read'],
  [/^AndroidManifest\.xml$/, 'apk', 'an Android application'],
  [/^META-INF\/MANIFEST\.MF$/, 'jar', 'a Java archive'],
]

function documentFinding(entries: ZipEntry[], mimetype: string): Finding | undefined {
  const part = documents.find(([name]) => entries.some((entry) => name.test(entry.name)))
  if (part) return kept(part[1], `The object is ${part[2]}.`)
  if (mimetype === 'application/epub+zip') return kept('epub', 'The object is an EPUB book.')
  const isOpen = mimetype.startsWith('application/vnd.oasis.opendocument.')
  return isOpen
    ? kept('opendocument', `The object is an OpenDocument file (${mimetype}).`)
    : undefined
}

const common = /^(\[Content_Types\]\.xml|_rels\/|docProps\/|customXml\/)/
const ofDocument = /^(word|ppt|META-INF|OEBPS)\/|^mimetype$|^AndroidManifest\.xml$/

/** Whether these first bytes of a ZIP archive say that it is a document, or nothing of what else it is. */
export function startsAsDocument(head: Buffer): boolean {
  const names: string[] = []
  for (let at = 0; ; ) {
    at = head.indexOf('PK\x03\x04', at, 'latin1')
    if (at < 0 || at + 30 > head.length) break
    const end = at + 30 + head.readUInt16LE(at + 26)
    names.push(head.toString('utf8', at + 30, end))
    at = end // names that overlap would be as many times the head
  }
  const telling = names.filter((name) => !common.test(name))
  return telling.length === 0 || telling.some((name) => ofDocument.test(name))
}

const nothing: Finding = { format: 'other', columns: [], evidence: [] }

const kept = (code: string, detail: string): Finding => ({
  ...nothing,
  reason: asset(code, detail),
})

async function mimetypeOf(entries: ZipEntry[]): Promise<string> {
  const entry = entries.find(({ name }) => name === 'mimetype')
  if (!entry || entry.bytes > 200) return ''
  const chunks: Uint8Array[] = []
  for await (const chunk of entry.chunks()) chunks.push(chunk)
  return Buffer.concat(chunks).toString('latin1')
}

async function xlsxFinding(entries: ZipEntry[], sheet: string | undefined): Promise<Finding> {
  if (entries.some(({ isEncrypted }) => isEncrypted)) return encrypted('xlsx')
  return orUnseen({ reader: 'xlsx', as: 'ndjson' }, sheet, async () => {
    const workbook = await workbookOf(entries)
    return workbook && sheetsOfXlsx(workbook, sheet)
  })
}

async function odsFinding(entries: ZipEntry[], sheet: string | undefined): Promise<Finding> {
  if (entries.some(({ isEncrypted }) => isEncrypted)) return encrypted('ods')
  const content = contentOf(entries)
  return orUnseen({ reader: 'ods', as: 'ndjson' }, sheet, () => sheetsOfOds(content, sheet))
}

/** Of a large one more than may be read now decides: its reader then does. */
async function orUnseen(
  render: SheetRender & { reader: 'xlsx' | 'ods' },
  pinned: string | undefined,
  look: () => Promise<Choice | undefined>,
): Promise<Finding> {
  const format = render.reader
  try {
    const choice = await look()
    const [first, ...more] = choice?.parts ?? []
    if (!choice || !first) return without(format, choice?.wanted)
    const { evidence, doubt } = choice
    return {
      ...{ format, columns: [], evidence },
      render: { ...render, ...first, ...(more.length > 0 && { more }) },
      ...(doubt.length > 0 && { doubt }),
    }
  } catch (error) {
    if (!(error instanceof Unseen)) throw error
    const evidence = ['which sheets are the table, their first rows say']
    const of = pinned === undefined ? {} : { sheet: pinned }
    return { format, render: { ...render, ...of }, columns: [], evidence }
  }
}

function without(format: 'xlsx' | 'ods', wanted: string | undefined): Finding {
  const name = format === 'xlsx' ? 'workbook' : 'spreadsheet'
  const detail =
    wanted === undefined
      ? `The ${name} has no sheet with cells.`
      : `The sheet "${wanted}" is empty.`
  return kept(name, detail)
}

const encrypted = (format: string): Finding => {
  throw new Quarantined({
    code: `${format}.encrypted`,
    detail: 'The spreadsheet is protected by a password.',
    remedy: 'Save it without a password, and land it again.',
  })
}
