/** What is to become doubles although it may hold digits that no double has. */
import type { Evolution } from './evolution.ts'
import { decimalOf, type Field, type FieldType } from './schema.ts'

/** Of what is replaced, also within structs, lists and maps. */
export function doubledFields({ fields, replaced }: Evolution): Field[] {
  const spelling = ({ name, doc = name }: Field): string => doc
  return replaced.filter((field) =>
    fields.some((next) => spelling(next) === spelling(field) && isDoubled(field.type, next.type)),
  )
}

/** Integers or decimals, anywhere within, that become doubles. */
export function isDoubled(from: FieldType, to: FieldType): boolean {
  if (typeof from === 'string' || typeof to === 'string') {
    return to === 'double' && (from === 'long' || decimalOf(from) !== undefined)
  }
  if (from.type === 'list' && to.type === 'list') return isDoubled(from.element, to.element)
  if (from.type === 'map' && to.type === 'map') {
    return isDoubled(from.key, to.key) || isDoubled(from.value, to.value)
  }
  if (from.type !== 'struct' || to.type !== 'struct') return false
  return from.fields.some(({ name, type }) =>
    to.fields.some(
      (other) => other.name.toLowerCase() === name.toLowerCase() && isDoubled(type, other.type),
    ),
  )
}
