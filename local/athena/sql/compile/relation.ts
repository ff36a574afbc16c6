import { quote } from '../../../../lake/schema/spelling.ts'
import type { Identifier, Relation } from '../../../../lake/sql/ast.ts'
import { notSupported, userError } from '../../../../lake/sql/error.ts'
import { tableName } from '../../../../lake/sql/tablename.ts'
import * as types from '../../../../lake/sql/type/type.ts'
import { fieldName } from '../duckdbtype.ts'
import { coerce } from './coerce.ts'
import type { CommonScope, Compiler, Field, Scope, Typed } from './compiler.ts'
import { comparable, comparison } from './operator.ts'
import { condition } from './scope.ts'
import { viewed } from './view.ts'

/** A relation in FROM: its SQL and the columns that it offers. */
export interface Source {
  sql: string
  fields: Field[]
}

type Node<K extends Relation['kind']> = Extract<Relation, { kind: K }>

/** What is in sight: the queries around, and (for LATERAL and UNNEST) what stands to the left. */
interface Sight {
  outer: Scope | undefined
  left: Field[]
  common: CommonScope | undefined
}

/** Compiles what stands behind FROM. */
export function compileRelation(node: Relation, sight: Sight, compiler: Compiler): Source {
  switch (node.kind) {
    case 'table':
      return table(node, sight, compiler)
    case 'subquery':
      return subquery(node, sight, compiler)
    case 'unnest':
      return unnest(node, sight, compiler)
    case 'aliased':
      return renamed(compileRelation(node.relation, sight, compiler), node)
    case 'join':
      return join(node, sight, compiler)
    case 'sample':
      return sample(node, sight, compiler)
  }
}

/** Rows, or blocks of them, by chance. */
function sample(
  { relation, method, percent, at }: Node<'sample'>,
  sight: Sight,
  compiler: Compiler,
): Source {
  const source = compileRelation(relation, sight, compiler)
  const inner = relation.kind === 'aliased' ? relation.relation : relation
  if (inner.kind === 'join') throw notSupported('TABLESAMPLE of a join', at)
  if (method !== 'bernoulli' && method !== 'system')
    throw userError('SYNTAX_ERROR', `Unknown sample method: ${method}`, at)
  const value = percent.kind === 'parameter' ? compiler.parameter(percent.index, at) : percent
  const number = 'text' in value && value.kind !== 'string' ? Number(value.text) : Number.NaN
  if (Number.isNaN(number)) throw notSupported('TABLESAMPLE with a share that is no number', at)
  if (number < 0 || number > 100) {
    const message = 'Sample percentage must be between 0 and 100'
    throw userError('NUMERIC_VALUE_OUT_OF_RANGE', message, at)
  }
  const chance = `TABLESAMPLE ${method}(${number} PERCENT)`
  const [, rows, alias] = /^LATERAL \((.*)\) AS (\w+)$/s.exec(source.sql) ?? []
  const sql = rows
    ? `LATERAL (SELECT * FROM (${rows}) ${chance}) AS ${alias}`
    : `${source.sql} ${chance}`
  return { ...source, sql }
}

const lateral = ({ outer, left }: Sight): Scope => ({
  fields: left,
  windows: new Map(),
  ...(outer && { outer }),
})

function table(node: Node<'table'>, { common }: Sight, compiler: Compiler): Source {
  const single = node.parts.length === 1 ? node.parts[0]?.text : undefined
  for (let each = common; single !== undefined && each; each = each.outer) {
    if (each.name === single) return commonTable(each, compiler)
  }
  const name = tableName(node, compiler)
  const view = compiler.view(name)
  if (view) return viewed(view, name, compiler)
  const columns = compiler.table(name)
  const relation = compiler.fresh('p')
  const use = { ...name, relation, columns, conditions: [] }
  compiler.uses.push(use)
  return {
    sql: relation,
    fields: columns.map((column) => ({
      name: column.name,
      relation: ['awsdatacatalog', name.database, name.table],
      sql: stored(`${relation}.${quote(column.name)}`, column.type),
      type: column.type,
      origin: { use, column: column.name },
      ...(column.hidden && { hidden: true }),
    })),
  }
}

/** As the compiler keeps a value: a char without its padding. */
const stored = (sql: string, { kind }: types.Type) => (kind === 'char' ? `rtrim(${sql}, ' ')` : sql)

function commonTable(common: CommonScope, compiler: Compiler): Source {
  const alias = compiler.fresh('q')
  return {
    sql: `${common.relation} AS ${alias}`,
    fields: common.fields.map(({ name, label, type }, place) => ({
      relation: [common.name],
      sql: `${alias}.c${place}`,
      type,
      ...(name !== undefined && { name }),
      ...(label !== undefined && { label }),
    })),
  }
}

function subquery(node: Node<'subquery'>, sight: Sight, compiler: Compiler): Source {
  const outer = node.lateral ? lateral(sight) : sight.outer
  const query = compiler.query(node.query, outer, sight.common)
  const alias = compiler.fresh('q')
  return {
    sql: `${node.lateral ? 'LATERAL ' : ''}(${query.sql}) AS ${alias}`,
    fields: query.fields.map((field, place) => ({
      ...field,
      relation: [],
      sql: `${alias}.c${place}`,
    })),
  }
}

