/** What a file itself calls a column that somebody asks for, where some of its columns are others in its table. */
import { namedColumns, spellingOf } from '../schema/names.ts'
import type { Renames } from '../schema/renamed.ts'
import type { Column } from '../schema/type.ts'
import { isMember, isWanted } from './redact.ts'

/** A file's columns, and the same ones as its table has them. */
export interface Called {
  own: Column[]
  called: Column[]
  renames: Renames
}

/** A column's name, and of which of its members. */
type Way = [column: string, ...members: string[]]

/**
 * The paths of the file's own spelling; `asked` are all names of one column, or of a member of it. What the table calls so
 * goes before what only the file does, for that is another one by now; and a name that neither has is the former one of a
 * column that the file has under its new one.
 */
export function ownPaths(asked: readonly string[], file: Called): string[] {
  const whole = asked.map((path): Way => [path])
  const within = asked.map((path) => path.split('.') as Way).filter((way) => way.length > 1)
  return [...new Set([whole, within].flatMap((ways) => foundBy(ways, file)))]
}

function foundBy(ways: Way[], { own, called, renames }: Called): string[] {
  const places = (columns: Column[], all = ways): string[] =>
    all.flatMap(([name, ...members]) =>
      own.flatMap((column, i) =>
        isWanted(columns[i]!, { columns: [name] })
          ? [[spellingOf(column), ...members].join('.')]
          : [],
      ),
    )
  const now = ways.flatMap(([name, ...members]) =>
    Object.entries(renames).flatMap(([from, to]): Way[] =>
      isMember(name, from) ? [[to, ...members]] : [],
    ),
  )
  const found = [places(called), places(own), places(called, now)]
  return found.find((paths) => paths.length > 0) ?? []
}

/** Of lines of JSON all columns, not only those of the first lines. */
export function columnsOfLines(lines: Buffer, reserved: readonly string[]): Column[] {
  const members = new Set<string>()
  for (const line of lines.toString('utf8').split('\n')) {
    for (const member of membersOf(line)) members.add(member)
  }
  const fields = [...members].map((original) => ({ original, type: 'string' as const }))
  return namedColumns(fields, reserved)
}

function membersOf(line: string): string[] {
  try {
    const row: unknown = JSON.parse(line)
    return typeof row === 'object' && row !== null && !Array.isArray(row) ? Object.keys(row) : []
  } catch {
    return []
  }
}
