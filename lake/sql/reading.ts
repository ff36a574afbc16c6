/** What a statement reads, at most: its tables, how often, under which conditions; and every name that could be a column. */
import type { Filter } from '../iceberg/filter.ts'
import type { Expression, Identifier, Query, Relation, Select } from './ast.ts'
import { comparisonsOf, rangesOf } from './condition.ts'
import { type Position, withinStack } from './error.ts'
import { parseExpression, parseQuery } from './parse/query.ts'
import { classify } from './statement.ts'

export interface TableRead {
  /** Undefined where the statement leaves it to the query's own. */
  database: string | undefined
  name: string
  /** Where its name begins in the statement. */
  at: Position
  /** With FOR TIMESTAMP or VERSION AS OF. */
  isPast: boolean
  /** How often it is read for this naming, at most: a WITH is written out wherever it is named. Infinite: as it likes. */
  times: number
  /** That every row that is read for this naming must meet. */
  filters: Filter[]
}

export interface Reading {
  tables: TableRead[]
  /** In lower case: a column that is not in it is not read, unless `takesAll`. */
  names: ReadonlySet<string>
  /** It has a `*` that stands for columns. */
  takesAll: boolean
}

/** `parameters` are the literals of its `?`, in their order. Throws AthenaError where it cannot be parsed. */
export function readingOf(sql: string, parameters: string[] = []): Reading {
  const { type, text } = classify(sql)
  if (type === 'UTILITY') return { tables: [], names: new Set(), takesAll: false }
  return withinStack(() => {
    const { query } = parseQuery(sql.slice(0, sql.lastIndexOf(text) + text.length))
    const literals = parameters.map((parameter) => parseExpression(parameter))
    const reader: Reader = { names: new Set(), takesAll: false, parameter: (i) => literals[i] }
    const reads = queryReads(query, undefined, reader)
    return { tables: [...reads.values()], names: reader.names, takesAll: reader.takesAll }
  })
}

interface Reader {
  names: Set<string>
  takesAll: boolean
  parameter(index: number): Expression | undefined
}

type TableNode = Extract<Relation, { kind: 'table' }>
/** By the node that names the table. */
type Reads = Map<TableNode, TableRead>

/** The queries of WITH that may be named, innermost first. */
interface Common {
  name: string
  outer: Common | undefined
  /** What it reads each time that it is named; none while it is being read itself. */
  reads: Reads | undefined
  isNamed: boolean
  isRecursive: boolean
}

function add(reads: Reads, more: Reads, times = 1): void {
  for (const [node, read] of more) {
    const before = reads.get(node)?.times ?? 0
    reads.set(node, { ...read, times: before + read.times * times })
  }
}

function queryReads(query: Query, around: Common | undefined, reader: Reader): Reads {
  let common = around
  const own: Common[] = []
  for (const table of query.with) {
    const one: Common = {
      ...{ name: table.name.text, outer: common, reads: undefined },
      ...{ isNamed: false, isRecursive: false },
    }
    const reads = queryReads(table.query, query.recursive ? one : common, reader)
    one.reads = new Map()
    add(one.reads, reads, one.isRecursive ? Number.POSITIVE_INFINITY : 1)
    own.push(one)
    common = one
  }
  const found: Reads = new Map()
  for (const part of [query.body, query.orderBy]) collect(part, common, reader, found)
  for (const one of own) if (!one.isNamed && one.reads) add(found, one.reads)
  return found
}

/** Of any part of the tree, into what is found: a join of thousands would copy it as often. */
function collect(node: unknown, common: Common | undefined, reader: Reader, found: Reads): void {
  if (typeof node !== 'object' || node === null) return
  if ('body' in node && 'with' in node) {
    add(found, queryReads(node as Query, common, reader))
    return
  }
  if (isTable(node)) {
    add(found, tableReads(node, common))
    return
  }
  note(node as { kind?: string }, reader)
  for (const inner of Object.values(node)) collect(inner, common, reader, found)
  if ('kind' in node && node.kind === 'select') narrow(node as Select, found, reader)
}

const isTable = (node: object): node is TableNode =>
  'kind' in node && node.kind === 'table' && 'parts' in node

function tableReads(node: TableNode, common: Common | undefined): Reads {
  const [name = '', database] = node.parts.map(({ text }) => text).reverse()
  const found: Reads = new Map()
  for (let one = common; one && database === undefined; one = one.outer) {
    if (one.name !== name) continue
    one.isNamed = true
    if (one.reads) add(found, one.reads)
    else one.isRecursive = true
    return found
  }
  const read = { database, name, at: node.at, isPast: node.travel !== undefined }
  return found.set(node, { ...read, times: 1, filters: [] })
}

/** Names that may be those of columns. */
function note(node: { kind?: string }, reader: Reader): void {
  const one = node as Partial<{ name: string; field: string; using: Identifier[] }>
  if (node.kind === 'identifier' && one.name !== undefined) reader.names.add(one.name)
  if (node.kind === 'dereference' && one.field !== undefined) reader.names.add(one.field)
  for (const { text } of one.using ?? []) reader.names.add(text)
  if (node.kind === 'star' || renamesColumns(node)) reader.takesAll = true
}

/** `t AS x(a, b)`: what is called `a` is the first column, whatever its own name. */
function renamesColumns(node: { kind?: string }): boolean {
  const { kind, columns, relation } = node as Partial<Extract<Relation, { kind: 'aliased' }>>
  return kind === 'aliased' && columns !== undefined && namesTable.has(relation?.kind)
}

const namesTable = new Set<string | undefined>(['table', 'aliased', 'join', 'sample'])

/** Where one table alone stands behind FROM, under its own columns' names, its rows meet the WHERE. */
function narrow({ from, where }: Select, found: Reads, { parameter }: Reader): void {
  if (from?.kind === 'aliased' && from.columns) return
  const table = from?.kind === 'aliased' ? from.relation : from
  const read = table?.kind === 'table' ? found.get(table) : undefined
  if (!read || !where) return
  const own = from?.kind === 'aliased' ? from.alias.text : read.name
  read.filters = comparisonsOf(where, { parameter, timestamps: true }).flatMap((comparison) => {
    const { operand } = comparison
    if (operand.kind === 'identifier') return rangesOf(operand.name, comparison)
    const isOwn =
      operand.kind === 'dereference' &&
      (operand.base.kind === 'identifier' ? operand.base.name : '') === own
    return isOwn ? rangesOf(operand.field, comparison) : []
  })
}
