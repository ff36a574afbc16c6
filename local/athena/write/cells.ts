/** A row as a line of LazySimpleSerDe. */
import { literal } from '../../../lake/schema/spelling.ts'
import { delimiters } from '../../../lake/serde/lazysimple.ts'
import type { Type } from '../../../lake/sql/type/type.ts'
import { varcharText } from '../sql/compile/text.ts'
import { fieldName } from '../sql/duckdbtype.ts'

interface Line {
  separators: readonly string[]
  nullText: string
  escape?: string
}

/** The columns between separators, in one text. */
export function textLine(
  cells: { sql: string; type: Type }[],
  parameters: Record<string, string>,
): string {
  const line = delimiters(parameters)
  const { separators, nullText } = line
  const texts = cells.map(({ sql, type }) => orNull(cellText(sql, type, line, 1), nullText))
  return texts.join(` || ${literal(separators[0] ?? '\x01')} || `)
}

const orNull = (sql: string, nullText: string): string => `coalesce(${sql}, ${literal(nullText)})`

function cellText(sql: string, type: Type, line: Line, depth: number): string {
  const { separators, nullText } = line
  const between = literal(separators[depth] ?? String.fromCharCode(depth + 1))
  const inner = (part: string, partType: Type, deeper = 1) =>
    orNull(cellText(part, partType, line, depth + deeper), nullText)
  switch (type.kind) {
    case 'array':
      return `array_to_string(list_transform(${sql}, lambda e: ${inner('e', type.element)}), ${between})`
    case 'map': {
      const colon = literal(separators[depth + 1] ?? String.fromCharCode(depth + 2))
      const entry = `${inner('e.key', type.key, 2)} || ${colon} || ${inner('e.value', type.value, 2)}`
      return `array_to_string(list_transform(map_entries(${sql}), lambda e: ${entry}), ${between})`
    }
    case 'row': {
      const parts = type.fields.map((field, place) =>
        inner(`(${sql}).${fieldName(type.fields, place)}`, field.type),
      )
      return `CASE WHEN ${sql} IS NOT NULL THEN ${parts.join(` || ${between} || `)} END`
    }
    case 'varbinary':
      return `to_base64(${sql})`
    case 'double':
    case 'real':
      return `t_double_java(${sql})`
    case 'timestamp':
      return `t_timestamp_text(${sql}, ${Math.max(3, type.precision)})`
    case 'varchar':
    case 'char':
      return escaped(sql, line)
    default:
      return varcharText(sql, type) as string
  }
}

function escaped(sql: string, { escape: sign, separators }: Line): string {
  if (sign === undefined) return sql
  const signs = [sign, ...separators.slice(0, 1)]
  return signs.reduce(
    (text, each) => `replace(${text}, ${literal(each)}, ${literal(sign + each)})`,
    sql,
  )
}
