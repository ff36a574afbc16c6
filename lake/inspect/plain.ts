/** What the first bytes of a rendered text say: its form is known, its columns are found as of any other. */
import { plainDialect, type Render } from '../render/render.ts'
import { columnsOf, type Names } from './csvcolumns.ts'
import { cellText, csvRows } from './csvrows.ts'
import type { Finding } from './finding.ts'
import { inspectJsonLines } from './json.ts'

export function inspectPlain(
  render: Render,
  head: { bytes: Uint8Array; whole: boolean },
  { reserved, nulls }: Omit<Names, 'known'>,
): Pick<Finding, 'columns'> {
  if (render.as === 'ndjson') return inspectJsonLines({ ...head, firstByte: 0 }, reserved)
  const dialect = plainDialect(render)
  const { rows } = csvRows(head.bytes, { ...dialect, header: false }, !head.whole)
  const texts = rows.map((row) => row.map((cell) => cellText(cell, dialect)))
  return { columns: columnsOf(texts, dialect.header, { reserved, nulls }) }
}
