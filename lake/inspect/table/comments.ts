/** Lines that begin with `#`, or as somebody says, and are no rows. */
import { findHeader, type Header } from '../csvheader.ts'
import type { Row } from './rows.ts'

/** Whether the line begins with the mark of a comment that somebody said. */
export const isMarked = ({ cells, quoted }: Pick<Row, 'cells' | 'quoted'>, mark: string): boolean =>
  mark !== '' && !quoted?.[0] && cells[0]?.startsWith(mark) === true

/** Where as many rows as this begin so, it is data: colours, places in a ranking. */
const shareMax = 0.3

/** Comments are told from rows by their cells: rows have as many as the others; or by a mark that is said. */
export function withoutComments(all: Row[], width: number, delimiter: string, said?: string) {
  if (said !== undefined) {
    return {
      rows: all.filter((row) => !isMarked(row, said)),
      comments: all.filter((row) => isMarked(row, said)),
    }
  }
  const begins = (row: Row): boolean => isMarked(row, '#')
  const marked = delimiter.startsWith('#') ? [] : all.filter(begins)
  const body = all.slice(Math.min(all.length - 1, 1 + marked.length)).filter(begins)
  const isData =
    width > 1 && body.filter(({ cells }) => cells.length === width).length > shareMax * all.length
  if (marked.length === 0 || isData || marked.length === all.length)
    return { rows: all, comments: [] }
  const isComment = (row: Row, i: number): boolean =>
    begins(row) && (row.cells.length !== width || /^#+\s/.test(row.cells[0]!) || i < marked.length)
  return {
    rows: all.filter((row, i) => !isComment(row, i)),
    comments: all.filter(isComment),
  }
}

/** The last comment above the first row, where it is as wide and names its columns. */
export function commentedHeader(
  comments: Row[],
  first: Row | undefined,
  width: number,
  asked: { known: readonly string[]; header?: boolean | undefined; comment?: string | undefined },
): { names: (string | null)[]; header: Header } | undefined {
  const { known, header, comment = '' } = asked
  const above = comments.filter(({ line }) => first && line < first.line).at(-1)
  if (!above || !first || above.cells.length !== width || width < 2 || header === false)
    return undefined
  const names = above.cells.map((cell, i) =>
    i === 0 ? cell!.slice(comment.length).replace(/^#*\s*/, '') : (cell?.trim() ?? null),
  )
  const found = findHeader([names, first.cells, first.cells], known)
  if (!found.header) return undefined
  return {
    names,
    header: { header: true, evidence: `the comment in line ${above.line} is the header` },
  }
}
