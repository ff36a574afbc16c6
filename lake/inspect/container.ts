/** A ZIP archive that is a spreadsheet: which sheet, and where in it the table is. */
import { inspectionBytesMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import { zipMembers } from '../render/members.ts'
import { contentOf, largestTable, tableRows, tablesOf } from '../render/ods.ts'
import type { Lying } from '../render/render.ts'
import { isBlankRow, layoutOf, layoutRows, type SheetRow } from '../render/sheet.ts'
import { isWorkbook, workbookOf } from '../render/workbook.ts'
import { largest, type SheetRender, sheetRows } from '../render/xlsx.ts'
import { type ZipEntry, zipEntries } from '../render/zip.ts'
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

/** The one file of an archive that is nothing but packed; the files of one that has several; else what it is. */
export async function inspectContainer(
  bytes: number,
  first: Uint8Array,
  read: Lying['read'],
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
  if (entries.some(isWorkbook)) return xlsxFinding(entries)
  const mimetype = await mimetypeOf(entries)
  if (mimetype.includes('opendocument.spreadsheet')) return odsFinding(entries)
  const document = documentFinding(entries, mimetype)
  if (document) return document
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

async function xlsxFinding(entries: ZipEntry[]): Promise<Finding> {
  if (entries.some(({ isEncrypted }) => isEncrypted)) return encrypted('xlsx')
  const render: SheetRender = { reader: 'xlsx', as: 'ndjson' }
  return orUnseen(render, async () => {
    const workbook = await workbookOf(entries)
    const sheet = workbook && largest(workbook)
    if (!workbook || !sheet) return without('xlsx', 'The workbook has no sheet with cells.')
    const others = workbook.sheets.map(({ name }) => name).filter((name) => name !== sheet.name)
    return found({ ...render, sheet: sheet.name }, others, sheetRows(workbook, sheet))
  })
}

async function odsFinding(entries: ZipEntry[]): Promise<Finding> {
  if (entries.some(({ isEncrypted }) => isEncrypted)) return encrypted('ods')
  const render: SheetRender = { reader: 'ods', as: 'ndjson' }
  return orUnseen(render, async () => {
    const content = contentOf(entries)
    const tables = await tablesOf(content)
    const name = largestTable(tables)
    if (!tables.get(name)) return without('ods', 'The spreadsheet has no cells with values.')
    const others = [...tables.keys()].filter((other) => other !== name)
    return found({ ...render, sheet: name }, others, tableRows(content, name))
  })
}

/** Of a large one more than may be read now decides: its reader then does. */
async function orUnseen(render: SheetRender, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof Unseen)) throw error
    const evidence = ['the largest sheet, as its first rows say']
    return { format: render.reader, render, columns: [], evidence }
  }
}

async function found(
  render: SheetRender,
  others: string[],
  rows: AsyncIterable<SheetRow[]>,
): Promise<Finding> {
  let seen: SheetRow[] = []
  for await (const some of rows) {
    seen = seen.concat(some.filter((row) => !isBlankRow(row)))
    if (seen.length >= layoutRows) break
  }
  const first = seen.slice(0, layoutRows)
  if (first.length === 0) return without(render.reader, `The sheet "${render.sheet}" is empty.`)
  const { layout, evidence } = layoutOf(first)
  const named = others.slice(0, 10).map((name) => `"${name}"`)
  const doubt = [`the largest sheet is the table; the others are not: ${named.join(', ')}`]
  return {
    format: render.reader,
    render: { ...render, layout },
    columns: [],
    evidence: [`the rows are those of the sheet "${render.sheet}"`, ...evidence],
    ...(others.length > 0 && { doubt }),
  }
}

const without = (format: SheetRender['reader'], detail: string): Finding =>
  kept(format === 'xlsx' ? 'workbook' : 'spreadsheet', detail)

const encrypted = (format: string): Finding => {
  throw new Quarantined({
    code: `${format}.encrypted`,
    detail: 'The spreadsheet is protected by a password.',
    remedy: 'Save it without a password, and land it again.',
  })
}
