/**
 * The dialect of a CSV text: of all the ways to cut it, the one that gives rows of one width whose cells look like
 * values. The measure follows CleverCSV (van den Burg et al., 2019): how regular the rows are, times how many
 * cells are clean.
 */
import type { Pins } from '../../schemas/interpretation.ts'
import type { Quarantined } from '../problem.ts'
import { cellKind } from './cell.ts'
import { type Cell, csvRows } from './csvrows.ts'
import type { CsvDialect } from './inspection.ts'

/** In the order in which they win a tie. The last ones are Hive's own and what some systems export. */
export const delimiters = [',', ';', '\t', '|', '\x01', '^', '~']

type Cut = Pick<CsvDialect, 'delimiter' | 'quote' | 'escape'>

export interface Candidate extends Cut {
  rows: Cell[][]
  /** The most frequent number of cells in a row, and the rows that have it; blank lines are no rows. */
  width: number
  ofWidth: number
  rowCount: number
  score: number
  fault?: Quarantined
}

/** The best way to cut a sample; one column where no delimiter makes rows of more. Throws nothing. */
export function sniffCut(sample: Uint8Array, isHead: boolean, pins: Pins = {}): Candidate {
  const text = Buffer.from(sample).toString('latin1')
  const present =
    pins.delimiter === undefined
      ? delimiters.filter((delimiter) => text.includes(delimiter))
      : [pins.delimiter]
  const quotes = pinnedQuotings(pins) ?? quotings(text)
  const candidates = (present.length > 0 ? present : [',']).flatMap((delimiter) =>
    quotes.map((quoting) => candidate(sample, { delimiter, ...quoting }, isHead)),
  )
  const isPinned = pins.quote !== undefined || pins.escape !== undefined
  const sound = isPinned ? candidates : candidates.filter((each) => isSound(each, candidates))
  const best = sound.reduce((a, b) => (b.score > a.score + 1e-9 ? b : a), sound[0]!)
  const isCut = best.width > 1 || best.fault || pins.delimiter !== undefined
  return isCut ? best : oneColumn(sample, best, isHead)
}

/** One of the two says enough: an escape alone is of double quotes, quotes alone are doubled. */
function pinnedQuotings({
  quote,
  escape: by,
}: Pins): Pick<CsvDialect, 'quote' | 'escape'>[] | undefined {
  if (quote === undefined && by === undefined) return undefined
  const own = quote ?? '"'
  return [{ quote: own, escape: own === '' ? '' : (by ?? own) }]
}

const doubled = { quote: '"', escape: '"' }

/** The ways of quoting worth trying; the usual one is right for a text without any quotes. */
function quotings(text: string): Pick<CsvDialect, 'quote' | 'escape'>[] {
  const edge = `[\\r\\n${delimiters.join('')}]`
  const singles = new RegExp(`(^|${edge})'[^'\\r\\n]*'(${edge}|$)`).test(text)
  return [
    doubled,
    ...(text.includes('\\"') ? [{ quote: '"', escape: '\\' }] : []),
    ...(singles ? [{ quote: "'", escape: "'" }] : []),
    ...(text.includes('"') ? [{ quote: '', escape: '' }] : []),
  ]
}

function candidate(sample: Uint8Array, cut: Cut, isHead: boolean): Candidate {
  const { rows: all, bytes, fault } = csvRows(sample, { ...cut, header: false }, isHead)
  const rows = all.filter((row) => row.length > 0)
  const counts = new Map<number, number>()
  for (const row of rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1)
  const [width, ofWidth] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), [1, 0] as const)
  const regular = ofWidth / Math.max(1, rows.length)
  const breadth = width > 1 ? (width - 1) / width : 0.01
  const consumed = isHead || fault ? bytes / Math.max(1, sample.length) : 1
  const score = regular * breadth * cleanness(rows) * consumed
  return { ...cut, rows, width, ofWidth, rowCount: rows.length, score, ...(fault ? { fault } : {}) }
}

/**
 * A text without quoting explains quotes only where quoting fails, and quotes never kept a delimiter or a line end
 * in a cell; a backslash escapes only where doubling fails.
 */
function isSound(each: Candidate, all: Candidate[]): boolean {
  if (each.quote !== '' && each.escape !== '\\') return true
  const usual = all.find((other) => other.delimiter === each.delimiter && other.escape === '"')!
  if (usual.fault?.reason.code !== 'csv.text-after-quote') return false
  if (each.quote !== '') return true
  const isNeeded = (cell: Cell): boolean =>
    cell.quoted && (cell.raw.includes(each.delimiter) || /[\r\n]/.test(cell.raw))
  return each.ofWidth === each.rowCount && !usual.rows.some((row) => row.some(isNeeded))
}

const cellsMax = 4_000

function cleanness(rows: Cell[][]): number {
  let [sum, count] = [0, 0]
  for (const row of rows) {
    for (const cell of row) {
      sum += cleannessOf(cell)
      if (++count === cellsMax) return sum / count
    }
  }
  return count === 0 ? 0 : sum / count
}

const looseNumber = /^[-+]?[$€£]?\d[\d .,']*\s?[%€$]?$/
const plainText = /^[\p{L}\p{N}][\p{L}\p{N}\p{M} _.:/@()'&+#-]*$/u

function cleannessOf({ raw, quoted }: Cell): number {
  if (quoted) return 1
  if (raw === '') return 0.7
  const text = raw.trim()
  if (cellKind(text) !== 'string') return 1
  if (looseNumber.test(text)) return 0.9
  return plainText.test(text) ? 0.8 : 0.3
}

/** No delimiter divides the rows: one that does not occur, so that it never will by chance. */
function oneColumn(sample: Uint8Array, best: Candidate, isHead: boolean): Candidate {
  const absent = delimiters.find((delimiter) => sample.indexOf(delimiter.charCodeAt(0)) < 0)
  if (absent === undefined || absent === best.delimiter) return best
  return candidate(sample, { ...best, delimiter: absent }, isHead)
}
