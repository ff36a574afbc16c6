/**
 * How the OpenX SerDe finds the keys of JSON lines: as they are spelt, for keys in any case would be folded within
 * text and maps too, and lose one of two that differ in case; in any case only where objects spell them differently.
 */
import type { Inspection } from '../inspect/inspection.ts'
import type { Reason } from '../problem.ts'
import { mergeColumns } from '../schema/merge.ts'
import type { Column, Type } from '../schema/type.ts'
import { differing, type ObjectShape, type ObjectVerdict } from './rawshape.ts'
import { blank } from './shapecsv.ts'

export function jsonObject({ columns, text }: Inspection): ObjectVerdict {
  const unreadable = text && lineReason(text)
  if (unreadable) return { withheld: unreadable }
  const caseSensitive = (text?.twinKeys ?? 0) > 0 || hasTwins(columns)
  return found(
    { serdes: ['openx'], columns, ...(caseSensitive && { caseSensitive: true }) },
    columns,
  )
}

function lineReason(text: NonNullable<Inspection['text']>): Reason | undefined {
  if (text.carriageReturnsAlone > 0) {
    return {
      code: 'json.carriage-returns',
      detail: `${text.carriageReturnsAlone} carriage returns stand within lines, where to Athena a line ends.`,
      remedy: 'Leave out white space but for spaces, and end lines with LF or CRLF.',
    }
  }
  if (text.blankLines > 0) return blank(text.blankLines)
  if (text.repeatedKeys) {
    return {
      code: 'json.repeated-keys',
      detail: `${text.repeatedKeys} lines name a member twice, of which Athena takes the last.`,
      remedy: 'Query the table in lake, which takes the first, or name each member once.',
    }
  }
  if (text.trailingValues > 0) {
    return {
      code: 'json.trailing-values',
      detail: `${text.trailingValues} lines hold another value after the first, which Athena drops.`,
      remedy: 'Put each object on its own line.',
    }
  }
}

/** The union by spelling, as everywhere. */
export function joinJson(a: ObjectShape, b: ObjectShape): ObjectVerdict {
  const caseSensitive = a.caseSensitive ?? b.caseSensitive
  const anyCase = a.anyCase ?? b.anyCase
  const joined: ObjectShape = {
    serdes: ['openx'],
    columns: mergeColumns(a.columns, b.columns),
    ...(caseSensitive && { caseSensitive }),
    ...(anyCase && { anyCase }),
  }
  return found(joined, [...a.columns, ...b.columns])
}

export const calledJson = (shape: ObjectShape): ObjectVerdict => found(shape, shape.columns)

/**
 * The SerDe's `mapping.<column>` holds for every level at once, so one name cannot stand for two keys. `columns` are
 * those of all objects joined.
 */
function found(shape: ObjectShape, columns: Column[]): ObjectVerdict {
  const pairs = spellings(columns)
  const conflict = conflictOf(pairs.map(([name, key]) => [name, key.toLowerCase()]))
  if (conflict) return { withheld: differing('json.key-mapping', 'key', ...conflict) }
  const spelt = conflictOf(pairs)
  const anyCase = shape.anyCase || spelt !== undefined
  if (!anyCase) return shape
  if (shape.caseSensitive) {
    return {
      withheld: differing('json.key-case', 'key', ...(spelt ?? ['in one case', 'in another'])),
    }
  }
  return { ...shape, anyCase }
}

type Spelling = [name: string, key: string]

/** Names of all levels with their keys. */
function spellings(columns: Column[]): Spelling[] {
  return columns.flatMap(({ name, original = name, type }) => [
    [name, original] satisfies Spelling,
    ...nestedColumns(type).flatMap((nested) => spellings(nested)),
  ])
}

/** The structs within a type, each as its fields. */
export function nestedColumns(type: Type): Column[][] {
  if (typeof type === 'string') return []
  if ('list' in type) return nestedColumns(type.list)
  if ('map' in type) return nestedColumns(type.map[1])
  return [type.struct]
}

/** Two keys of one name. */
function conflictOf(pairs: Spelling[]): Spelling | undefined {
  const keys = new Map<string, string>()
  for (const [name, key] of pairs) {
    const known = keys.get(name)
    if (known !== undefined && known !== key) return [known, key]
    keys.set(name, key)
  }
}

/** Whether two keys of one level are equal but for their case. */
function hasTwins(columns: Column[]): boolean {
  const keys = columns.map(({ name, original = name }) => original.toLowerCase())
  if (new Set(keys).size < keys.length) return true
  const nested = columns.flatMap(({ type }) => nestedColumns(type))
  return nested.some(hasTwins)
}

/** `mapping.<column>` for every column whose name is not its key, at any level. */
export function keyMapping({ columns, anyCase }: ObjectShape): Record<string, string> {
  const keys = spellings(columns).map(([name, key]) => {
    return [name, anyCase ? key.toLowerCase() : key] as const
  })
  const others = keys.filter(([name, key]) => name !== key)
  return Object.fromEntries(others.map(([name, key]) => [`mapping.${name}`, key]))
}
