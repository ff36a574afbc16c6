/** The schema in a Delta log, as far as its columns have other names in the files. https://github.com/delta-io/delta/blob/master/PROTOCOL.md#column-mapping */
import * as z from 'zod'
import { columnsMax, jsonDepthMax } from '../limits.ts'
import type { TableMetadata } from './deltaaction.ts'
import type { Names, Naming } from './names.ts'

const physical = 'delta.columnMapping.physicalName'
const field = z.object({
  name: z.string(),
  type: z.unknown(),
  metadata: z.looseObject({ [physical]: z.string().optional() }).optional(),
})
const struct = z.object({ type: z.literal('struct'), fields: z.array(field) })
const list = z.object({ type: z.literal('array'), elementType: z.unknown() })
const map = z.object({ type: z.literal('map'), keyType: z.unknown(), valueType: z.unknown() })

/**
 * Undefined where the table has no mapping. By the names in the files, which writers choose by either mode and never change.
 * Throws Error for a mapping that is none.
 */
export function deltaNames(table: TableMetadata | undefined): Naming[] | undefined {
  const mode = table?.configuration?.['delta.columnMapping.mode'] ?? 'none'
  if (!table || mode === 'none') return undefined
  if (mode !== 'name' && mode !== 'id') throw new Error(`mapped by ${mode.slice(0, 40)}`)
  const names = namesOf(JSON.parse(table.schemaString), 0)
  if (names === 'plain' || !('struct' in names)) throw new Error('a schema that is none')
  if (names.struct.length > columnsMax) throw new Error(`${names.struct.length} columns`)
  return names.struct
}

function namesOf(type: unknown, depth: number): Names {
  if (typeof type === 'string') return 'plain'
  if (depth > jsonDepthMax) throw new Error('types that nest too deep')
  const asList = list.safeParse(type)
  if (asList.success) return { list: namesOf(asList.data.elementType, depth + 1) }
  const asMap = map.safeParse(type)
  if (asMap.success) {
    const { keyType, valueType } = asMap.data
    return { map: [namesOf(keyType, depth + 1), namesOf(valueType, depth + 1)] }
  }
  return { struct: namings(struct.parse(type).fields, depth) }
}

function namings(fields: z.infer<typeof field>[], depth: number): Naming[] {
  const all = fields.map(({ name, type, metadata }): Naming => {
    const file = metadata?.[physical]
    if (typeof file !== 'string')
      throw new Error(`"${name.slice(0, 100)}" has no name in the files`)
    return { file, as: name, type: namesOf(type, depth + 1) }
  })
  if (new Set(all.map(({ file }) => file)).size < all.length)
    throw new Error('a name of two columns')
  return all
}
