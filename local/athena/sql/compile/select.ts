import type {
  Expression,
  Grouping,
  Select,
  SelectItem,
  SortItem,
} from '../../../../lake/sql/ast.ts'
import { userError } from '../../../../lake/sql/error.ts'
import { hasOwnZones, instants, orderable, spell } from '../../../../lake/sql/type/type.ts'
import { fieldName } from '../duckdbtype.ts'
import { coerce, groupable } from './coerce.ts'
import type { CommonScope, CompiledQuery, Compiler, Field, Scope, Typed } from './compiler.ts'
import { checkGrouped, hasAggregate } from './grouped.ts'
import { tellConditions } from './pushdown.ts'
import { compileRelation } from './relation.ts'
import { condition, dereference, nameParts, qualifies } from './scope.ts'

/** One column of the result. */
type Output = Typed & Pick<Field, 'name' | 'label' | 'origin'>

export interface SelectResult extends CompiledQuery {
  /** What the keys of ORDER BY are sorted by. */
  sortKeys: string[]
}

/** Compiles a SELECT; its ORDER BY sees both what it selects and what it selects from. */
export function compileSelect(
  node: Select,
  orderBy: SortItem[],
  outer: Scope | undefined,
  common: CommonScope | undefined,
  compiler: Compiler,
): SelectResult {
  const source = node.from && compileRelation(node.from, { outer, left: [], common }, compiler)
  const windows = new Map(node.windows.map(({ name, window }) => [name.text, window]))
  const scope: Scope = { fields: source?.fields ?? [], windows, ...(outer && { outer }) }
  const outputs = node.items.flatMap((item) => itemOutputs(item, scope, compiler))
  const where = node.where && condition(node.where, scope, compiler, 'WHERE clause')
  if (node.where) tellConditions(node.where, scope, compiler)
  const grouped = new Map<string, string>()
  const groupBy = node.groupBy && groupSql(node.groupBy, outputs, scope, compiler, grouped)
  const having = node.having && condition(node.having, scope, compiler, 'HAVING clause')
  checkAggregates(node, orderBy, scope)
  if (node.distinct) checkDistinct(orderBy, outputs, scope, compiler)
  const sortKeys = orderBy.map((item) => sortKey(item, outputs, scope, compiler))
  const columns = outputs
    .map((output) => (node.distinct ? groupable(output) : regrouped(output.sql, grouped)))
    .map((sql, place) => `${sql} AS c${place}`)
    .join(', ')
  const simple = !node.distinct && groupBy === undefined && !having
  return {
    sql: [
      `SELECT ${node.distinct ? 'DISTINCT ' : ''}${columns}`,
      ...(source ? [`FROM ${source.sql}`] : []),
      ...(where ? [`WHERE ${where}`] : []),
      ...(groupBy === undefined ? [] : [`GROUP BY ${groupBy}`]),
      ...(having ? [`HAVING ${regrouped(having, grouped)}`] : []),
    ].join(' '),
    fields: outputs.map(({ name, label, type, origin }) => ({
      type,
      ...(name !== undefined && { name }),
      ...(label !== undefined && { label }),
      ...(simple && origin && { origin }),
    })),
    sortKeys: sortKeys.map((key) => regrouped(key, grouped)),
  }
}

/** Keys that are grouped by otherwise than they are written, as they are grouped by. */
function regrouped(sql: string, grouped: Map<string, string>): string {
  let found = sql
  for (const [written, by] of grouped) {
    const parts = found.split(written)
    found = parts.reduce((left, right) => {
      const isName = /\w$/.test(written) && /^\w/.test(right)
      return left + (isName ? written : by) + right
    })
  }
  return found
}

/** Finds a column that a grouped query may not name where it stands; in a `*` DuckDB finds it. */
function checkAggregates(node: Select, orderBy: SortItem[], scope: Scope): void {
  const items = node.items.flatMap((item) => (item.kind === 'expression' ? [item.value] : []))
  if (node.where && hasAggregate(node.where)) {
    const text = 'WHERE clause cannot contain aggregations, window functions or grouping operations'
    throw userError('EXPRESSION_NOT_SCALAR', text, node.where.at)
  }
  const having = node.having ? [node.having] : []
  const sorted = orderBy.filter(({ key }) => hasAggregate(key))
  if (!node.groupBy && !hasAggregate([items, having, sorted])) return
  const grouped = (node.groupBy ?? []).flatMap(({ sets }) => sets.flat())
  const keys = grouped.map((key) => {
    const item = key.kind === 'integer' ? node.items[Number(key.text) - 1] : undefined
    return item?.kind === 'expression' ? item.value : key
  })
  checkGrouped([...items, ...having], keys, scope)
}

function itemOutputs(item: SelectItem, scope: Scope, compiler: Compiler): Output[] {
  if (item.kind === 'star') return starOutputs(item, scope, compiler)
  const { value, alias } = item
  const typed: Typed & Partial<Field> = compiler.expression(value, scope)
  const { text: name, label } = alias ?? ownName(value)
  const direct = nameParts(value) && typed.origin
  return [
    {
      sql: typed.sql,
      type: typed.type,
      ...(name !== undefined && { name, label }),
      ...(direct && { origin: direct }),
    },
  ]
}