function renamed({ sql, fields }: Source, { alias, columns, at }: Node<'aliased'>): Source {
  const visible = fields.filter(({ hidden }) => !hidden)
  if (columns && columns.length !== visible.length) {
    throw userError(
      'MISMATCHED_COLUMN_ALIASES',
      `Column alias list has ${columns.length} entries but '${alias.text}' has ${visible.length} columns available`,
      at,
    )
  }
  const named = fields.map((field) => {
    const named = field.hidden ? undefined : columns?.[visible.indexOf(field)]
    const relation = [alias.text]
    return named
      ? { ...field, relation, name: named.text, label: named.label }
      : { ...field, relation }
  })
  return { sql, fields: named }
}

/** Several arrays and maps side by side; the shorter ones are filled with NULLs. */
function unnest(node: Node<'unnest'>, sight: Sight, compiler: Compiler): Source {
  const alias = compiler.fresh('q')
  const scope = lateral(sight)
  const columns: { sql: string; inner: (name: string) => Typed[] }[] = []
  const lengths: string[] = []
  for (const value of node.values) {
    const { sql, type } = compiler.expression(value, scope)
    if (type.kind === 'array') {
      const { element } = type
      columns.push({ sql: `unnest(${sql})`, inner: (name) => spread({ sql: name, type: element }) })
      lengths.push(`len(${sql})`)
    } else if (type.kind === 'map') {
      columns.push({
        sql: `unnest(map_keys(${sql}))`,
        inner: (name) => [{ sql: name, type: type.key }],
      })
      columns.push({
        sql: `unnest(map_values(${sql}))`,
        inner: (name) => [{ sql: name, type: type.value }],
      })
      lengths.push(`CAST(cardinality(${sql}) AS BIGINT)`)
    } else {
      throw userError(
        'INVALID_FUNCTION_ARGUMENT',
        `Cannot unnest type: ${types.spell(type)}`,
        value.at,
      )
    }
  }
  if (node.ordinality) {
    const sql = `unnest(range(1, t_longest([${lengths.join(', ')}]) + 1))`
    columns.push({ sql, inner: (name) => [{ sql: name, type: types.bigint }] })
  }
  const select = columns.map(({ sql }, place) => `${sql} AS c${place}`).join(', ')
  return {
    sql: `LATERAL (SELECT ${select}) AS ${alias}`,
    fields: columns.flatMap(({ inner }, place) =>
      inner(`${alias}.c${place}`).map((typed) => ({ ...typed, relation: [] })),
    ),
  }
}

/** An array of rows unnests to one column for each field. */
function spread(element: Typed): Field[] {
  const { type } = element
  if (type.kind !== 'row') return [{ ...element, relation: [] }]
  return type.fields.map((field, place) => ({
    relation: [],
    sql: `(${element.sql}).${fieldName(type.fields, place)}`,
    type: field.type,
    ...(field.name !== undefined && { name: field.name }),
  }))
}

function join(node: Node<'join'>, sight: Sight, compiler: Compiler): Source {
  const left = compileRelation(node.left, sight, compiler)
  const right = compileRelation(
    node.right,
    { ...sight, left: [...sight.left, ...left.fields] },
    compiler,
  )
  const fields = [...left.fields, ...right.fields]
  if (node.type === 'CROSS') return { sql: `${left.sql} CROSS JOIN ${right.sql}`, fields }
  const outer = {
    left: node.type === 'RIGHT' || node.type === 'FULL',
    right: node.type === 'LEFT' || node.type === 'FULL',
  }
  const kept = [
    ...left.fields.map((field) => (outer.left ? withoutOrigin(field) : field)),
    ...right.fields.map((field) => (outer.right ? withoutOrigin(field) : field)),
  ]
  const right_ = node.right.kind === 'join' ? `(${right.sql})` : right.sql
  const head = `${left.sql} ${node.type} JOIN ${right_}`
  if (node.using) return using(head, left, right, node.using, kept)
  if (!node.on) throw userError('SYNTAX_ERROR', 'A join needs a condition', node.at)
  const scope: Scope = { fields, windows: new Map(), ...(sight.outer && { outer: sight.outer }) }
  return {
    sql: `${head} ON ${condition(node.on, scope, compiler, 'JOIN ON clause')}`,
    fields: kept,
  }
}

/** Rows that a join fills with NULLs are not those of the scan. */
const withoutOrigin = ({ origin: _origin, ...field }: Field): Field => field

/** The columns of USING come once and first, without a qualifier. */
function using(
  head: string,
  left: Source,
  right: Source,
  names: Identifier[],
  kept: Field[],
): Source {
  const shared: Field[] = []
  const conditions: string[] = []
  const used = new Set<string>()
  for (const { text, at } of names) {
    const [a, b] = [left, right].map(({ fields }) => fields.find(({ name }) => name === text))
    if (!a || !b) {
      const side = a ? 'right' : 'left'
      throw userError(
        'COLUMN_NOT_FOUND',
        `Column '${text}' is missing from ${side} side of join`,
        at,
      )
    }
    conditions.push(comparison('=', a, b, at).sql)
    const type = comparable(a.type, b.type) as types.Type
    const sql = `coalesce(${coerce(a, type).sql}, ${coerce(b, type).sql})`
    shared.push({ name: text, relation: [], sql, type })
    used.add(a.sql).add(b.sql)
  }
  const rest = kept.filter(({ sql }) => !used.has(sql))
  return { sql: `${head} ON ${conditions.join(' AND ')}`, fields: [...shared, ...rest] }
}
