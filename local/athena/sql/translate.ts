import type { Expression } from '../../../lake/sql/ast.ts'
import { malformed, type Position, userError } from '../../../lake/sql/error.ts'
import type { ParsedQuery } from '../../../lake/sql/parse/query.ts'
import type { TableName } from '../../../lake/sql/tablename.ts'
import { type ResultColumn, resultColumn } from '../engine/resultcolumn.ts'
import type {
  CompiledQuery,
  Compiler,
  ParsedView,
  TableColumn,
  TableUse,
} from './compile/compiler.ts'
import { compileExpression } from './compile/expression.ts'
import { compileQuery } from './compile/query.ts'
import { openSpelling } from './compile/spelled.ts'
import { resultText } from './compile/text.ts'
import { shownView } from './compile/view.ts'

export interface Translation {
  /** One SELECT for DuckDB with the macros: every column is the text that Athena writes, or NULL. */
  sql: string
  columns: ResultColumn[]
  /** The relations that it reads, which the engine must provide under their names. */
  uses: TableUse[]
}

/** What a statement is read in. */
export interface Surroundings {
  /** What an unqualified table belongs to. */
  database: string
  /** A table's columns; throws AthenaError when there is none. */
  table(name: TableName): TableColumn[]
  /** What stands for a table that is a view. */
  view?(name: TableName): ParsedView | undefined
  /** The view that the query is to be: it may not read itself. */
  making?: { database: string; table: string }
  /** The values of its `?`, in order. */
  parameters: Expression[]
  nowMs: number
}

/** A query compiled, its columns c0, c1, … still of their own types. */
export interface Compiled extends CompiledQuery {
  uses: TableUse[]
}

/** Compiles a query of Athena to DuckDB; AthenaError where it is wrong or cannot be compiled faithfully. */
export function compile(parsed: ParsedQuery, surroundings: Surroundings): Compiled {
  const compiler = openCompiler(parsed, surroundings)
  return { ...compiler.query(parsed.query, undefined, undefined), uses: compiler.uses }
}

/** The same as the texts of a result. */
export function translate(parsed: ParsedQuery, surroundings: Surroundings): Translation {
  return resultOf(compile(parsed, surroundings))
}

/** Its rows as the texts of a result. */
export function resultOf({ sql, fields, uses }: Compiled): Translation {
  const texts = fields.map(({ type }, place) => `${resultText(`r.c${place}`, type)} AS c${place}`)
  return {
    sql: `SELECT ${texts.join(', ')} FROM (${sql}) AS r`,
    columns: fields.map(({ name, label, type }, place) =>
      resultColumn(label ?? name ?? `_col${place}`, type),
    ),
    uses,
  }
}

function openCompiler(parsed: ParsedQuery, surroundings: Surroundings): Compiler {
  const { parameters, database, table, view = () => undefined, making, nowMs } = surroundings
  if (parameters.length !== parsed.parameters) {
    throw malformed(
      `Incorrect number of parameters: expected ${parsed.parameters} but found ${parameters.length}`,
      parsed.query.at,
    )
  }
  let names = 0
  const spelling = openSpelling()
  const compiler: Compiler = {
    database,
    table,
    view,
    nowMs,
    uses: [],
    viewing: making ? [shownView(making)] : [],
    common: undefined,
    fresh(prefix) {
      names += 1
      return `${prefix}${names}`
    },
    parameter: (index: number, at: Position) => {
      const found = parameters[index]
      if (!found) throw userError('INVALID_PARAMETER_USAGE', 'Incorrect number of parameters', at)
      return found
    },
    expression(node, scope) {
      const typed = compileExpression(node, scope, compiler)
      const sql = spelling(typed.sql)
      return sql === typed.sql ? typed : { ...typed, sql }
    },
    query: (query, outer, common) => compileQuery(query, outer, common, compiler),
  }
  return compiler
}
