/** Texts that are no tables, however regular their lines are: known by how they begin. */
import type { Reason } from '../problem.ts'
import { asset } from './magic.ts'

/** `start` and `end` are the first and last characters of the text. */
export function knownText(start: string, end: string): Reason | undefined {
  const text = start.trimStart()
  if (/^HTTP\/\d(\.\d)? \d{3}\b|^[A-Z]{3,7} \S+ HTTP\/\d/.test(text)) {
    return asset('http', 'The object is an HTTP message: its head, and what was sent with it.')
  }
  if (isSql(text)) return asset('sql', 'The object is a script of SQL statements.')
  return isObjectLike(text, end.trimEnd()) ? objectLike : undefined
}

/** One name and one value a line, for a program to read; undefined where it is none. */
export function settingsText(text: string): Reason | undefined {
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*([#;!].*)?$/.test(line))
  const sections = lines.filter((line) => /^\s*\[[^[\]]+\]\s*([#;].*)?$/.test(line)).length
  const pairs = lines.filter((line) => /^\s*(export\s+)?[\w.$"'/-]+(\s[\w.-]+)*\s*=/.test(line))
  const isIn = (share: number): boolean => sections + pairs.length >= share * lines.length
  if (pairs.length === 0 || !isIn(sections > 0 ? 0.6 : 0.9)) return undefined
  if (sections > 0) {
    return asset('ini', 'The object is settings of a program, in sections under [names].')
  }
  const isEnvironment = pairs.every((line) => /^\s*(export\s+)?[A-Z_][A-Z0-9_]*=/.test(line))
  return isEnvironment
    ? asset('env', 'The object is variables of an environment, one a line.')
    : asset('properties', 'The object is settings of a program: a name and a value a line.')
}

const objectLike: Reason = {
  ...asset('json-like', 'The object begins and ends as JSON does, but is none.'),
  remedy: 'Write its names and texts in double quotes, as JSON does, and land it again.',
}

const statement =
  /^(create|insert\s+into|drop|alter|set|use|begin|pragma|start\s+transaction|lock\s+tables|copy)\b/i

/** Comments, then statements that end. */
function isSql(text: string): boolean {
  const body = text.replace(/^(\s*(--[^\n]*(\n|$)|\/\*.*?\*\/;?))*\s*/s, '')
  return (
    statement.test(body) && /\b(create\s+table|insert\s+into)\b/i.test(text) && /;\s*$/m.test(text)
  )
}

/** Python's and JavaScript's notation, settings; not a header of names in brackets. */
function isObjectLike(text: string, end: string): boolean {
  if (text.startsWith('{')) return end.endsWith('}')
  return text.startsWith('[') && end.endsWith(']') && !/^\[[^\]\n]*\][,;\t|]/.test(text)
}
