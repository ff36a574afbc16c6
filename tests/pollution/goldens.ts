/** Real files, each in a folder with what a careful reader finds in it, where it is from and its licence. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Column, Row } from './draft.ts'
import { fairColumn } from './readings.ts'
import type { Road } from './road.ts'
import { isPerfect, scoreOf } from './score.ts'
import { inTime } from './worker.ts'

const folder = join(import.meta.dirname, '../fixtures/real')

interface Expected {
  from: string
  licence: string
  /** Null: the file has none. */
  header: string[] | null
  rows: (string | null)[][]
}

const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8')

/** Those that are not read right today, each with its reason: a list that only shrinks. */
const known: Record<string, string> = JSON.parse(read('known.json'))

export interface Golden {
  name: string
  isRight: boolean
  known?: string
  wrong: string[]
}

export async function goldens(road: Road, part = ''): Promise<Golden[]> {
  const names = readdirSync(folder).filter((name) => !name.includes('.') && name.includes(part))
  const all: Golden[] = []
  for (const name of names) all.push(await golden(road, name))
  return all
}

async function golden(road: Road, name: string): Promise<Golden> {
  const input = readdirSync(join(folder, name)).find((file) => file.startsWith('input'))!
  const bytes = readFileSync(join(folder, name, input))
  const landed = await inTime(road.land(input, bytes))
  const score = scoreOf(rightOf(JSON.parse(read(name, 'expected.json'))), landed)
  const reason = known[name]
  return { name, isRight: isPerfect(score), ...(reason && { known: reason }), wrong: score.wrong }
}

function rightOf({ header, rows }: Expected): { columns: Column[]; rows: Row[] } {
  const width = widthOf(header, rows)
  const columns = Array.from({ length: width }, (_, i): Column => {
    const name = header?.[i] ?? ''
    return { names: name.trim() === '' ? [] : [name, name.trim()], types: [] }
  })
  for (const [i, { names }] of columns.entries()) {
    const n = columns.slice(0, i).filter((other) => other.names[0] === names[0]).length
    if (n > 0 && names[0] !== undefined) names.push(`${names[0]} (${n + 1})`)
  }
  const fair = columns.map((_, i) => fairColumn(rows.map((cells) => cells[i] ?? null)))
  return {
    columns,
    rows: rows.map((cells, row): Row => {
      const isLong = cells.slice(width).some((cell) => cell !== null)
      const own = { cells: cells.slice(0, width), fair: fair.map((column) => column[row]!) }
      return isLong ? { ...own, isLong, mayBeAside: true } : own
    }),
  }
}

/** What few rows have beyond the header's names is no column. */
function widthOf(header: Expected['header'], rows: Expected['rows']): number {
  if (!header) return Math.max(0, ...rows.map((row) => row.length))
  const named = header.findLastIndex((name) => name !== '') + 1
  const long = rows.filter((row) => row.slice(named).some((cell) => cell !== null))
  return long.length * 2 > rows.length ? header.length : named
}