function ownName(
  node: Expression,
): { text: string; label: string } | { text?: never; label?: never } {
  if (!nameParts(node)) return {}
  if (node.kind === 'identifier') return { text: node.name, label: node.label }
  return node.kind === 'dereference' ? { text: node.field, label: node.label } : {}
}

type Star = Extract<SelectItem, { kind: 'star' }>

function starOutputs({ base, columns, at }: Star, scope: Scope, compiler: Compiler): Output[] {
  const found = base
    ? qualified(base, scope, compiler)
    : scope.fields.filter(({ hidden }) => !hidden)
  if (found.length === 0) {
    throw userError('COLUMN_NOT_FOUND', 'SELECT * not allowed in queries without FROM clause', at)
  }
  if (columns && columns.length !== found.length) {
    throw userError(
      'MISMATCHED_COLUMN_ALIASES',
      `Column alias list has ${columns.length} entries but relation has ${found.length} columns`,
      at,
    )
  }
  return found.map((field, place) => {
    const named = columns?.[place]
    return named ? { ...field, name: named.text, label: named.label } : field
  })
}

/** `t.*` of a relation, or of a row. */
function qualified(base: Expression, scope: Scope, compiler: Compiler): Output[] {
  const parts = nameParts(base)
  const own = parts
    ? scope.fields.filter(
        ({ relation, hidden }) => !hidden && relation.length > 0 && qualifies(parts, relation),
      )
    : []
  if (own.length > 0) return own
  if (parts?.length === 1 && !scope.fields.some(({ name }) => name === parts[0])) {
    throw userError('COLUMN_NOT_FOUND', `Unable to resolve reference ${parts[0]}`, base.at)
  }
  const row = compiler.expression(base, scope)
  const { type } = row
  if (type.kind !== 'row')
    throw userError(
      'TYPE_MISMATCH',
      `Expected expression of type Row. Actual: ${spell(type)}`,
      base.at,
    )
  return type.fields.map((field, place) =>
    field.name === undefined
      ? { sql: `(${row.sql}).${fieldName(type.fields, place)}`, type: field.type }
      : { ...dereference(row, field.name, base.at), name: field.name },
  )
}

function groupSql(
  elements: Grouping[],
  outputs: Output[],
  scope: Scope,
  compiler: Compiler,
  grouped: Map<string, string>,
): string {
  const key = (node: Expression): string => {
    const value =
      node.kind === 'integer'
        ? ordinal(node, outputs, 'GROUP BY')
        : compiler.expression(node, scope)
    const sql = groupable(value, node.at)
    if (sql !== value.sql) grouped.set(value.sql, sql)
    return sql
  }
  const set = (keys: Expression[]) => `(${keys.map(key).join(', ')})`
  const parts = elements.map(({ kind, sets }) => {
    if (kind === 'simple') return sets[0]?.length === 0 ? '()' : sets.flat().map(key).join(', ')
    const word = { rollup: 'ROLLUP', cube: 'CUBE', sets: 'GROUPING SETS' }[kind]
    return `${word} (${sets.map(set).join(', ')})`
  })
  return parts.join(', ')
}

function ordinal(
  node: Extract<Expression, { kind: 'integer' }> & { at: Expression['at'] },
  outputs: Output[],
  clause: string,
): Output {
  const output = outputs[Number(node.text) - 1]
  if (!output)
    throw userError(
      'INVALID_COLUMN_REFERENCE',
      `${clause} position ${node.text} is not in select list`,
      node.at,
    )
  return output
}

/** What is sorted by must be there still once the rows are distinct. */
function checkDistinct(orderBy: SortItem[], outputs: Output[], scope: Scope, compiler: Compiler) {
  const selected = new Set(outputs.map(({ sql }) => sql))
  for (const { key } of orderBy) {
    if (key.kind === 'integer') continue
    if (selected.has(compiler.expression(key, withOutputs(outputs, scope)).sql)) continue
    const text = 'For SELECT DISTINCT, ORDER BY expressions must appear in select list'
    throw userError('EXPRESSION_NOT_IN_DISTINCT', text, key.at)
  }
}

/** A key of ORDER BY: a position, a name of the result, or an expression in which names of the result win. */
function sortKey(item: SortItem, outputs: Output[], scope: Scope, compiler: Compiler): string {
  const { key, descending, nullsFirst } = item
  const named = key.kind === 'identifier' ? outputs.filter(({ name }) => name === key.name) : []
  if (new Set(named.map(({ sql }) => sql)).size > 1) {
    throw userError(
      'AMBIGUOUS_NAME',
      `Column '${(key as { name: string }).name}' is ambiguous`,
      key.at,
    )
  }
  const output = key.kind === 'integer' ? ordinal(key, outputs, 'ORDER BY') : named[0]
  const typed = output ?? compiler.expression(key, withOutputs(outputs, scope))
  if (!orderable(typed.type)) {
    throw userError(
      'TYPE_MISMATCH',
      `Type ${spell(typed.type)} is not orderable, and therefore cannot be used in ORDER BY`,
      key.at,
    )
  }
  const sql =
    output && !hasOwnZones(typed.type)
      ? `c${outputs.indexOf(output)}`
      : coerce(typed, instants(typed.type)).sql
  return `${sql} ${descending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`
}

/** Names of the result before those of the relations. */
const withOutputs = (outputs: Output[], scope: Scope): Scope => ({
  fields: outputs.map((output) => ({ ...output, relation: [] })),
  windows: scope.windows,
  outer: scope,
})
