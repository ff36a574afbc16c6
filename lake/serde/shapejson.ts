/** How the OpenX SerDe finds the keys of JSON lines: by names of any case, unless two keys differ in nothing else. */
import type { Inspection } from '../inspect/inspection.ts'
import type { Reason } from '../problem.ts'
import { mergeColumns } from '../schema/merge.ts'
import type { Column, Type } from '../schema/type.ts'
import { differing, type ObjectShape, type ObjectVerdict } from './rawshape.ts'
import { blank, textReason } from './shapecsv.ts'

export function jsonObject({ columns, text }: Inspection): ObjectVerdict {
  const unreadable = text && (textReason(text) ?? lineReason(text))
  if (unreadable) return { withheld: unreadable }
  return mapped({ serdes: ['openx'], columns, ...sensitivity(columns) })
}

function lineReason(text: NonNullable<Inspection['text']>): Reason | undefined {
  if (text.blankLines > 0) return blank(text.blankLines)
  if (text.trailingValues > 0) {
    return {
      code: 'json.trailing-values',
      detail: `${text.trailingValues} lines hold another value after the first, which Athena drops.`,
      remedy: 'Put each object on its own line.',
    }
  }
}

/** The union by name, as everywhere; but what must be told apart by case must be spelt alike everywhere. */
export function joinJson(a: ObjectShape, b: ObjectShape): ObjectVerdict {
  const caseSensitive = a.caseSensitive ?? b.caseSensitive
  if (caseSensitive) {
    const conflict = conflictOf([...spellings(a.columns), ...spellings(b.columns)])
    if (conflict) return { withheld: differing('json.key-case', 'key', ...conflict) }
  }
  const columns = mergeColumns(a.columns, b.columns)
  return mapped({ serdes: ['openx'], columns, ...(caseSensitive ? { caseSensitive } : {}) })
}

/** The SerDe's `mapping.<column>` holds for every level at once, so one name cannot stand for two keys. */
function mapped(shape: ObjectShape): ObjectVerdict {
  const pairs = spellings(shape.columns).map(([name, key]): Spelling => {
    return [name, shape.caseSensitive ? key : key.toLowerCase()]
  })
  const conflict = conflictOf(pairs)
  return conflict ? { withheld: differing('json.key-mapping', 'key', ...conflict) } : shape
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

function conflictOf(pairs: Spelling[]): Spelling | undefined {
  const keys = new Map<string, string>()
  for (const [name, key] of pairs) {
    const known = keys.get(name)
    if (known !== undefined && known !== key) return [known, key]
    keys.set(name, key)
  }
}

/** Two keys of one level that are equal but for their case. */
function sensitivity(columns: Column[]): { caseSensitive?: true } {
  const keys = columns.map(({ name, original = name }) => original.toLowerCase())
  const here = new Set(keys).size < keys.length
  const within = columns.some(({ type }) =>
    nestedColumns(type).some((nested) => sensitivity(nested).caseSensitive),
  )
  return here || within ? { caseSensitive: true } : {}
}

/** `mapping.<column>` for every column whose name is not its key, at any level. */
export function keyMapping({ columns, caseSensitive }: ObjectShape): Record<string, string> {
  const keys = spellings(columns).map(([name, key]) => {
    return [name, caseSensitive ? key : key.toLowerCase()] as const
  })
  const others = keys.filter(([name, key]) => name !== key)
  return Object.fromEntries(others.map(([name, key]) => [`mapping.${name}`, key]))
}
