/** The syntax tree of a query, as Trino's own: every node knows where it stands. */
import type { Position } from './error.ts'

export interface Identifier {
  /** Lower case, as Trino resolves every name of a column or a table. */
  text: string
  /** As it is written, for the result's header. */
  label: string
  at: Position
}

export type Expression = { at: Position } & (
  | { kind: 'null' }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'integer'; text: string }
  | { kind: 'decimal'; text: string }
  | { kind: 'double'; text: string }
  | { kind: 'string'; text: string }
  | { kind: 'binary'; text: string }
  | { kind: 'typed'; type: TypeName; text: string }
  | { kind: 'interval'; text: string; negative: boolean; unit: string; to?: string }
  | { kind: 'parameter'; index: number }
  | { kind: 'identifier'; name: string; label: string }
  | { kind: 'dereference'; base: Expression; field: string; label: string }
  | { kind: 'subscript'; base: Expression; index: Expression }
  | { kind: 'unary'; operator: '+' | '-'; operand: Expression }
  | { kind: 'arithmetic'; operator: Arithmetic; left: Expression; right: Expression }
  | { kind: 'comparison'; operator: Comparison; left: Expression; right: Expression }
  | { kind: 'logical'; operator: 'AND' | 'OR'; operands: Expression[] }
  | { kind: 'not'; operand: Expression }
  | { kind: 'isNull'; operand: Expression }
  | { kind: 'between'; operand: Expression; low: Expression; high: Expression }
  | { kind: 'in'; operand: Expression; choices: Expression[] }
  | { kind: 'inQuery'; operand: Expression; query: Query }
  | { kind: 'like'; operand: Expression; pattern: Expression; escape?: Expression }
  | {
      kind: 'quantified'
      operator: Comparison
      quantifier: 'ALL' | 'ANY'
      operand: Expression
      query: Query
    }
  | { kind: 'exists'; query: Query }
  | { kind: 'subquery'; query: Query }
  | { kind: 'case'; operand?: Expression; branches: Branch[]; otherwise?: Expression }
  | { kind: 'cast'; operand: Expression; type: TypeName; safe: boolean }
  | { kind: 'array'; items: Expression[] }
  | { kind: 'row'; items: Expression[] }
  | { kind: 'extract'; field: string; operand: Expression }
  | { kind: 'atTimeZone'; operand: Expression; zone: Expression }
  | { kind: 'current'; word: string }
  | { kind: 'lambda'; parameters: string[]; body: Expression }
  | JsonPathCall
  | {
      kind: 'jsonObject'
      members: { key: Expression; value: JsonInput }[]
      absent: boolean
      returning?: TypeName
    }
  | { kind: 'jsonArray'; items: JsonInput[]; absent: boolean; returning?: TypeName }
  | Call
)

/** A value, and whether its text is JSON. */
export interface JsonInput {
  value: Expression
  format: boolean
}

/** What stands for an empty or a faulty answer; a text is the answer itself. */
export type JsonBehaviour =
  | 'error'
  | 'null'
  | 'true'
  | 'false'
  | '[]'
  | '{}'
  | { default: Expression }

export interface JsonPathCall {
  kind: 'jsonPath'
  call: 'exists' | 'value' | 'query'
  input: JsonInput
  path: string
  pathAt: Position
  passing: { name: string; input: JsonInput }[]
  returning?: TypeName
  wrapper?: 'conditional' | 'unconditional'
  omitQuotes: boolean
  empty?: JsonBehaviour
  error?: JsonBehaviour
}

export type Arithmetic = '+' | '-' | '*' | '/' | '%' | '||'
export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=' | 'IS DISTINCT FROM'

export interface Branch {
  when: Expression
  result: Expression
}

export interface Call {
  kind: 'call'
  name: string
  /** `count(*)` has none and `star`. */
  arguments: Expression[]
  star?: boolean
  distinct?: boolean
  orderBy?: SortItem[]
  filter?: Expression
  nulls?: 'IGNORE' | 'RESPECT'
  over?: Window | Identifier
}

export interface SortItem {
  key: Expression
  descending: boolean
  nullsFirst: boolean
}

export interface Window {
  /** The named window that it starts from. */
  base?: Identifier
  partitionBy: Expression[]
  orderBy: SortItem[]
  frame?: Frame
}

export interface Frame {
  unit: 'ROWS' | 'RANGE' | 'GROUPS'
  start: FrameBound
  end: FrameBound
}

export interface FrameBound {
  kind: 'UNBOUNDED PRECEDING' | 'PRECEDING' | 'CURRENT ROW' | 'FOLLOWING' | 'UNBOUNDED FOLLOWING'
  offset?: Expression
}

/** A type as it is written, its parameters still names and numbers. */
export interface TypeName {
  name: string
  numbers: number[]
  types: { name?: string; type: TypeName }[]
  at: Position
}

export interface Query {
  at: Position
  recursive: boolean
  with: CommonTable[]
  body: Body
  orderBy: SortItem[]
  offset?: Expression
  limit?: Expression
  withTies?: boolean
}

export interface CommonTable {
  name: Identifier
  columns?: Identifier[]
  query: Query
}

export type Body =
  | Select
  | { kind: 'values'; rows: Expression[]; at: Position }
  | { kind: 'query'; query: Query; at: Position }
  | SetOperation

export interface SetOperation {
  kind: 'set'
  operator: 'UNION' | 'INTERSECT' | 'EXCEPT'
  all: boolean
  left: Body
  right: Body
  at: Position
}

export interface Select {
  kind: 'select'
  at: Position
  distinct: boolean
  items: SelectItem[]
  from?: Relation
  where?: Expression
  groupBy?: Grouping[]
  having?: Expression
  windows: { name: Identifier; window: Window }[]
}

export type SelectItem =
  | { kind: 'star'; base?: Expression; columns?: Identifier[]; at: Position }
  | { kind: 'expression'; value: Expression; alias?: Identifier }

export interface Grouping {
  kind: 'simple' | 'rollup' | 'cube' | 'sets'
  /** One set for `simple`; the elements of a ROLLUP or CUBE; the sets of GROUPING SETS. */
  sets: Expression[][]
}

export type Relation = { at: Position } & (
  | { kind: 'table'; parts: Identifier[]; travel?: Travel }
  | { kind: 'subquery'; query: Query; lateral: boolean }
  | { kind: 'unnest'; values: Expression[]; ordinality: boolean }
  | { kind: 'aliased'; relation: Relation; alias: Identifier; columns?: Identifier[] }
  | { kind: 'sample'; relation: Relation; method: string; percent: Expression }
  | {
      kind: 'join'
      type: 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'CROSS'
      left: Relation
      right: Relation
      on?: Expression
      using?: Identifier[]
    }
)

/** `FOR VERSION AS OF 1`, `FOR TIMESTAMP AS OF …`. */
export interface Travel {
  by: 'VERSION' | 'TIMESTAMP'
  value: Expression
}
