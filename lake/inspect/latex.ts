/** A table of LaTeX: of several the one with most cells. */
import { columnsMax } from '../limits.ts'
import {
  isLatexTable,
  type LatexRender,
  type LatexRow,
  LatexRows,
  otherTables,
} from '../render/latex.ts'
import { splitLines, type TextLine } from '../render/lines.ts'
import { asideMax } from '../render/render.ts'
import { findHeader } from './csvheader.ts'
import type { Finding, TextHead } from './finding.ts'
import { joinedNames } from './table/names.ts'

const headBytes = 256 * 1024

/** Rows alone, if so many of the lines end as rows do. */
const rowsShareMin = 0.6

/** Of the lines that are not blank: of a text around a table these are few. */
const linesShareMin = 0.5

/** Undefined: it is none. */
export function inspectLatex({ bytes, whole }: TextHead): Finding | undefined {
  const head = bytes.subarray(0, headBytes)
  const text = Buffer.from(head).toString('latin1')
  if (!text.includes('\\\\') || !text.includes('&')) return undefined
  const isAll = whole && head.length === bytes.length
  const lines = splitLines(head.subarray(0, isAll ? head.length : head.lastIndexOf(10) + 1))
  const filled = lines.filter(({ text: own }) => own.trim() !== '')
  const isEnvironment = isLatexTable(text)
  const tables = isEnvironment ? tablesIn(lines) : areRows(filled) ? [rowsIn(lines)] : []
  const sizes = tables.map(({ rows }) => rows.reduce((sum, row) => sum + row.length, 0))
  const most = sizes.indexOf(Math.max(...sizes))
  const found = tables[most]
  if (!found || found.rows.length < 2 || found.aside > asideMax(found.rows.length)) return undefined
  const within = tables.reduce((sum, one) => sum + one.lines, 0)
  if (within < linesShareMin * filled.length) return undefined
  const width = Math.max(...found.rows.map((row) => row.length))
  if (width < 2 || width > columnsMax) return undefined
  const finding = findingOf(found, width, isEnvironment ? most : undefined)
  if (!isAll) return { ...finding, render: { ...finding.render!, isPart: true } }
  if (tables.length === 1) return finding
  return { ...finding, doubt: [...(finding.doubt ?? []), otherTables(tables.length - 1)] }
}

interface Found {
  rows: LatexRow[]
  /** Rows above the second rule; undefined: no rule parts any from the others. */
  head: number | undefined
  aside: number
  lines: number
  /** How many have begun in all. */
  tables: number
}

function rowsIn(lines: TextLine[], table?: number): Found {
  let aside = 0
  const reader = new LatexRows(table, () => void aside++)
  const rows = lines.flatMap((line) => reader.add(line))
  const head = reader.rulesSeen.find((count) => count > 0)
  const isHead = head !== undefined && head <= headMax && head < rows.length
  const { lines: within, tables } = reader
  return { rows, head: isHead ? head : undefined, aside, lines: within, tables }
}

const headMax = 3
const tablesMax = 50

function tablesIn(lines: TextLine[]): Found[] {
  const found: Found[] = []
  while (found.length < tablesMax) {
    const next = rowsIn(lines, found.length)
    if (next.tables <= found.length) break
    found.push(next)
  }
  return found
}

function areRows(filled: TextLine[]): boolean {
  const own = filled.filter(({ text }) => !/^\s*(%|\\[a-z]+rule|\\hline)/.test(text))
  if (!own[0] || !/(?<!\\)&/.test(own[0].text)) return false // a header of something else
  const rows = own.filter(({ text }) => text.includes('&') && rowEnd.test(text.slice(-100)))
  return rows.length > 1 && rows.length >= rowsShareMin * own.length
}

const rowEnd = /\\\\(\[[^\]]*\])?\s*(\\hline\s*){0,2}$/

function findingOf(
  { rows, head: ruled }: Found,
  width: number,
  table: number | undefined,
): Finding {
  const texts = rows.map((row) => Array.from({ length: width }, (_, i) => row[i] ?? null))
  const header = ruled === undefined ? findHeader(texts) : undefined
  const head = ruled ?? (header?.header ? 1 : 0)
  const joined = head > 0 ? joinedNames(texts.slice(0, head)) : []
  const names = Array.from({ length: width }, (_, i) => joined[i] ?? `column_${i + 1}`)
  const render: LatexRender = {
    ...{ reader: 'latex', as: 'csv', header: true, names, head },
    ...(table !== undefined && { table }),
  }
  return {
    ...{ format: 'fixed', render, columns: [] },
    evidence: [
      `a table of LaTeX of ${width} columns: ${rows.length - head} rows seen`,
      header?.evidence ?? 'the header stands above the rule',
    ],
    ...(header?.doubt !== undefined && { doubt: [header.doubt] }),
  }
}
