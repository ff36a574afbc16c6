/** Properties of CTAS and UNLOAD: constants by name. */
import type { Expression } from '../../../lake/sql/ast.ts'
import { userError } from '../../../lake/sql/error.ts'

type Properties = Record<string, Expression>

/** AthenaError where one is none of these. */
export function checkKnown(properties: Properties, known: readonly string[]): void {
  for (const [name, { at }] of Object.entries(properties)) {
    if (known.includes(name)) continue
    const text = `Catalog 'awsdatacatalog' table property '${name}' does not exist`
    throw userError('INVALID_TABLE_PROPERTY', text, at)
  }
}

/** A text; undefined where it is not said. */
export function textOf(properties: Properties, name: string): string | undefined {
  const node = properties[name]
  if (!node) return undefined
  if (node.kind === 'string') return node.text
  throw invalid(name, 'varchar', node)
}

/** `ARRAY['a', 'b']`; none where it is not said. */
export function textsOf(properties: Properties, name: string): string[] {
  const node = properties[name]
  if (!node) return []
  if (node.kind !== 'array') throw invalid(name, 'array(varchar)', node)
  return node.items.map((item) => {
    if (item.kind === 'string') return item.text.toLowerCase()
    throw invalid(name, 'array(varchar)', item)
  })
}

const invalid = (name: string, type: string, { at }: Expression) =>
  userError(
    'INVALID_TABLE_PROPERTY',
    `Invalid value for catalog 'awsdatacatalog' table property '${name}': Cannot convert to ${type}`,
    at,
  )
