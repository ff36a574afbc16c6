/** The functions of JSON that have a grammar of their own; their names and parentheses are taken. */
import type { Expression, JsonBehaviour, JsonInput, TypeName } from '../ast.ts'
import type { Cursor } from './cursor.ts'
import type { Inner } from './inner.ts'
import { typeName } from './typename.ts'

type At = Expression['at']

function formatted(cursor: Cursor): boolean {
  if (!cursor.accept('FORMAT', 'JSON')) return false
  if (cursor.accept('ENCODING')) cursor.identifier()
  return true
}

function input(cursor: Cursor, inner: Inner): JsonInput {
  const value = inner.expression(cursor)
  return { value, format: formatted(cursor) }
}

function returningOf(cursor: Cursor): { returning?: TypeName } {
  if (!cursor.accept('RETURNING')) return {}
  const returning = typeName(cursor)
  formatted(cursor)
  return { returning }
}

/** `text, 'lax $.a' PASSING x AS "y"`. */
function invocation(cursor: Cursor, inner: Inner) {
  const text = input(cursor, inner)
  cursor.expect(',')
  if (cursor.peek().kind !== 'string') cursor.fail('<string>')
  const pathAt = cursor.peek()
  const path = cursor.take().text
  const passing: { name: string; input: JsonInput }[] = []
  if (cursor.accept('PASSING')) {
    do {
      const value = input(cursor, inner)
      cursor.expect('AS')
      const isQuoted = cursor.peek().kind === 'quoted'
      const { label } = cursor.identifier()
      passing.push({ name: isQuoted ? label : label.toUpperCase(), input: value })
    } while (cursor.accept(','))
  }
  return { input: text, path, pathAt, passing }
}

const words = ['ERROR', 'NULL', 'TRUE', 'FALSE', 'UNKNOWN'] as const

/** What stands before ON EMPTY or ON ERROR. */
function behaviour(cursor: Cursor, inner: Inner): JsonBehaviour | undefined {
  if (cursor.accept('EMPTY', 'ARRAY')) return '[]'
  if (cursor.accept('EMPTY', 'OBJECT')) return '{}'
  if (cursor.accept('DEFAULT')) return { default: inner.expression(cursor) }
  const word = words.find((each) => cursor.at(each, 'ON'))
  if (!word) return undefined
  cursor.take()
  return word === 'UNKNOWN' ? 'null' : (word.toLowerCase() as JsonBehaviour)
}

/** `… ON EMPTY … ON ERROR`, each of them or none. */
function behaviours(
  cursor: Cursor,
  inner: Inner,
): { empty?: JsonBehaviour; error?: JsonBehaviour } {
  const found: { empty?: JsonBehaviour; error?: JsonBehaviour } = {}
  for (let next = behaviour(cursor, inner); next; next = behaviour(cursor, inner)) {
    cursor.expect('ON')
    if (!found.empty && !found.error && cursor.accept('EMPTY')) found.empty = next
    else {
      cursor.expect('ERROR')
      found.error = next
      break
    }
  }
  return found
}

function wrapperOf(cursor: Cursor): 'conditional' | 'unconditional' | undefined {
  if (cursor.accept('WITHOUT')) {
    cursor.accept('ARRAY')
    cursor.expect('WRAPPER')
    return undefined
  }
  if (!cursor.accept('WITH')) return undefined
  const conditional = cursor.accept('CONDITIONAL')
  if (!conditional) cursor.accept('UNCONDITIONAL')
  cursor.accept('ARRAY')
  cursor.expect('WRAPPER')
  return conditional ? 'conditional' : 'unconditional'
}

function omitsQuotes(cursor: Cursor): boolean {
  const omits = cursor.accept('OMIT', 'QUOTES')
  const isSaid = omits || cursor.accept('KEEP', 'QUOTES')
  if (isSaid && cursor.accept('ON', 'SCALAR')) cursor.accept('STRING')
  return omits
}

/** NULL ON NULL, ABSENT ON NULL; nothing for neither. */
function absence(cursor: Cursor): boolean | undefined {
  if (cursor.accept('ABSENT', 'ON', 'NULL')) return true
  return cursor.accept('NULL', 'ON', 'NULL') ? false : undefined
}

function uniqueness(cursor: Cursor): void {
  if (!cursor.accept('WITH', 'UNIQUE') && !cursor.accept('WITHOUT', 'UNIQUE')) return
  cursor.accept('KEYS')
}

function member(cursor: Cursor, inner: Inner): { key: Expression; value: JsonInput } {
  const isKey = cursor.at('KEY') && !['VALUE', ':'].includes(cursor.peek(1).text)
  if (isKey) cursor.take()
  const key = inner.expression(cursor)
  if (!cursor.accept('VALUE')) cursor.expect(':')
  return { key, value: input(cursor, inner) }
}

export const jsonCalls: Record<string, (cursor: Cursor, inner: Inner, at: At) => Expression> = {
  JSON_EXISTS(cursor, inner, at) {
    const call = invocation(cursor, inner)
    const found = behaviours(cursor, inner)
    cursor.expect(')')
    return { kind: 'jsonPath', call: 'exists', ...call, ...found, omitQuotes: false, at }
  },
  JSON_VALUE(cursor, inner, at) {
    const call = { ...invocation(cursor, inner), ...returningOf(cursor) }
    const found = behaviours(cursor, inner)
    cursor.expect(')')
    return { kind: 'jsonPath', call: 'value', ...call, ...found, omitQuotes: false, at }
  },
  JSON_QUERY(cursor, inner, at) {
    const call = { ...invocation(cursor, inner), ...returningOf(cursor) }
    const wrapper = wrapperOf(cursor)
    const omitQuotes = omitsQuotes(cursor)
    const found = behaviours(cursor, inner)
    cursor.expect(')')
    const wrapped = wrapper === undefined ? {} : { wrapper }
    return { kind: 'jsonPath', call: 'query', ...call, ...wrapped, ...found, omitQuotes, at }
  },
  JSON_OBJECT(cursor, inner, at) {
    const members: { key: Expression; value: JsonInput }[] = []
    if (!cursor.at(')') && !cursor.at('RETURNING')) {
      do members.push(member(cursor, inner))
      while (cursor.accept(','))
    }
    const absent = absence(cursor) ?? false
    uniqueness(cursor)
    const type = returningOf(cursor)
    cursor.expect(')')
    return { kind: 'jsonObject', members, absent, ...type, at }
  },
  JSON_ARRAY(cursor, inner, at) {
    const items: JsonInput[] = []
    if (!cursor.at(')') && !cursor.at('RETURNING')) {
      do items.push(input(cursor, inner))
      while (cursor.accept(','))
    }
    const absent = absence(cursor) ?? true
    const type = returningOf(cursor)
    cursor.expect(')')
    return { kind: 'jsonArray', items, absent, ...type, at }
  },
}
