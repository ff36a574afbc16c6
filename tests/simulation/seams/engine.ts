/** DuckDB's part: rows of small CSV files to data files, and data files to others. */
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Field, objectColumn, typeOf } from '../../../lake/iceberg/schema.ts'
import { objectId } from '../../../lake/key.ts'
import type { Source } from '../../../lake/normalise.ts'
import type { Column, Type } from '../../../lake/schema/type.ts'
import type { SimulatedFile } from './describe.ts'

type Row = Record<string, unknown>
type Value = string | number | null

export class DuckdbRefused extends Error {
  override name = 'DuckdbRefused'
}
export class DuckdbDied extends Error {
  override name = 'DuckdbDied'
}

export const memoryOf = (): number => 1

interface Engine {
  run(...sql: string[]): Promise<Row[]>
  alone<T>(work: (engine: Engine) => Promise<T>): Promise<T>
  close(): void
}

type Verb =
  | { verb: 'copy'; source: Source; columns: Column[]; fields: Field[]; to: string }
  | { verb: 'failures' | 'failingValues'; source: Source; targets: Column[] }
  | { verb: 'structure'; path: string }
  | { verb: 'hits'; path: string; from: Field[]; unless: NonNullable<Left['unless']> }
  | ({ verb: 'rewrite'; paths: string[]; from: Field[]; fields: Field[] } & Left)

/** Rows of these objects, and those with one of the values in one of the columns, but not of others. */
interface Left {
  without: string[]
  unless?: { columns: string[]; values: string[]; spared: string[] | 'all' }
}

export function openEngine(): Engine {
  const engine: Engine = {
    async run(...sql) {
      await sleep(1)
      let rows: Row[] = []
      for (const one of sql) rows = answerTo(one)
      return rows
    },
    alone: (work) => work(engine),
    close() {},
  }
  return engine
}

function answerTo(sql: string): Row[] {
  const rewriting = /^COPY \((\{.*\})\) TO '([^']*)'/s.exec(sql)
  if (rewriting) return rewrite(JSON.parse(rewriting[1]!), rewriting[2]!)
  if (sql.startsWith('SELECT DISTINCT')) return ownersOf(sql)
  if (!sql.startsWith('{')) return [{}] // figures of a profile: nobody's rows
  const verb = JSON.parse(sql) as Verb
  if (verb.verb === 'copy') return copy(verb)
  if (verb.verb === 'structure') return [{ structure: structureOf(verb.path) }]
  if (verb.verb === 'hits') return hitsIn(verb)
  if (verb.verb === 'rewrite') throw new Error('rows are written again by COPY')
  return [failures(verb)]
}

const fileAt = (path: string): SimulatedFile => JSON.parse(readFileSync(path).toString())

type Cells = Record<string, Value>

function cellsOf({ path, inspection }: Source): Cells[] {
  const lines = readFileSync(path).toString().split('\n')
  if (inspection.format === 'ndjson') {
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line))
  }
  const [header = '', ...rows] = lines
  const names = header.split(',')
  const cells = (line: string): Cells => {
    const values = line.split(',')
    return Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']))
  }
  return rows.filter((line) => line !== '').map(cells)
}

const structureOf = (path: string): string => {
  const lines = readFileSync(path).toString().split('\n').filter(Boolean)
  const members = lines.flatMap((line) => Object.keys(JSON.parse(line)))
  return JSON.stringify(Object.fromEntries(members.map((member) => [member, 'NULL'])))
}

const numbers: Partial<Record<string, RegExp>> = {
  long: /^-?\d+$/,
  double: /^-?\d+(\.\d+)?$/,
  null: /^$/,
}

/** A text of JSON is no number, whatever it says. */
function fits(value: Value, type: Type, isJson: boolean): boolean {
  if (value === null || value === '') return true
  const pattern = String(type).startsWith('decimal') ? numbers.double : numbers[String(type)]
  if (!pattern) return true
  return pattern.test(String(value)) && !(isJson && typeof value === 'string')
}

