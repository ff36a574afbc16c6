import { literal } from '../../../../lake/schema/spelling.ts'
import type {
  Body,
  CommonTable,
  Expression,
  Query,
  SetOperation,
  SortItem,
} from '../../../../lake/sql/ast.ts'
import { notSupported, userError } from '../../../../lake/sql/error.ts'
import { common as commonType, spell, type Type } from '../../../../lake/sql/type/type.ts'
import { sortSql } from './aggregate.ts'
import { coerce, refuseOwnZones } from './coerce.ts'
import type { CommonScope, CompiledQuery, Compiler, Scope } from './compiler.ts'
import { compileSelect } from './select.ts'

/** Compiles a query with its common tables, its order and its limits. */
export function compileQuery(
  node: Query,
  outer: Scope | undefined,
  around: CommonScope | undefined,
  compiler: Compiler,
): CompiledQuery {
  const before = compiler.common
  const tables: string[] = []
  let common = around
  for (const table of node.with) {
    const compiled = commonTable(table, node.recursive, outer, common, compiler)
    tables.push(compiled.sql)
    common = { ...compiled.scope, ...(common && { outer: common }) }
  }
  compiler.common = common
  const body = ordered(node, outer, common, compiler)
  compiler.common = before
  const head =
    tables.length === 0 ? '' : `WITH ${node.recursive ? 'RECURSIVE ' : ''}${tables.join(', ')} `
  return { ...body, sql: head + body.sql }
}

/**
 * Trino runs a step ten times at most, each on the rows of the one before, and fails where an eleventh would have rows:
 * so it is written out, and no recursion is without an end.
 */
function unrolled(
  relation: string,
  { left, right }: { left: string; right: string },
  all: boolean,
  compiler: Compiler,
): string {
  const names = Array.from({ length: recursionMax + 2 }, () => compiler.fresh('w'))
  const steps = names.slice(1).map((name, i) => {
    const rows = `WITH ${relation} AS (SELECT * FROM ${names[i]}) ${right}`
    return `${name} AS MATERIALIZED (${rows})`
  })
  const [beyond] = names.slice(-1)
  const limit = `NOT_SUPPORTED: Recursion depth limit exceeded (${recursionMax}). Use 'max_recursion_depth' session property to modify the limit.`
  // As t_error does it; of a row, so that it is not computed where there is none.
  const fails = `CAST(${literal(limit)} || substr(CAST(rowid_ AS VARCHAR), 1, 0) AS BIGINT) > 0`
  const checked = `SELECT * EXCLUDE (rowid_) FROM (SELECT *, row_number() OVER () AS rowid_ FROM ${beyond}) WHERE ${fails}`
  const union = all ? ' UNION ALL ' : ' UNION '
  const parts = [...names.slice(0, -1).map((name) => `SELECT * FROM ${name}`), checked]
  return `${names[0]} AS MATERIALIZED (${left}), ${steps.join(', ')}, ${relation} AS (${parts.join(union)})`
}

/** Characters of a step, which is written out eleven times; within another one again eleven. */
const recursionLengthMax = 20_000
const recursionMax = 10 // Trino's max_recursion_depth, which Athena does not let anybody change

function commonTable(
  { name, columns, query }: CommonTable,
  recursive: boolean,
  outer: Scope | undefined,
  common: CommonScope | undefined,
  compiler: Compiler,
): { sql: string; scope: CommonScope } {
  const relation = compiler.fresh('w')
  const named = (fields: CompiledQuery['fields']) => {
    if (columns && columns.length !== fields.length) {
      throw userError(
        'MISMATCHED_COLUMN_ALIASES',
        `Column alias list has ${columns.length} entries but relation has ${fields.length} columns`,
        name.at,
      )
    }
    return fields.map(({ origin: _origin, ...field }, place) => {
      const given = columns?.[place]
      return given ? { type: field.type, name: given.text, label: given.label } : field
    })
  }
  const { body } = query
  const self = recursive && body.kind === 'set' && columns !== undefined
  if (!self) {
    const compiled = compiler.query(query, outer, common)
    const scope = { name: name.text, relation, fields: named(compiled.fields) }
    return { sql: `${relation} AS (${compiled.sql})`, scope }
  }
  const start = compileBody(body.left, [], outer, common, compiler)
  const scope = { name: name.text, relation, fields: named(start.fields) }
  compiler.common = { ...scope, ...(common && { outer: common }) }
  const step = compileBody(body.right, [], outer, compiler.common, compiler)
  const sides = aligned(
    start,
    step,
    body.at,
    compiler,
    start.fields.map(({ type }) => type),
  )
  if (sides.right.length > recursionLengthMax) throw notSupported('So long a recursion', body.at)
  return { sql: unrolled(relation, sides, body.all, compiler), scope }
}

