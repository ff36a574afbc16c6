import type { TypeName } from '../ast.ts'
import type { Cursor } from './cursor.ts'

/** Parses a type: `varchar(3)`, `row(a bigint, b array(date))`, `timestamp(6) with time zone`. */
export function typeName(cursor: Cursor): TypeName {
  return cursor.deeper(() => {
    const { text, at } = cursor.identifier()
    if (text === 'double') cursor.accept('PRECISION')
    if (text === 'interval') return intervalName(cursor, at)
    const [open, close] = cursor.at('<') ? ['<', '>'] : ['(', ')']
    const type: TypeName = { name: text, numbers: [], types: [], at }
    if (cursor.accept(open)) {
      do parameter(cursor, type)
      while (cursor.accept(','))
      cursor.expect(close)
    }
    if (text === 'timestamp' || text === 'time') {
      if (cursor.accept('WITH', 'TIME', 'ZONE')) type.name = `${text} with time zone`
      else cursor.accept('WITHOUT', 'TIME', 'ZONE')
    }
    return arrays(cursor, type)
  })
}

function parameter(cursor: Cursor, type: TypeName): void {
  if (cursor.peek().kind === 'integer') {
    type.numbers.push(Number(cursor.take().text))
    return
  }
  const next = cursor.peek(1)
  const named =
    type.name === 'row' && (next.kind === 'word' || next.kind === 'quoted') && !unitedWords(cursor)
  const name = named ? cursor.identifier().text : undefined
  type.types.push({ ...(name !== undefined && { name }), type: typeName(cursor) })
}

/** `row(timestamp with time zone)` has no field named timestamp. */
const unitedWords = (cursor: Cursor) =>
  cursor.at('DOUBLE', 'PRECISION') || cursor.peek(1).text === 'WITH'

function intervalName(cursor: Cursor, at: TypeName['at']): TypeName {
  const from = cursor.take().text.toLowerCase()
  cursor.expect('TO')
  const to = cursor.take().text.toLowerCase()
  return { name: `interval ${from} to ${to}`, numbers: [], types: [], at }
}

/** `bigint ARRAY`, the SQL standard's postfix. */
function arrays(cursor: Cursor, type: TypeName): TypeName {
  if (!cursor.accept('ARRAY')) return type
  return arrays(cursor, { name: 'array', numbers: [], types: [{ type }], at: type.at })
}
