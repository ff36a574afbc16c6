/**
 * The proof that a raw table returns what its object holds: each line is read as Athena would and once more in the
 * plainest way, and both must agree. It holds for shapes that shapeOf gave, which have one row a line.
 */

import { parseHiveType } from '../../../lake/serde/hivetype.ts'
import { linesOf } from '../../../lake/serde/lines.ts'
import type { RawShape } from '../../../lake/serde/rawshape.ts'
import { lineReader } from '../../../lake/serde/reader.ts'
import { rawTableInput } from '../../../lake/serde/tableinput.ts'
import { BadRow, type Value } from '../../../lake/serde/value.ts'
import type { CellDifference, Difference } from './difference.ts'
import { jsonDifference } from './referencejson.ts'

/** Undefined where every line of these decompressed bytes reads as it should. */
export function readsFaithfully(bytes: Uint8Array, shape: RawShape): Difference | undefined {
  const differs = lineDifference(shape)
  const headerLines = shape.csv?.headerLines ?? 0
  let line = headerLines
  for (const text of linesOf(bytes, { headerLines })) {
    line++
    const difference = differs(text)
    if (difference) return { line, ...difference }
  }
}

/** A judge of single lines, for objects that stream by; header lines are not to be asked. */
export function lineDifference(shape: RawShape): (line: string) => CellDifference | undefined {
  const { Columns, SerdeInfo } = rawTableInput('', '', shape).StorageDescriptor
  const columns = Columns.map(({ Name, Type }) => ({ name: Name, type: parseHiveType(Type) }))
  const read = lineReader(SerdeInfo.SerializationLibrary, columns, SerdeInfo.Parameters)
  const compare = shape.csv ? csvDifference(shape) : jsonDifference(shape, columns)
  return (line) => {
    try {
      return compare(line, read(line))
    } catch (error) {
      if (!(error instanceof BadRow)) throw error
      return { column: '', reference: line.slice(0, 200), athena: error.message }
    }
  }
}

function csvDifference({
  columns,
  csv,
}: RawShape): (line: string, row: Value[]) => CellDifference | undefined {
  const { delimiter, quote } = csv!
  return (line, row) => {
    const cells = line === '' ? [] : csvCells(line, delimiter, quote)
    if (cells === undefined || cells.length > columns.length) {
      return {
        column: '',
        reference: line.slice(0, 200),
        athena: JSON.stringify(row).slice(0, 200),
      }
    }
    const at = columns.findIndex((_, i) => (cells[i] ?? null) !== row[i])
    if (at < 0) return
    const [reference = 'no cell', athena = 'NULL'] = [cells[at], row[at] ?? undefined]
    return {
      column: columns[at]!.name,
      reference: reference.slice(0, 200),
      athena: String(athena).slice(0, 200),
    }
  }
}

/** RFC 4180 within one line; undefined where a quote is not closed or text follows it. */
export function csvCells(line: string, delimiter: string, quote: string): string[] | undefined {
  const cells: string[] = []
  for (let at = 0; ; at += delimiter.length) {
    if (quote === '' || line[at] !== quote) {
      const end = line.indexOf(delimiter, at)
      cells.push(line.slice(at, end < 0 ? undefined : end))
      at = end < 0 ? line.length : end
    } else {
      let cell = ''
      for (;;) {
        const end = line.indexOf(quote, at + 1)
        if (end < 0) return
        cell += line.slice(at + 1, end)
        at = end + 1
        if (line[at] !== quote) break
        cell += quote
      }
      cells.push(cell)
    }
    if (at >= line.length) return cells
    if (!line.startsWith(delimiter, at)) return
  }
}