function ordered(
  node: Query,
  outer: Scope | undefined,
  common: CommonScope | undefined,
  compiler: Compiler,
): CompiledQuery {
  const body = compileBody(node.body, node.orderBy, outer, common, compiler)
  const limit = node.limit && count(node.limit, compiler, 'LIMIT')
  const offset = node.offset && count(node.offset, compiler, 'OFFSET')
  const { fields, sortKeys } = body
  const ended = limit === undefined && offset === undefined
  return {
    sql: node.withTies
      ? tied(body, limit as string, offset, node, compiler)
      : `${body.sql}${sorted(sortKeys)}${limit === undefined ? '' : ` LIMIT ${limit}`}${offset === undefined ? '' : ` OFFSET ${offset}`}`,
    fields: ended ? fields : fields.map(({ origin: _origin, ...field }) => field),
  }
}

const sorted = (keys: string[]) => (keys.length > 0 ? ` ORDER BY ${keys.join(', ')}` : '')

/** The rows up to a rank: all that share the last one's. */
function tied(
  { sql, fields, sortKeys }: CompiledBody,
  limit: string,
  offset: string | undefined,
  node: Query,
  compiler: Compiler,
): string {
  if (sortKeys.length === 0)
    throw userError('MISSING_ORDER_BY', 'FETCH FIRST WITH TIES clause requires ORDER BY', node.at)
  const plain = sortKeys.every((key) => /^(?:q\d+\.)?c\d+ /.test(key))
  if (offset !== undefined || !plain) throw notSupported('This FETCH FIRST … WITH TIES', node.at)
  const alias = compiler.fresh('q')
  const keys = sortKeys.map((key) => key.replace(/^(?:q\d+\.)?/, `${alias}.`))
  const columns = fields.map((_, place) => `${alias}.c${place}`).join(', ')
  return `SELECT ${columns} FROM (${sql}) AS ${alias} QUALIFY rank() OVER (ORDER BY ${keys.join(', ')}) <= ${limit}${sorted(keys)}`
}

function count(node: Expression, compiler: Compiler, clause: string): string {
  const value = node.kind === 'parameter' ? compiler.parameter(node.index, node.at) : node
  if (value.kind === 'integer') return String(BigInt(value.text))
  throw userError('TYPE_MISMATCH', `${clause} must be a whole number`, node.at)
}

interface CompiledBody extends CompiledQuery {
  sortKeys: string[]
}

function compileBody(
  node: Body,
  orderBy: SortItem[],
  outer: Scope | undefined,
  common: CommonScope | undefined,
  compiler: Compiler,
): CompiledBody {
  if (node.kind === 'select') return compileSelect(node, orderBy, outer, common, compiler)
  const body =
    node.kind === 'query'
      ? compiler.query(node.query, outer, common)
      : node.kind === 'values'
        ? values(node.rows, outer, compiler)
        : setOperation(node, outer, common, compiler)
  if (node.kind !== 'query' && orderBy.length === 0) return { ...body, sortKeys: [] }
  return outerSorted(body, orderBy, compiler)
}

/** Sorts the rows of a whole query, whose columns alone are in sight. */
function outerSorted(body: CompiledQuery, orderBy: SortItem[], compiler: Compiler): CompiledBody {
  const alias = compiler.fresh('q')
  const fields = body.fields.map((field, place) => ({
    ...field,
    relation: [],
    sql: `${alias}.c${place}`,
  }))
  const scope: Scope = { fields, windows: new Map() }
  const keys = orderBy.map((item) => {
    if (item.key.kind !== 'integer')
      return sortSql([item], scope, compiler).slice(' ORDER BY '.length)
    const { text, at } = item.key
    if (!fields[Number(text) - 1])
      throw userError(
        'INVALID_COLUMN_REFERENCE',
        `ORDER BY position ${text} is not in select list`,
        at,
      )
    return `${alias}.c${Number(text) - 1} ${item.descending ? 'DESC' : 'ASC'} NULLS ${item.nullsFirst ? 'FIRST' : 'LAST'}`
  })
  return { sql: `SELECT * FROM (${body.sql}) AS ${alias}`, fields: body.fields, sortKeys: keys }
}

