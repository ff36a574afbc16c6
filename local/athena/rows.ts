/** A page of a stored result, read from where the page before it ended. */
import { open } from 'node:fs/promises'

const chunkBytes = 64 * 1024
const [newline, comma, quote] = [0x0a, 0x2c, 0x22]

/** A cell is absent when it is NULL, which the file writes as nothing at all, `""` being ''. */
export type Row = (string | undefined)[]

export interface Rows {
  rows: Row[]
  /** Where the next row starts, in bytes; absent at the end of the file. */
  next?: number
}

/** At most `count` rows of a result from byte `offset`: CSV, or plain text of one cell a line. */
export async function readRows(
  file: string,
  format: 'csv' | 'txt',
  { offset, count }: { offset: number; count: number },
): Promise<Rows> {
  await using handle = await open(file)
  const { size } = await handle.stat()
  const rows: Row[] = []
  let pending: Buffer = Buffer.alloc(0)
  let position = offset
  const decode = format === 'csv' ? csvRow : (line: Buffer) => [line.toString()]
  const next = () => position - pending.length
  while (rows.length < count && position < size) {
    const { bytesRead, buffer } = await handle.read(
      Buffer.alloc(chunkBytes),
      0,
      chunkBytes,
      position,
    )
    position += bytesRead
    pending = Buffer.concat([pending, buffer.subarray(0, bytesRead)])
    pending = takeRows(pending, format === 'csv', count, (line) => rows.push(decode(line)))
  }
  if (rows.length < count && pending.length > 0) {
    rows.push(decode(pending))
    pending = Buffer.alloc(0)
  }
  return next() < size ? { rows, next: next() } : { rows }
}

/** Hands on every whole line, up to `count` rows in all, and returns what is left. */
function takeRows(
  bytes: Buffer,
  quoting: boolean,
  count: number,
  take: (line: Buffer) => number,
): Buffer {
  let start = 0
  let quoted = false
  for (let at = 0; at < bytes.length; at++) {
    if (quoting && bytes[at] === quote) quoted = !quoted
    if (quoted || bytes[at] !== newline) continue
    const taken = take(bytes.subarray(start, at))
    start = at + 1
    if (taken >= count) break
  }
  return bytes.subarray(start)
}

function csvRow(line: Buffer): Row {
  const row: Row = []
  let start = 0
  let quoted = false
  for (let at = 0; at <= line.length; at++) {
    if (line[at] === quote) quoted = !quoted
    if (at < line.length && (quoted || line[at] !== comma)) continue
    row.push(cell(line.subarray(start, at).toString()))
    start = at + 1
  }
  return row
}

function cell(text: string): string | undefined {
  if (text === '') return undefined
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text
}