function copy({ source, columns, fields, to }: Extract<Verb, { verb: 'copy' }>): Row[] {
  const partitions = new Map(source.partitions.map(({ key, value }) => [key, value]))
  const known = new Set(columns.map(({ name }) => name))
  const rows = cellsOf(source).map((cells) => {
    const value = ({ name, type }: Field): Value => {
      if (name === objectColumn) return objectId(source.key)
      const folder = partitions.get(name)
      if (folder !== undefined) return folder
      const cell = known.has(name) ? (cells[name] ?? '') : ''
      const isJson = source.inspection.format === 'ndjson'
      if (!fits(cell, typeOf(type), isJson))
        throw new DuckdbRefused(`Conversion Error: ${name}: ${cell}`)
      if (cell === '') return null
      return /^(long|double|decimal)/.test(String(type)) ? Number(cell) : String(cell)
    }
    return Object.fromEntries(fields.map((field) => [field.id, value(field)]))
  })
  store(to, { ids: fields.map(({ id }) => id), rows })
  return []
}

function failures({ verb, source, targets }: Extract<Verb, { targets: Column[] }>): Row {
  const rows = cellsOf(source)
  const isJson = source.inspection.format === 'ndjson'
  const failing = targets.map(({ name, type }) =>
    rows.map((cells) => cells[name] ?? '').filter((cell) => !fits(cell, type, isJson)),
  )
  const texts = (cells: Value[]) => cells.map((cell) => (isJson ? JSON.stringify(cell) : cell))
  const answer = failing.map((cells) => (verb === 'failures' ? cells.length : texts(cells)))
  return Object.fromEntries(answer.map((value, i) => [String(i), value]))
}

function isUnwanted(row: SimulatedFile['rows'][number], from: Field[], unless: Left['unless']) {
  if (!unless) return false
  const owner = row[from.find(({ name }) => name === objectColumn)?.id ?? -1] ?? null
  const { columns, values, spared } = unless
  if (spared === 'all' ? owner !== null : spared.includes(String(owner))) return false
  const own = from.filter(({ name, doc = name }) =>
    [name, doc].some((one) => columns.includes(one)),
  )
  return own.some(({ id }) => values.includes(String(row[id] ?? '')))
}

function hitsIn({ path, from, unless }: Extract<Verb, { verb: 'hits' }>): Row[] {
  const owner = from.find(({ name }) => name === objectColumn)
  const all = fileAt(path).rows.filter((row) => isUnwanted(row, from, unless))
  const byOwner = Map.groupBy(all, (row) => (owner && row[owner.id]) ?? null)
  return [...byOwner].map(([id, rows]) => ({ id, rows: rows.length }))
}

function rewrite(
  { paths, from, fields, without, unless }: Extract<Verb, { paths: string[] }>,
  to: string,
) {
  const before = new Map(from.map((field) => [field.name, field]))
  const owner = before.get(objectColumn)
  const all = paths.flatMap((path) => fileAt(path).rows)
  const own = all.filter((row) => !owner || !without.includes(String(row[owner.id])))
  const kept = own.filter((row) => !isUnwanted(row, from, unless))
  const rows = kept.map((row) =>
    Object.fromEntries(
      fields.map((field): [number, Value] => {
        const known = before.get(field.name)
        const value = known ? (row[known.id] ?? null) : null
        return [field.id, value !== null && field.type === 'string' ? String(value) : value]
      }),
    ),
  )
  store(to, { ids: fields.map(({ id }) => id), rows })
  return []
}

const store = (path: string, file: SimulatedFile): void => writeFileSync(path, JSON.stringify(file))

function ownersOf(sql: string): Row[] {
  const paths = [...sql.matchAll(/'([^']+)'/g)].map(([, path]) => path!)
  const ids = paths.flatMap((path) => {
    const { rows } = fileAt(path)
    return rows.flatMap((row) =>
      Object.values(row).filter((value) => /^[0-9a-f]{16}$/.test(`${value}`)),
    )
  })
  return [...new Set(ids)].map((id) => ({ id }))
}