function values(rows: Expression[], outer: Scope | undefined, compiler: Compiler): CompiledQuery {
  const scope: Scope = { fields: [], windows: new Map(), ...(outer && { outer }) }
  const table = rows.map((row) =>
    (row.kind === 'row' ? row.items : [row]).map((item) => compiler.expression(item, scope)),
  )
  const width = table[0]?.length ?? 0
  const types: Type[] = []
  for (let place = 0; place < width; place += 1) {
    let type: Type | undefined = { kind: 'unknown' }
    for (const [index, row] of table.entries()) {
      const cell = row[place]
      if (!cell || row.length !== width) {
        throw userError('TYPE_MISMATCH', 'Values rows have mismatched sizes', rows[index]?.at)
      }
      const joined: Type | undefined = commonType(type, cell.type)
      if (!joined)
        throw userError(
          'TYPE_MISMATCH',
          `Values rows have mismatched types: ${spell(type)} vs ${spell(cell.type)}`,
          rows[index]?.at,
        )
      type = joined
    }
    types.push(type)
  }
  const lines = table.map(
    (row) => `(${row.map((cell, place) => coerce(cell, types[place] as Type).sql).join(', ')})`,
  )
  const names = types.map((_, place) => `c${place}`).join(', ')
  const alias = compiler.fresh('q')
  return {
    sql: `SELECT * FROM (VALUES ${lines.join(', ')}) AS ${alias}(${names})`,
    fields: types.map((type) => ({ type })),
  }
}

function setOperation(
  node: SetOperation,
  outer: Scope | undefined,
  common: CommonScope | undefined,
  compiler: Compiler,
): CompiledQuery {
  const left = compileBody(node.left, [], outer, common, compiler)
  const right = compileBody(node.right, [], outer, common, compiler)
  const sides = aligned(left, right, node.at, compiler)
  const operator = `${node.operator}${node.all ? ' ALL' : ''}`
  if (operator !== 'UNION ALL') for (const { type } of sides.fields) refuseOwnZones(type, node.at)
  return { sql: `(${sides.left}) ${operator} (${sides.right})`, fields: sides.fields }
}

/** Both sides with their columns in common types; the names are those of the left. */
function aligned(
  left: CompiledQuery,
  right: CompiledQuery,
  at: SetOperation['at'],
  compiler: Compiler,
  wanted?: Type[],
): { left: string; right: string; fields: CompiledQuery['fields'] } {
  if (left.fields.length !== right.fields.length) {
    throw userError(
      'TYPE_MISMATCH',
      `query has different number of fields: ${left.fields.length}, ${right.fields.length}`,
      at,
    )
  }
  const fields = left.fields.map(({ origin: _origin, ...field }, place) => {
    const { type } = field
    const other = right.fields[place]?.type as Type
    const joined = wanted?.[place] ?? commonType(type, other)
    if (!joined) {
      throw userError(
        'TYPE_MISMATCH',
        `column ${place + 1} in query has incompatible types: ${spell(type)}, ${spell(other)}`,
        at,
      )
    }
    return { ...field, type: joined }
  })
  const types = fields.map(({ type }) => type)
  return { left: inTypes(left, types, compiler), right: inTypes(right, types, compiler), fields }
}

function inTypes({ sql, fields }: CompiledQuery, types: Type[], compiler: Compiler): string {
  const alias = compiler.fresh('q')
  const columns = types.map((type, place) => {
    const from = fields[place]?.type as Type
    return `${coerce({ sql: `${alias}.c${place}`, type: from }, type).sql} AS c${place}`
  })
  return `SELECT ${columns.join(', ')} FROM (${sql}) AS ${alias}`
}
