/** What Hive's statements are made of: names in backquotes, types, properties. */
import type { Identifier } from '../ast.ts'
import type { ColumnDefinition, Properties, QualifiedName } from '../ddl.ts'
import type { Cursor } from './cursor.ts'

/** A name; of words that Hive reserves some name things all the same. */
export function hiveName(cursor: Cursor): Identifier {
  const token = cursor.peek()
  if (token.kind !== 'quoted' && token.kind !== 'word') cursor.fail('<identifier>')
  cursor.take()
  const label = token.kind === 'quoted' ? token.text : token.source
  return { text: label.toLowerCase(), label, at: token }
}

/** `db.t`; in one pair of backquotes too, as SHOW CREATE TABLE prints it. */
export function hiveTable(cursor: Cursor): QualifiedName {
  const first = hiveName(cursor)
  const parts = [first]
  while (cursor.accept('.')) parts.push(hiveName(cursor))
  const split = parts.length === 1 ? first.text.split('.') : []
  if (split.length !== 2 || split.includes('')) return { parts, at: first.at }
  return { parts: split.map((text) => ({ text, label: text, at: first.at })), at: first.at }
}

export function hiveString(cursor: Cursor): string {
  if (cursor.peek().kind !== 'string') cursor.fail('<string>')
  return cursor.take().text
}

/** `('key'='value', …)`. */
export function hiveProperties(cursor: Cursor): Properties {
  const pairs = cursor.list(() => {
    const key = hiveString(cursor)
    cursor.expect('=')
    const isBare = cursor.peek().kind === 'integer' || cursor.at('TRUE') || cursor.at('FALSE')
    return [key, isBare ? cursor.take().source : hiveString(cursor)] as const
  })
  return Object.fromEntries(pairs)
}

/** `(name type COMMENT '…', …)`. */
export const hiveColumns = (cursor: Cursor): ColumnDefinition[] =>
  cursor.list(() => hiveColumn(cursor))

export function hiveColumn(cursor: Cursor): ColumnDefinition {
  const name = hiveName(cursor).text
  const type = hiveType(cursor)
  return { name, type, ...(cursor.accept('COMMENT') && { comment: hiveString(cursor) }) }
}

const plain = new Set(
  'boolean tinyint smallint int bigint float double string date timestamp binary'.split(' '),
)

/** A type as Glue spells it. */
export function hiveType(cursor: Cursor): string {
  return cursor.deeper(() => {
    const { text } = hiveName(cursor)
    if (text === 'double') cursor.accept('PRECISION')
    if (text === 'integer') return 'int'
    if (plain.has(text)) return text
    if (text === 'decimal' || text === 'dec' || text === 'numeric') return decimal(cursor)
    if (text === 'varchar' || text === 'char') {
      const [length] = numbers(cursor)
      return `${text}(${length})`
    }
    if (text === 'array') return `array<${inner(cursor, 1).join()}>`
    if (text === 'map') return `map<${inner(cursor, 2).join()}>`
    if (text === 'struct') return `struct<${fields(cursor).join()}>`
    return cursor.fail('<type>')
  })
}

function decimal(cursor: Cursor): string {
  const [precision = '10', scale = '0'] = cursor.at('(') ? numbers(cursor) : []
  return `decimal(${precision},${scale})`
}

function numbers(cursor: Cursor): string[] {
  return cursor.list(() => {
    if (cursor.peek().kind !== 'integer') cursor.fail('<integer>')
    return cursor.take().text
  })
}

function inner(cursor: Cursor, count: number): string[] {
  cursor.expect('<')
  const types = [hiveType(cursor)]
  while (types.length < count) {
    cursor.expect(',')
    types.push(hiveType(cursor))
  }
  cursor.expect('>')
  return types
}

function fields(cursor: Cursor): string[] {
  cursor.expect('<')
  const all: string[] = []
  do {
    const name = hiveName(cursor).text
    cursor.expect(':')
    all.push(`${name}:${hiveType(cursor)}`)
    if (cursor.accept('COMMENT')) hiveString(cursor)
  } while (cursor.accept(','))
  cursor.expect('>')
  return all
}
