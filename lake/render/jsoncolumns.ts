/** A document whose members are columns: arrays as long as each other, or pandas' objects of the rows' numbers. */

import { quarantinedAt } from '../inspect/position.ts'
import { inspectionBytesMax } from '../limits.ts'
import { jsonParts } from './jsonparts.ts'

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')

/** Each row as one line of JSON, its values as they are written; the document is known to be one of columns. */
export function* rowsOfColumns(json: Uint8Array): Iterable<string> {
  const columns = jsonParts(json.subarray(json.indexOf(123))).map(({ name, value }) => ({
    name: textOf(name!),
    values: jsonParts(value).map((part) => part.value),
  }))
  const rows = columns[0]?.values.length ?? 0
  for (let i = 0; i < rows; i++) {
    const members = columns.map(({ name, values: { [i]: value } }) => {
      return `${name}:${value ? textOf(value) : 'null'}`
    })
    yield `{${members.join(',')}}`
  }
}

/** Of the chunks of a document, which an inspection saw whole: a longer one is another. */
export async function* readColumns(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    parts.push(Uint8Array.from(chunk))
    bytes += chunk.length
    if (bytes > inspectionBytesMax) throw tooLong(bytes)
  }
  let lines = ''
  for (const row of rowsOfColumns(Buffer.concat(parts))) {
    lines += `${row}\n`
    if (lines.length < pieceCharacters) continue
    yield Buffer.from(lines)
    lines = ''
  }
  yield Buffer.from(lines)
}

const pieceCharacters = 1 << 16

const tooLong = (byte: number) =>
  quarantinedAt(
    {
      code: 'json.columns-too-long',
      detail: `A document of columns has more than ${inspectionBytesMax} bytes.`,
      remedy: 'Send a row an object.',
    },
    { line: 1, byte },
  )
