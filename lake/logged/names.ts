/** What files of a table call its columns, at every depth. */
import { columnName } from '../schema/names.ts'

export interface Naming {
  /** As the files spell it. */
  file: string
  /** As the table does. */
  as: string
  type: Names
}

/** In the shape of a type; of what has no members nothing is called otherwise. */
export type Names = 'plain' | { struct: Naming[] } | { list: Names } | { map: [Names, Names] }

export const isPlain = (names: Names): boolean => {
  if (names === 'plain') return true
  if ('list' in names) return isPlain(names.list)
  if ('map' in names) return names.map.every(isPlain)
  return names.struct.every(({ file, as, type }) => file === as && isPlain(type))
}

/** What the files call a column, or a member of one (`a.b`), that somebody asks for by the table's name or spelling. */
export function inFiles(asked: string, names: Naming[]): string[] {
  const isCalled = ({ as }: Naming, word: string): boolean =>
    columnName(as) === word || as.toLowerCase() === word.toLowerCase()
  const own = names.filter((naming) => isCalled(naming, asked)).map(({ file }) => file)
  const [first = '', ...rest] = asked.split('.')
  if (rest.length === 0) return own
  const within = names.filter((naming) => isCalled(naming, first))
  const members = within.flatMap(({ file, type }) =>
    inFiles(rest.join('.'), membersOf(type)).map((member) => `${file}.${member}`),
  )
  return [...own, ...members]
}

function membersOf(names: Names): Naming[] {
  if (names === 'plain') return []
  if ('list' in names) return membersOf(names.list)
  return 'map' in names ? membersOf(names.map[1]) : names.struct
}
