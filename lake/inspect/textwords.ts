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
  if (isYaml(lines)) {
    return asset(
      'yaml',
      'The object is YAML: settings, or data that nest as its lines are indented.',
    )
  }
  if (isOneRecord(lines)) return oneRecord
  if (pairs.length === 0 || !isIn(sections > 0 ? 0.6 : 0.9)) return undefined
  if (sections > 0) {
    return asset('ini', 'The object is settings of a program, in sections under [names].')
  }
  const isEnvironment = pairs.every((line) => /^\s*(export\s+)?[A-Z_][A-Z0-9_]*=/.test(line))
  return isEnvironment
    ? asset('env', 'The object is variables of an environment, one a line.')
    : asset('properties', 'The object is settings of a program: a name and a value a line.')
}

const named = /^\s*("[^"]*"|'[^']*'|[\p{L}_$.~/][\p{L}\p{N}_$.~@/()[\]* -]{0,80}?)\s?:(\s+(.*))?$/u
const ofShare = 0.9

/** Lines that are a name and its value each, every name once: settings, a header, a letter's head, or one record. */
export function isOneRecord(lines: string[]): boolean {
  const names = lines.flatMap((line) => named.exec(line)?.[1]?.trim() ?? [])
  return (
    names.length > 1 &&
    names.length >= ofShare * lines.length &&
    new Set(names).size >= ofShare * names.length
  )
}

const oneRecord: Reason = {
  ...asset('one-record', 'The object is one block of names, each with its value: it has no rows.'),
  remedy:
    'Nothing is wrong with it. For a row a block, leave a blank line between blocks; for a row a line, pin the delimiter `:`.',
}

/** Names that have lists or other names below them, further to the right. */
function isYaml(lines: string[]): boolean {
  const isItem = (line: string): boolean =>
    /^\s*- \S/.test(line) || /^(---|\.\.\.)(\s|$)/.test(line)
  const keys = lines.filter((line) => named.test(line.replace(/^(\s*)(- +)+/, '$1')))
  const nested = lines.some((line, i) => {
    const depth = line.search(/\S/)
    const next = lines[i + 1] ?? ''
    const isOpen = /^\s*(- +)*[^\s#].*:(\s+([|>][+-]?|&\w+|!\S+))?$/.test(line.trimEnd())
    return isOpen && (next.search(/\S/) > depth || /^\s*- /.test(next))
  })
  const isOfItems = lines.some((line) => /^\s*- +("[^"]*"|[\w.-]+):(\s|$)/.test(line))
  const known = lines.filter((line) => isItem(line) || keys.includes(line)).length
  return keys.length > 1 && (nested || isOfItems) && known >= 0.6 * lines.length
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
