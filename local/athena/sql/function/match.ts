import * as types from '../../../../lake/sql/type/type.ts'
import { asDecimal, coerces, common, type Type } from '../../../../lake/sql/type/type.ts'
import type { Pattern, Signature } from './signature.ts'

export type Variables = Map<string, Type>

/** What an argument must become for a signature. */
export interface Match {
  signature: Signature
  /** The types to coerce to, by argument; nothing for a lambda. */
  targets: (Type | undefined)[]
  variables: Variables
  /** How far the arguments are from the parameters. */
  cost: number
}

/** From an exact type to one that it coerces to: a wider number is dearer. */
const widths = ['tinyint', 'smallint', 'integer', 'bigint', 'decimal', 'real', 'double']

/** Matches arguments (nothing for a lambda) with a signature; nothing when they do not fit. */
export function match(signature: Signature, given: (Type | undefined)[]): Match | undefined {
  const parameters = expand(signature, given.length)
  if (parameters?.length !== given.length) return undefined
  const variables: Variables = new Map()
  let cost = 0
  for (const [place, parameter] of parameters.entries()) {
    const type = given[place]
    if ((parameter.kind === 'lambda') !== (type === undefined)) return undefined
    if (type === undefined) continue
    const price = bind(parameter, type, variables)
    if (price === undefined) return undefined
    cost += price
  }
  const targets = parameters.map((parameter, place) => target(parameter, given[place], variables))
  return { signature, targets, variables, cost }
}

/** The parameters, the last one repeated as often as there are arguments. */
export function expand({ parameters, variadic }: Signature, count: number): Pattern[] | undefined {
  if (!variadic) return parameters
  if (count < parameters.length - 1) return undefined
  const last = parameters.at(-1) as Pattern
  return Array.from({ length: count }, (_, place) => parameters[place] ?? last)
}

function bind(pattern: Pattern, type: Type, variables: Variables): number | undefined {
  if (pattern.kind === 'variable') return bindVariable(pattern.name, type, variables)
  if (type.kind === 'unknown') return 1
  switch (pattern.kind) {
    case 'family':
      return pattern.holds(type) ? 0 : undefined
    case 'decimal':
      return type.kind === 'decimal' ? 0 : asDecimal(type) && 3
    case 'timestamp':
      if (type.kind === 'date') return pattern.zoned ? 4 : 2
      if (type.kind !== 'timestamp') return undefined
      return (type.zone !== undefined) === pattern.zoned ? 0 : pattern.zoned ? 3 : undefined
    case 'time':
      return type.kind === 'time' ? 0 : undefined
    case 'array':
      return type.kind === 'array' ? bind(pattern.element, type.element, variables) : undefined
    case 'map':
      return type.kind === 'map'
        ? sum([bind(pattern.key, type.key, variables), bind(pattern.value, type.value, variables)])
        : undefined
    case 'row':
      return type.kind === 'row' && type.fields.length === pattern.fields.length
        ? sum(
            pattern.fields.map((field, place) => bind(field, type.fields[place]!.type, variables)),
          )
        : undefined
    case 'type':
      return distance(type, pattern.type)
    default:
      return undefined
  }
}

const sum = (prices: (number | undefined)[]) =>
  prices.includes(undefined) ? undefined : prices.reduce<number>((a, b) => a + (b ?? 0), 0)

function bindVariable(name: string, type: Type, variables: Variables): number | undefined {
  const before = variables.get(name)
  const joined = before ? common(before, type) : type
  if (!joined) return undefined
  variables.set(name, joined)
  return 0
}

function distance(from: Type, to: Type): number | undefined {
  if (from.kind === to.kind && to.kind !== 'array' && to.kind !== 'map') return 0
  if (!coerces(from, to)) return undefined
  return Math.max(1, widths.indexOf(to.kind) - widths.indexOf(from.kind))
}

function target(pattern: Pattern, given: Type | undefined, variables: Variables): Type | undefined {
  if (given === undefined) return undefined
  if (pattern.kind === 'family') return given.kind === 'unknown' ? types.integer : given
  if (pattern.kind === 'decimal') return asDecimal(given) ?? types.decimal(1, 0)
  if (pattern.kind === 'timestamp') {
    if (given.kind === 'timestamp') {
      return pattern.zoned && given.zone === undefined ? { ...given, zone: 'UTC' } : given
    }
    return { kind: 'timestamp', precision: 0, ...(pattern.zoned && { zone: 'UTC' }) }
  }
  if (pattern.kind === 'time') return given.kind === 'time' ? given : { kind: 'time', precision: 0 }
  if (pattern.kind === 'type' && pattern.type.kind === 'varchar' && given.kind === 'varchar') {
    return given
  }
  return substitute(pattern, variables, [])
}

/** The type that a pattern means once its variables are known. */
export function substitute(
  pattern: Pattern,
  variables: Variables,
  targets: (Type | undefined)[],
): Type {
  switch (pattern.kind) {
    case 'variable':
      return variables.get(pattern.name) ?? types.unknown
    case 'argument':
      return targets[pattern.place] ?? types.unknown
    case 'type':
      return pattern.type
    case 'decimal':
      return types.decimal(38, 0)
    case 'timestamp':
      return { kind: 'timestamp', precision: 3, ...(pattern.zoned && { zone: 'UTC' }) }
    case 'time':
      return { kind: 'time', precision: 3 }
    case 'array':
      return types.arrayOf(substitute(pattern.element, variables, targets))
    case 'map':
      return types.mapOf(
        substitute(pattern.key, variables, targets),
        substitute(pattern.value, variables, targets),
      )
    case 'row':
      return {
        kind: 'row',
        fields: pattern.fields.map((field) => ({ type: substitute(field, variables, targets) })),
      }
    case 'rounded':
    case 'widened':
      return rounded(pattern.kind, targets[0])
    case 'family':
    case 'lambda':
      return types.unknown
  }
}

/** Rounding may carry into one more digit. */
function rounded(kind: 'rounded' | 'widened', type: Type | undefined): Type {
  if (type?.kind !== 'decimal') return type ?? types.unknown
  const { precision, scale } = type
  if (kind === 'widened') return types.decimal(Math.min(38, precision + 1), scale)
  return types.decimal(Math.max(1, Math.min(38, precision - scale + Math.min(1, scale))), 0)
}
