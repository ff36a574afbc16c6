/** Reads the files of a text scan, synchronously: DuckDB's table functions are asked for the next chunk and wait. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { unbzipWhole } from '../../../lake/inspect/binary/bzip2.ts'
import { unzstdWhole } from '../../../lake/inspect/binary/zstd.ts'
import { inflatedBytesMax } from '../../../lake/limits.ts'
import { lineCutter } from '../../../lake/serde/lines.ts'
import { lineReader } from '../../../lake/serde/reader.ts'
import { BadRow, type Row, type Wanted } from '../../../lake/serde/value.ts'
import type { TextFile, TextScan } from './textscan.ts'

/** Rows of one vector of DuckDB. */
export const chunkRowsMax = 2048

/** Large enough that a call costs nothing, small enough for the processor's cache. */
const readBytes = 1 << 18

/** Whole lines of one file, `\n` between them, without header and footer. */
export interface Block {
  file: TextFile
  lines: string
}

export interface Chunk {
  file: TextFile
  rows: Row[]
}

/** Throws BadRow where a file cannot be decompressed or a line has no end. */
export function* blocksOf({ files, parameters }: TextScan): Generator<Block> {
  const count = (name: string): number => Number(parameters[name] ?? 0) || 0
  for (const file of files) {
    const cutter = lineCutter({
      headerLines: count('skip.header.line.count'),
      footerLines: count('skip.footer.line.count'),
    })
    for (const bytes of plainBytes(file)) {
      const lines = cutter.push(bytes)
      if (lines !== undefined) yield { file, lines }
    }
    const lines = cutter.end()
    if (lines !== undefined) yield { file, lines }
  }
}

/** Rows of all files, at most `chunkRowsMax` at a time, only wanted cells in them; throws BadRow. */
export function* chunksOf(scan: TextScan, wanted: Wanted): Generator<Chunk> {
  const read = lineReader(scan.serde, scan.columns, scan.parameters, wanted)
  for (const { file, lines } of blocksOf(scan)) {
    const all = lines.split('\n')
    for (let at = 0; at < all.length; at += chunkRowsMax) {
      yield { file, rows: all.slice(at, at + chunkRowsMax).map(read) }
    }
  }
}

function* plainBytes({ path, uri, compression }: TextFile): Generator<Uint8Array> {
  if (compression === 'none') return yield* storedBytes(path)
  const bytes = inflated(path, uri, compression)
  for (let at = 0; at < bytes.length; at += readBytes) yield bytes.subarray(at, at + readBytes)
}

/** Whole, for Node inflates part by part only asynchronously. */
const inflating = {
  gzip: (bytes: Buffer) => gunzipSync(bytes, { maxOutputLength: inflatedBytesMax }),
  zstd: (bytes: Buffer) => unzstdWhole(bytes, inflatedBytesMax),
  bzip2: (bytes: Buffer) => unbzipWhole(bytes, inflatedBytesMax),
}

function inflated(path: string, uri: string, compression: keyof typeof inflating): Buffer {
  try {
    return inflating[compression](readFileSync(path))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new BadRow('HIVE_CURSOR_ERROR', `Failed to read file at ${uri}: ${message}`)
  }
}

/** The file is opened for each part, so that a query which ends early leaves nothing open. */
function* storedBytes(path: string): Generator<Uint8Array> {
  for (let position = 0; ; ) {
    const buffer = Buffer.allocUnsafe(readBytes)
    const file = openSync(path, 'r')
    const count = readSync(file, buffer, 0, readBytes, position)
    closeSync(file)
    if (count === 0) return
    position += count
    yield buffer.subarray(0, count)
  }
}
