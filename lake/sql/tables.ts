import type { Expression, Relation } from './ast.ts'
import type { ParsedQuery } from './parse/query.ts'
import { type TableName, tableName } from './tablename.ts'

type TableNode = Extract<Relation, { kind: 'table' }>

/** Every table that a query may mean; a name of a common table may be among them. */
export function tablesOf(
  parsed: ParsedQuery,
  database: string,
  parameters: Expression[],
  nowMs: number,
): TableName[] {
  const names: TableName[] = []
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if (isTable(node))
      names.push(tableName(node, { database, parameter: (index) => parameters[index], nowMs }))
    for (const inner of Object.values(node)) visit(inner)
  }
  visit(parsed.query)
  return names
}

const isTable = (node: object): node is TableNode & { at: Relation['at'] } =>
  'kind' in node && node.kind === 'table' && 'parts' in node
