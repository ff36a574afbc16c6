/** EXPLAIN: whether a statement is right, and what the laptop would read for it. The plan is the laptop's own, not Trino's. */
import { malformed, notSupported } from '../../lake/sql/error.ts'
import { type ParsedQuery, parseQuery } from '../../lake/sql/parse/query.ts'
import { parseWriting } from '../../lake/sql/parse/writing.ts'
import { classify } from '../../lake/sql/statement.ts'
import { spell } from '../../lake/sql/type/type.ts'
import type { Engine } from './engine/engine.ts'
import type { UtilityResult } from './utility.ts'

const form = /^EXPLAIN(?:\s+(ANALYZE))?(?:\s+VERBOSE)?(?:\s*\(([^)]*)\))?\s+([\s\S]+)$/i

export async function explain({
  text,
  database,
  parameters,
  engine,
}: {
  text: string
  database: string
  parameters: string[] | undefined
  engine: Engine
}): Promise<UtilityResult> {
  const [, analyze, options = '', statement = ''] = form.exec(text) ?? []
  if (statement === '') throw malformed("mismatched input '<EOF>'. Expecting: <query>")
  if (analyze) throw notSupported('EXPLAIN ANALYZE')
  const asked = optionsOf(options)
  const query = queryOf(statement)
  const look = await engine.look({ query, database, ...(parameters && { parameters }) })
  if (asked.TYPE === 'VALIDATE') return { columns: [column('Valid', 'boolean')], lines: ['true'] }
  const scans = look.uses.map(({ database: schema, table, conditions }) => ({
    table: `awsdatacatalog:${schema}:${table}`,
    constraints: conditions.map(
      (each) => `${each.column} ${each.operator} ${each.values.join(', ')}`,
    ),
  }))
  const outputs = look.fields.map(({ name, type }, i) => `${name ?? `_col${i}`}:${spell(type)}`)
  const columns = [column('Query Plan', 'varchar')]
  if (asked.FORMAT === 'JSON') {
    const plan = { outputs, scans, bytesScanned: look.bytesScanned }
    return { columns, lines: JSON.stringify(plan, null, 2).split('\n') }
  }
  const lines = scans.flatMap(({ table, constraints }) => [
    `    └─ TableScan[table = ${table}]`,
    ...constraints.map((each) => `           constraint: ${each}`),
  ])
  const head = ['Fragment 0 [SINGLE]', `    Output[${outputs.join(', ')}]`]
  return { columns, lines: [...head, ...lines, `    Estimates: {bytes: ${look.bytesScanned}}`] }
}

const column = (name: string, type: string) => ({ name, type, precision: 0, scale: 0 })

function optionsOf(text: string): Record<string, string> {
  const pairs = text
    .split(',')
    .map((each) => each.trim().toUpperCase().split(/\s+/))
    .filter(([name]) => name !== '')
  const known: Record<string, string[]> = {
    TYPE: ['LOGICAL', 'DISTRIBUTED', 'VALIDATE', 'IO'],
    FORMAT: ['TEXT', 'JSON', 'GRAPHVIZ'],
  }
  for (const [name = '', value = ''] of pairs) {
    if (known[name]?.includes(value)) continue
    throw malformed(`mismatched input '${`${name} ${value}`.trim()}'. Expecting: 'FORMAT', 'TYPE'`)
  }
  if (pairs.some(([, value]) => value === 'IO' || value === 'GRAPHVIZ')) {
    throw notSupported('EXPLAIN of this type or format')
  }
  return Object.fromEntries(pairs)
}

function queryOf(sql: string): ParsedQuery {
  const { type, sub, text } = classify(sql)
  if (type === 'DML' && sub === 'SELECT') return parseQuery(text)
  const rows = ['INSERT', 'UNLOAD', 'CREATE_TABLE_AS_SELECT', 'CREATE_VIEW']
  if (rows.includes(sub)) return parseWriting(text).query
  throw notSupported(`EXPLAIN of ${sub.replaceAll('_', ' ')}`)
}
