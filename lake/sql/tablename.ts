import type { Expression, Relation } from './ast.ts'
import { type Position, userError } from './error.ts'
import { instantOf } from './instant.ts'

/** A table as the statement names it: whole names, lower case. */
export interface TableName {
  database: string
  table: string
  at: Position
  /** A snapshot id, or epoch milliseconds. */
  version?: { snapshotId: bigint } | { asOfMs: number }
}

type TableNode = Extract<Relation, { kind: 'table' }>

/** What a name is completed by. */
interface Context {
  database: string
  parameter(index: number, at: Expression['at']): Expression | undefined
  /** When the statement started. */
  nowMs: number
}

/** `t`, `db.t`, `awsdatacatalog.db.t` with its snapshot, in whole names. */
export function tableName({ parts, travel, at }: TableNode, context: Context): TableName {
  const [table, database = context.database, catalog = 'awsdatacatalog'] = parts
    .map(({ text }) => text)
    .reverse() as [string, string?, string?]
  if (catalog !== 'awsdatacatalog') {
    throw userError('CATALOG_NOT_FOUND', `Catalog '${catalog}' not found`, at)
  }
  const version = travel && versionOf(travel.by, travel.value, context)
  return { database, table, at, ...(version && { version }) }
}

function versionOf(
  by: 'VERSION' | 'TIMESTAMP',
  node: Expression,
  context: Context,
): TableName['version'] {
  const value = node.kind === 'parameter' ? context.parameter(node.index, node.at) : node
  if (by === 'VERSION') {
    if (value?.kind === 'integer') return { snapshotId: BigInt(value.text) }
    throw userError('TYPE_MISMATCH', 'A version must be a snapshot id', node.at)
  }
  const asOfMs = value && instantOf(value, context.nowMs)
  if (asOfMs !== undefined) return { asOfMs }
  const message = 'FOR TIMESTAMP AS OF takes a TIMESTAMP, or the current one less an INTERVAL'
  throw userError('NOT_SUPPORTED', message, node.at)
}
