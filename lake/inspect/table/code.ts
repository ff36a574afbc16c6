/** Source code and its like, whose lines divide as rows do: told by what its lines begin and end with, and by brackets. */
import { cellKind } from '../cell.ts'
import type { Candidate } from './dialect.ts'
import type { Row } from './rows.ts'

const keywords = [
  'import|export|const|let|var|function|class|interface|enum|declare|return|throw|typeof|async|await',
  'public|private|protected|static|package|using|namespace|template|def|elif|if|else|for|while|switch',
].join('|')
/** A keyword, and what goes on as statements do; in two, for one looks for its end from each place that it may go on at. */
const begun = new RegExp(`^\\s*(${keywords})\\b[^,;\\t|]*?[\\s({'"*=]`)
const goesOn = /([;{(,:\\'"]|=>)$/
const statement = {
  test(line: string): boolean {
    const head = begun.exec(line)
    return head !== null && goesOn.test(line.slice(head[0].length).trimEnd().slice(-2))
  },
}
const ended = /^\s*[\w$.[\]'"]+( =|\().*;\s*$/
const directive =
  /^\s*(['"]use \w+['"];?\s*$|#(include|define|ifn?def|endif|!\/)|@[\w-]+[^@]*[;{]\s*$)/
const comment = /^\s*(\/\/|\/\*|\*\/|\*\s|\*$|<!--)/
const opened = /([[{(]|=>)\s*$/
const closed = /^\s*[\])}]+[\])};,.]*\s*$/
const assigned =
  /^(module\.)?exports(\.\w+)?\s?=|^[!(;]*function\s?\w*\(|^(var|let|const) [\w$]+\s?=/
const imported =
  /^(from [\w.]+ import\b|import [\w.]+( as \w+)?$|(include|set|endif|require|console\.\w+)\()/
const signs = [imported, statement, ended, directive, comment, opened, closed, assigned]

/** Of rows: less may be a table with code in its cells. */
const codeMin = 0.5
const rowsMax = 200
/** Where a text begins as code does and ends with a bracket, what stands between may be anything. */
const headMax = 5

export function isCode({ rows, cutting }: Candidate): boolean {
  const lines = rows.slice(0, rowsMax).map((row) => ({ row, line: lineOf(row, cutting.delimiter) }))
  const isOf = ({ row, line }: (typeof lines)[number]): boolean =>
    signs.some((sign) => sign.test(line)) || isTorn(row)
  if (lines.length === 0) return false
  if (lines.filter(isOf).length >= codeMin * lines.length) return true
  const last = rows.at(-1)!
  return closed.test(lineOf(last, cutting.delimiter)) && lines.slice(0, headMax).some(isOf)
}

/** Its beginning and its end, where it is long. */
function lineOf({ cells, quoted }: Row, delimiter: string): string {
  const texts = cells.map((cell, i) => (quoted?.[i] ? `"${cell}"` : (cell ?? '')))
  const line = texts.join(delimiter)
  return line.length > 2_000 ? `${line.slice(0, 1_000)}${line.slice(-1_000)}` : line
}

/** A bracket opens in one cell and closes in another, or nowhere; rows that hold values may do so. */
function isTorn({ cells, quoted }: Row): boolean {
  if (cells.some((cell) => cell !== null && cellKind(cell.trim()) !== 'string')) return false
  return cells.some((cell, i) => cell !== null && !quoted?.[i] && isOpen(cell.slice(0, 1_000)))
}

function isOpen(text: string): boolean {
  let depth = 0
  for (const each of text) {
    if ('([{'.includes(each)) depth++
    if (')]}'.includes(each) && --depth < 0) return true
  }
  return depth > 0
}
