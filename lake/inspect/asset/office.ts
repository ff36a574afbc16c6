/** Office documents: the core properties of a package, and the summary of what came before packages. */
import { Quarantined } from '../../problem.ts'
import { XmlParser } from '../../render/sax.ts'
import type { ZipEntry } from '../../render/zip.ts'
import { Unseen } from '../finding.ts'
import { type AssetFacts, defined } from './facts.ts'
import type { Window } from './window.ts'

const partBytesMax = 64 * 1024

/** By the last part of an element's name: of OPC, its extended properties, and OpenDocument. */
const elements = new Map<string, keyof AssetFacts>(
  Object.entries({
    ...{ title: 'title', creator: 'author', 'initial-creator': 'author' },
    ...{ created: 'created', 'creation-date': 'created', Application: 'software' },
    ...{ generator: 'software', Pages: 'pages', Slides: 'pages' },
  } as const),
)

const parts = ['docProps/core.xml', 'docProps/app.xml', 'meta.xml']

/** ECMA-376 part 2, 8; OpenDocument 1.3, 4. */
export async function packageFacts(entries: ZipEntry[]): Promise<AssetFacts> {
  const facts: AssetFacts = {}
  for (const path of parts) {
    const entry = entries.find(({ name }) => name === path) // one that comes again is no other
    if (!entry || entry.isEncrypted || entry.bytes > partBytesMax) continue
    for (const [name, text] of await textsOf(entry).catch(noTexts)) {
      const known = elements.get(name)
      if (!known || text === '') continue
      const pages = /^\d{1,9}$/.test(text) ? Number(text) : undefined
      if (known !== 'pages') Object.assign(facts, { [known]: text, ...facts })
      else if (pages) facts.pages ??= pages
    }
  }
  return facts
}

/** A part that is broken, or too far away, says nothing. */
function noTexts(error: unknown): [string, string][] {
  if (error instanceof Quarantined || error instanceof Unseen) return []
  throw error
}

async function textsOf(entry: ZipEntry): Promise<[string, string][]> {
  const found: [string, string][] = []
  let text = ''
  const parser = new XmlParser({
    open(_, attributes) {
      text = ''
      const pages = attributes['meta:page-count']
      if (pages) found.push(['Pages', pages])
    },
    text(more) {
      text += more
    },
    close(name) {
      found.push([name.split(':').at(-1)!, text.trim()])
      text = ''
    },
  })
  for await (const chunk of entry.chunks()) parser.push(chunk)
  parser.end()
  return found
}

const sectorsMax = 128
const free = 0xfffffffa

/** [MS-CFB] and [MS-OLEPS]: the summary is a stream of small sectors, mostly. */
export async function oleFacts(window: Window): Promise<AssetFacts> {
  const head = await window.at(0, 512)
  if (head.length < 512) return {}
  const sector = 2 ** Math.min(16, head.readUInt16LE(30))
  if (sector < 512) return {}
  const at = (number: number) => window.at((number + 1) * sector, sector)
  const table = async (number: number): Promise<number> => {
    const perSector = sector / 4
    const index = Math.floor(number / perSector)
    if (index >= 109) return free // further tables are of files of more than 7 MB
    const fat = await at(head.readUInt32LE(76 + index * 4))
    return fat.length < sector ? free : fat.readUInt32LE((number % perSector) * 4)
  }
  const chain = async (first: number): Promise<Buffer> => {
    const all: Buffer[] = []
    for (let next = first; next < free && all.length < sectorsMax; next = await table(next)) {
      all.push(await at(next))
    }
    return Buffer.concat(all)
  }
  const entries = entriesOf(await chain(head.readUInt32LE(48)))
  const summary = entries.find(({ name }) => name === '\x05SummaryInformation')
  const root = entries[0]
  if (!summary || !root) return {}
  if (summary.bytes >= head.readUInt32LE(56)) return summaryFacts(await chain(summary.first))
  const small = { root: await chain(root.first), table: await chain(head.readUInt32LE(60)) }
  return summaryFacts(smallStream(small, summary.first))
}

interface Entry {
  name: string
  first: number
  bytes: number
}

function entriesOf(folder: Buffer): Entry[] {
  const entries: Entry[] = []
  for (let at = 0; at + 128 <= folder.length; at += 128) {
    const letters = Math.min(64, folder.readUInt16LE(at + 64))
    const name = folder.toString('utf16le', at, at + Math.max(0, letters - 2))
    entries.push({
      name,
      first: folder.readUInt32LE(at + 116),
      bytes: folder.readUInt32LE(at + 120),
    })
  }
  return entries
}

const smallBytes = 64

function smallStream({ root, table }: { root: Buffer; table: Buffer }, first: number): Buffer {
  const all: Buffer[] = []
  for (let next = first; next < free && all.length < sectorsMax; ) {
    all.push(root.subarray(next * smallBytes, (next + 1) * smallBytes))
    next = next * 4 + 4 <= table.length ? table.readUInt32LE(next * 4) : free
  }
  return Buffer.concat(all)
}

function summaryFacts(bytes: Buffer): AssetFacts {
  if (bytes.length < 56) return {}
  const set = bytes.readUInt32LE(44)
  const values = new Map<number, Buffer>()
  const count = set + 8 <= bytes.length ? bytes.readUInt32LE(set + 4) : 0
  for (let i = 0, at = set + 8; i < count && at + 8 <= bytes.length; i++, at += 8) {
    values.set(bytes.readUInt32LE(at), bytes.subarray(set + bytes.readUInt32LE(at + 4)))
  }
  const page = values.get(1)
  const encoding = page && page.length >= 6 ? encodingOf(page.readUInt16LE(4)) : 'latin1'
  const text = (id: number) => textOf(values.get(id), encoding)
  const pages = values.get(14)
  const known = pages && pages.length >= 8 ? pages.readUInt32LE(4) : 0
  return defined({
    ...{ title: text(2), author: text(4), software: text(18) },
    ...{ created: timeOf(values.get(12)), pages: known > 0 ? known : undefined },
  })
}

function encodingOf(page: number): string {
  if (page === 65001) return 'utf-8'
  return page >= 1250 && page <= 1258 ? `windows-${page}` : 'latin1'
}

const ansi = 30
const fileTime = 64

function textOf(value: Buffer | undefined, encoding: string): string | undefined {
  if (!value || value.length < 8 || value.readUInt32LE(0) !== ansi) return undefined
  const text = new TextDecoder(encoding).decode(value.subarray(8, 8 + value.readUInt32LE(4)))
  return text.split('\0')[0]!.trim() || undefined
}

/** In steps of 100 ns since 1601. */
function timeOf(value: Buffer | undefined): string | undefined {
  if (!value || value.length < 12 || value.readUInt32LE(0) !== fileTime) return undefined
  const ms = Number(value.readBigUInt64LE(4) / 10_000n) - 11_644_473_600_000
  return ms > 0 && ms < 8.64e15 ? new Date(ms).toISOString() : undefined
}
