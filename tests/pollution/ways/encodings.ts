/** How characters became bytes, and bytes that are none. */
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { Way } from '../way.ts'
import { languages } from '../words.ts'

const tables = new Map<string, Map<string, Buffer>>()

/** The other way round than the platform's decoder goes: all characters of one byte or two. */
function tableOf(encoding: string): Map<string, Buffer> {
  const known = tables.get(encoding)
  if (known) return known
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  const table = new Map<string, Buffer>()
  const add = (bytes: number[]): void => {
    try {
      const text = decoder.decode(Uint8Array.from(bytes))
      if ([...text].length === 1 && !table.has(text)) table.set(text, Buffer.from(bytes))
    } catch {}
  }
  for (let byte = 0; byte < 256; byte++) add([byte])
  for (let lead = 0x81; lead < 0xff; lead++) {
    for (let trail = 0x40; trail < 0xff; trail++) add([lead, trail])
  }
  tables.set(encoding, table)
  return table
}

/** Undefined where the encoding lacks a character. */
function encoded(text: string, encoding: string): Buffer | undefined {
  const table = tableOf(encoding)
  const parts = [...text].map((character) => table.get(character))
  return parts.every((part) => part !== undefined) ? Buffer.concat(parts) : undefined
}

const utf32 = (text: string): Buffer => {
  const points = [...text].map((character) => character.codePointAt(0)!)
  const bytes = Buffer.alloc(points.length * 4)
  for (const [i, point] of points.entries()) bytes.writeUInt32LE(point, i * 4)
  return bytes
}

const as = (name: string, encode: (text: string) => Buffer): Way => ({
  name,
  parts: ['encoding'],
  pollute(draft) {
    draft.encode = encode
  },
})

const finished = (name: string, finish: (bytes: Buffer) => Buffer): Way => ({
  name,
  parts: ['encoding'],
  pollute(draft) {
    draft.finish.push(finish)
  },
})

const bom = '\ufeff'
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le')
const names = new Set(Object.values(languages).flatMap(({ encodings }) => encodings))

const inEncoding = (encoding: string): Way => ({
  name: `encoding ${encoding}`,
  parts: ['encoding'],
  demands: {
    kinds: ['id', 'person', 'city', 'note'],
    languages: Object.keys(languages).filter(
      (name) => languages[name]!.encodings.includes(encoding) && name !== 'en',
    ),
    rows: 16,
  },
  pollute(draft) {
    draft.encode = (text) => encoded(text, encoding)
  },
})

export const encodingWays: Way[] = [
  ...[...names].map(inEncoding),
  as('UTF-8 with a mark', (text) => Buffer.from(bom + text)),
  as('UTF-16LE with a mark', (text) => utf16(bom + text)),
  as('UTF-16BE with a mark', (text) => utf16(bom + text).swap16()),
  as('UTF-16LE without', utf16),
  as('UTF-16BE without', (text) => utf16(text).swap16()),
  as('UTF-32LE with a mark', (text) => utf32(bom + text)),
  {
    name: 'one late byte of windows-1252',
    parts: ['encoding', 'rows', 'cells', 'bottom'],
    demands: { languages: ['en'], kinds: ['id', 'person'], rows: 40 },
    pollute(draft) {
      draft.rows.at(-1)!.cells[1] = 'Zoë Côté'
      draft.encode = (text) => Buffer.from(text, 'latin1')
      return draft.rows.length > 5
    },
  },
  finished('Ctrl-Z at the end', (bytes) => Buffer.concat([bytes, Buffer.from([26])])),
  finished('NULs at the end', (bytes) => Buffer.concat([bytes, Buffer.alloc(64)])),
  finished('gzip', (bytes) => gzipSync(bytes)),
  finished('zstd', (bytes) => zstdCompressSync(bytes)),
]
