import type { Expression } from '../../../../lake/sql/ast.ts'
import { type Position, userError } from '../../../../lake/sql/error.ts'
import { fieldName } from '../duckdbtype.ts'
import type { Compiler, Field, Scope, Typed } from './compiler.ts'

/** A name with its qualifiers, when the expression is nothing else: `a.b.c`. */
export function nameParts(node: Expression): string[] | undefined {
  if (node.kind === 'identifier') return [node.name]
  if (node.kind !== 'dereference') return undefined
  const base = nameParts(node.base)
  return base && [...base, node.field]
}

/** The column that the parts name, then the fields of a row behind it. */
export function resolve(
  parts: string[],
  scope: Scope | undefined,
  at: Position,
): Typed & Partial<Field> {
  for (let level = scope; level; level = level.outer) {
    const found = resolveHere(parts, level, at)
    if (found) return found
  }
  const text = `Column '${parts.join('.')}' cannot be resolved or requester is not authorized to access requested resources`
  throw userError('COLUMN_NOT_FOUND', text, at)
}

function resolveHere(
  parts: string[],
  scope: Scope,
  at: Position,
): (Typed & Partial<Field>) | undefined {
  for (let place = parts.length - 1; place >= 0; place -= 1) {
    const qualifier = parts.slice(0, place)
    const found = scope.fields.filter(
      (field) => field.name === parts[place] && qualifies(qualifier, field.relation),
    )
    if (found.length > 1) {
      throw userError(
        'AMBIGUOUS_NAME',
        `Column '${parts.slice(0, place + 1).join('.')}' is ambiguous`,
        at,
      )
    }
    const field = found[0]
    if (!field) continue
    const fields = parts.slice(place + 1)
    return fields.length === 0
      ? field
      : fields.reduce((base: Typed, name) => dereference(base, name, at), field)
  }
  return undefined
}

/** `t` and `db.t` name the relation `awsdatacatalog.db.t`. */
export const qualifies = (qualifier: string[], relation: string[]) =>
  qualifier.length <= relation.length &&
  qualifier.every((part, place) => part === relation[relation.length - qualifier.length + place])

/** A field of a row by its name. */
export function dereference(base: Typed, name: string, at: Position): Typed {
  if (base.type.kind !== 'row') {
    throw userError('TYPE_MISMATCH', `Expression is not of type ROW`, at)
  }
  const { fields } = base.type
  const place = fields.findIndex((field) => field.name === name)
  if (place < 0) throw userError('COLUMN_NOT_FOUND', `Column '${name}' cannot be resolved`, at)
  return { sql: `(${base.sql}).${fieldName(fields, place)}`, type: fields[place]!.type }
}

/** Compiles a condition, which must be boolean. */
export function condition(
  node: Expression,
  scope: Scope,
  compiler: Compiler,
  clause: string,
): string {
  const { sql, type } = compiler.expression(node, scope)
  if (type.kind === 'unknown') return 'CAST(NULL AS BOOLEAN)'
  if (type.kind !== 'boolean') {
    throw userError(
      'TYPE_MISMATCH',
      `${clause} must evaluate to a boolean: actual type ${type.kind}`,
      node.at,
    )
  }
  return sql
}
