import type { Expression, Query, Window } from '../../../../lake/sql/ast.ts'
import type { Position } from '../../../../lake/sql/error.ts'
import type { TableName } from '../../../../lake/sql/tablename.ts'
import type { Type } from '../../../../lake/sql/type/type.ts'

/** An expression as DuckDB's SQL, and its type in Trino. */
export interface Typed {
  sql: string
  type: Type
}

/** One column that a relation offers to expressions. */
export interface Field extends Typed {
  /** Nothing for a column without a name: `_col0` is given only to the result. */
  name?: string
  /** The name as it was written, where that differs. */
  label?: string
  /** By which names it may be qualified: an alias, or catalog, database and table. */
  relation: string[]
  /** The table's column that it is, unchanged: a condition on it may be told to the scan. */
  origin?: { use: TableUse; column: string }
  /** Reached by its name only, never by `*`: `"$path"`. */
  hidden?: boolean
}

/** What names mean in one query, and then in the queries around it. */
export interface Scope {
  fields: Field[]
  windows: Map<string, Window>
  outer?: Scope
}

/** One column of a table. */
export interface TableColumn {
  name: string
  type: Type
  /** Left out by `*`. */
  hidden?: boolean
}

/** A condition that a table's rows must fulfil, besides others: the scan may leave out files by it. */
export interface Condition {
  column: string
  operator: '=' | '<' | '<=' | '>' | '>=' | 'in'
  /** Literals: numbers, texts, ISO dates and timestamps, booleans. */
  values: (string | number | bigint | boolean)[]
}

/** One place where a statement reads a table. */
export interface TableUse extends TableName {
  /** The relation's name in DuckDB, which the engine must provide. */
  relation: string
  columns: TableColumn[]
  conditions: Condition[]
}

/** A compiled query: columns are named c0, c1, … whatever they are called. */
export interface CompiledQuery {
  sql: string
  fields: Pick<Field, 'name' | 'label' | 'type' | 'origin'>[]
}

/** Common tables that a query may name, innermost first. */
export interface CommonScope {
  name: string
  relation: string
  fields: CompiledQuery['fields']
  outer?: CommonScope
}

/** A view with what its names are read in. */
export interface ParsedView {
  query: Query
  database: string
  columns: { name: string; type: Type }[]
}

/** What the parts of the compiler share: expressions hold queries, and queries expressions. */
export interface Compiler {
  /** Columns of a table; AthenaError when there is no such table. */
  table(name: TableName): TableColumn[]
  /** What stands for the table, where it is a view. */
  view(name: TableName): ParsedView | undefined
  database: string
  /** The views that are being compiled, outermost first. */
  viewing: string[]
  uses: TableUse[]
  /** When the statement started: what `now()` is throughout. */
  nowMs: number
  expression(node: Expression, scope: Scope): Typed
  query(query: Query, outer: Scope | undefined, common: CommonScope | undefined): CompiledQuery
  /** A name that nothing else in the statement has. */
  fresh(prefix: string): string
  parameter(index: number, at: Position): Expression
  /** The common tables in sight of the query being compiled. */
  common: CommonScope | undefined
}
