import type { Call, Expression } from '../../../../lake/sql/ast.ts'
import { notSupported, type Position, userError } from '../../../../lake/sql/error.ts'
import { byRow, common, isNumber, spell, type Type } from '../../../../lake/sql/type/type.ts'
import { duckdbType } from '../duckdbtype.ts'
import { expand, type Match, match, substitute } from '../function/match.ts'
import type { Pattern, Signature } from '../function/signature.ts'
import { coerce, refuseOwnZones } from './coerce.ts'
import type { Compiler, Scope, Typed } from './compiler.ts'
import { toLocal } from './zone.ts'

export type CallNode = Call & { at: Position }

/** Chooses among the signatures by the arguments and fills its template. */
export function applySignatures(
  known: Signature[],
  node: CallNode,
  scope: Scope,
  compiler: Compiler,
): Typed {
  const values = node.arguments.map((argument) =>
    argument.kind === 'lambda' ? undefined : compiler.expression(argument, scope),
  )
  const best = choose(known, node, values)
  const filled = values.map((value, place) => {
    const to = best.targets[place]
    return value && to ? coerce(value, to).sql : ''
  })
  const parameters = expand(best.signature, values.length) as Pattern[]
  for (const [place, argument] of node.arguments.entries()) {
    const parameter = parameters[place] as Pattern
    if (argument.kind !== 'lambda' || parameter.kind !== 'lambda') continue
    filled[place] = lambda(argument, parameter, best, scope, compiler)
  }
  const type = substitute(best.signature.result, best.variables, best.targets)
  const moments = best.targets.map((to, place) => ownZoneAt(parameters[place], to))
  const sql = fill(best.signature.template, filled, best.targets, undefined, moments)
  return { sql: inType(sql, type), type }
}

/** Whether a parameter takes a moment as such, and what it is given has a zone of its own. */
const ownZoneAt = (parameter: Pattern | undefined, to: Type | undefined): boolean =>
  to?.kind === 'timestamp' &&
  to.zone === byRow &&
  (parameter?.kind === 'timestamp' || parameter?.kind === 'family')

/** DuckDB's functions give numbers of other widths than Trino's. */
export const inType = (sql: string, type: Type) =>
  isNumber(type) ? `CAST(${sql} AS ${duckdbType(type)})` : sql

/** Functions that tell whether values are equal. */
const comparing = new Set(
  `approx_distinct array_distinct array_except array_intersect array_position array_remove array_union arrays_overlap
  contains element_at histogram map map_agg map_from_entries multimap_agg set_agg set_union`.split(
    /\s+/,
  ),
)

/** The signature that fits best; AthenaError says what would. */
export function choose(known: Signature[], node: CallNode, values: (Typed | undefined)[]): Match {
  const given = values.map((value) => value?.type)
  if (comparing.has(node.name)) for (const type of given) if (type) refuseOwnZones(type, node.at)
  const fitting = known
    .map((signature) => match(signature, given))
    .filter((found) => found !== undefined)
  const best = fitting.sort((a, b) => a.cost - b.cost)[0]
  if (best) return best
  const shown = given.map((type) => (type ? spell(type) : 'function')).join(', ')
  const expected = known.map(({ text }) => text).join(', ')
  throw userError(
    'FUNCTION_NOT_FOUND',
    `Unexpected parameters (${shown}) for function ${node.name}. Expected: ${expected}`,
    node.at,
  )
}

/** What an aggregate's call has besides its arguments. */
export interface Marks {
  distinct: string
  orderBy: string
  /** FILTER and OVER. */
  tail: string
}

/**
 * `$1` is an argument, `$*` all of them, `@1` an argument in the local time of its zone;
 * `{` and `}` surround an aggregate's arguments.
 */
export function fill(
  template: string,
  filled: string[],
  targets: (Type | undefined)[] = [],
  marks: Marks = { distinct: '', orderBy: '', tail: '' },
  ownZones: boolean[] = [],
): string {
  return template.replace(/[{}]|([$@])(\d|\*)/g, (whole, sign: string, which: string) => {
    if (whole === '{') return `(${marks.distinct}`
    if (whole === '}') return `${marks.orderBy})${marks.tail}`
    if (which === '*') return filled.join(', ')
    const place = Number(which) - 1
    const sql = filled[place] ?? ''
    const type = targets[place]
    return sign === '@' && type?.kind === 'timestamp' && type.zone !== undefined
      ? toLocal(sql, type.zone)
      : ownZones[place]
        ? `(${sql}).t`
        : sql
  })
}

type Lambda = Extract<Expression, { kind: 'lambda' }>

/** Compiles a lambda with its parameters' types; what it gives may settle a type variable. */
function lambda(
  node: Lambda & { at: Position },
  pattern: Extract<Pattern, { kind: 'lambda' }>,
  found: Match,
  scope: Scope,
  compiler: Compiler,
): string {
  if (node.parameters.length !== pattern.parameters.length) {
    throw userError(
      'INVALID_PARAMETER_USAGE',
      `Expected a lambda that takes ${pattern.parameters.length} argument(s) but got ${node.parameters.length}`,
      node.at,
    )
  }
  const parameters = pattern.parameters.map((each) =>
    substitute(each, found.variables, found.targets),
  )
  const { names, body } = lambdaBody(node, parameters, scope, compiler)
  const result = pattern.result
  if (result.kind === 'variable') {
    const before = found.variables.get(result.name)
    const joined = before ? common(before, body.type) : body.type
    if (!joined)
      throw userError('TYPE_MISMATCH', `Unexpected lambda result ${spell(body.type)}`, node.at)
    const changed = before && spell(before) !== spell(joined)
    found.variables.set(result.name, joined)
    if (changed) throw notSupported('A lambda that widens its own argument', node.at)
  }
  const to = substitute(result, found.variables, found.targets)
  if (!common(body.type, to)) {
    throw userError(
      'TYPE_MISMATCH',
      `Expected lambda result of ${spell(to)}, found ${spell(body.type)}`,
      node.at,
    )
  }
  return `lambda ${names.join(', ')}: ${coerce(body, to).sql}`
}

/** A lambda's body, its parameters under names that nothing else has. */
export function lambdaBody(
  node: Lambda,
  parameters: Type[],
  scope: Scope,
  compiler: Compiler,
): { names: string[]; body: Typed } {
  const names = parameters.map(() => compiler.fresh('l'))
  const fields = node.parameters.map((name, place) => ({
    name,
    relation: [],
    sql: names[place] as string,
    type: parameters[place] as Type,
  }))
  const body = compiler.expression(node.body, { fields, windows: scope.windows, outer: scope })
  return { names, body }
}
