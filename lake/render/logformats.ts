/** The forms of log lines: which line is one, and its values. A value is as it stands in the line; `-` is none where the form says so. */
import { javaPattern } from '../serde/javapattern.ts'
import type { PlainCell } from './plaincsv.ts'

export type LogForm =
  | 'apache'
  | 'syslog-5424'
  | 'syslog-3164'
  | 'syslog-iso'
  | 'logfmt'
  | 'w3c'
  | 'leveled'

/** Those of which a line is a row by itself, by one expression. */
export type LineFormName = Exclude<LogForm, 'logfmt' | 'w3c'>

export interface LineForm {
  /** As a person calls it. */
  name: string
  columns: string[]
  /** Of a whole line, in Java's words, for RegexSerDe reads the lines by it, too: a group a column. */
  pattern: string
  /** Undefined: the line is none of this form. */
  cells(line: string): PlainCell[] | undefined
}

/** As the forms say that there is no value. */
export const noValue = '-'
const given = (text: string | undefined): PlainCell => (text === noValue ? null : text)

/** `-` is no value. */
const orNone = (pattern: string): string => `(?:-|(${pattern}))`

/** Between quotes, where a backslash escapes. */
const inside = String.raw`[^"\\]*(?:\\.[^"\\]*)*`

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const accessTimes = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/

/** `10/Oct/2000:13:55:36 -0700` as ISO 8601 has the same. */
function accessTime(text: PlainCell): PlainCell {
  const [, day, name = '', year, time, hours, minutes] = accessTimes.exec(text ?? '') ?? []
  const month = months.indexOf(name) + 1
  return `${year}-${String(month).padStart(2, '0')}-${day}T${time}${hours}:${minutes}`
}

/** https://httpd.apache.org/docs/2.4/logs.html#accesslog: common, combined, and nginx's; what follows is kept whole. */
const access = [
  String.raw`(\S+) ${orNone(String.raw`\S+`)} ${orNone(String.raw`\S+(?: \S+){0,3}`)} `,
  String.raw`\[(\d\d/(?:${months.join('|')})/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] `,
  `"${orNone(String.raw`([A-Z]+) (${inside}\\?) (HTTP/\d(?:\.\d)?)|${inside}`)}" `,
  `${orNone(String.raw`\d{3}`)} ${orNone(String.raw`\d+`)}`,
  `(?: "${orNone(inside)}" "${orNone(inside)}")?(?: (.*))?`,
].join('')
const accessColumns =
  'host ident user time request method path protocol status bytes referer user_agent more'.split(
    ' ',
  )

/** https://www.rfc-editor.org/rfc/rfc5424#section-6 */
const element = String.raw`\[[^\]\\"]*(?:(?:\\.|"${inside}")[^\]\\"]*)*\]`
const syslog5424 = [
  String.raw`<(\d{1,3})>(\d{1,2})`,
  ...Array<string>(5).fill(orNone(String.raw`\S+`)),
  String.raw`${orNone(`(?:${element})+`)}(?: \uFEFF?${orNone('.*')})?`,
].join(' ')

/** https://www.rfc-editor.org/rfc/rfc3164#section-4.1; its time has no year and stays as it is. */
const syslog3164 = String.raw`(?:<(\d{1,3})>)?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (\S+) (?:([^\s:\[\]]+)(?:\[([^\]]*)\])?: ?)?(.*)`

/** As rsyslog writes files: a time of ISO 8601 before host, program and message. */
const syslogIso = String.raw`(?:<(\d{1,3})>)?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) (\S+) ([^\s:\[\]]+)(?:\[([^\]]*)\])?: ?(.*)`

const levels =
  'TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|SEVERE|trace|debug|info|notice|warn|warning|error|fatal|critical'
const leveled = String.raw`\[?(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)\]?(?:\s+-)?\s+\[?(${levels})(?!\w)\]?:?\s*(.*)`

/** `said`: how the lake says a cell of that place, where it is not as it stands. */
function formOf(
  name: string,
  columns: string[],
  pattern: string,
  said: Record<number, (cell: PlainCell) => PlainCell> = {},
): LineForm {
  const expression = javaPattern(pattern)
  const others = Object.entries(said)
  const cells = (line: string): PlainCell[] | undefined => {
    const found = expression.exec(line)?.slice(1)
    for (const [place, say] of found ? others : [])
      found![Number(place)] = say(found![Number(place)])!
    return found
  }
  return { name, columns, pattern, cells }
}

const syslogColumns = 'priority time host program process message'.split(' ')

export const lineForms: Record<LineFormName, LineForm> = {
  apache: formOf("a web server's access log", accessColumns, access, { 3: accessTime }),
  'syslog-5424': formOf(
    'syslog (RFC 5424)',
    'priority version time host program process message_id data message'.split(' '),
    syslog5424,
  ),
  'syslog-3164': formOf('syslog (RFC 3164)', syslogColumns, syslog3164),
  'syslog-iso': formOf('syslog with times of ISO 8601', syslogColumns, syslogIso),
  leveled: formOf('lines of time, level and message', ['time', 'level', 'message'], leveled, {
    0: (time) => time?.replace(',', '.'),
  }),
}

const pair = /([^\s=",]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?=\s|$)\s*/y

/** `level=info msg="it ran"`, nothing else in the line; https://brandur.org/logfmt */
export function logfmtPairs(line: string): [name: string, value: string][] | undefined {
  const pairs: [string, string][] = []
  const text = line.trim()
  pair.lastIndex = 0
  while (pair.lastIndex < text.length) {
    const found = pair.exec(text)
    if (!found) return undefined
    const [, name = '', quoted, bare = ''] = found
    pairs.push([name, quoted === undefined ? bare : quoted.replace(/\\(["\\])/g, '$1')])
  }
  return pairs.length > 0 ? pairs : undefined
}

/** A value of a line of logfmt by its name, in quotes in all lines or in none. */
export interface LogPair {
  name: string
  isQuoted?: true
}

const writtenPair = /([\w.-]+)=(?:"([^"\\]*)"|[^\s"]*)( |$)/y

/** How a line is written; undefined where an expression of its names alone would not read its values as they are. */
export function pairsWritten(line: string): LogPair[] | undefined {
  const pairs: LogPair[] = []
  writtenPair.lastIndex = 0
  for (let isEnd = false; !isEnd; ) {
    const found = writtenPair.exec(line)
    if (!found) return undefined
    const [, name = '', quoted, end] = found
    pairs.push({ name, ...(quoted !== undefined && { isQuoted: true as const }) })
    isEnd = end === ''
  }
  return new Set(pairs.map(({ name }) => name)).size === pairs.length ? pairs : undefined
}

/** Of such lines, in Java's words: a group a value. */
export const pairsPattern = (pairs: readonly LogPair[]): string =>
  pairs
    .map(({ name, isQuoted }) => {
      const value = isQuoted ? String.raw`"([^"\\]*)"` : String.raw`([^\s"]*)`
      return `${name.replaceAll('.', String.raw`\.`)}=${value}`
    })
    .join(' ')

/** `#Fields: date time cs-method`; https://www.w3.org/TR/WD-logfile.html */
export const w3cFields = (line: string): string[] | undefined =>
  /^#Fields:\s*(.+)$/i.exec(line)?.[1]?.trim().split(/\s+/)

const w3cCell = /\s*(?:"((?:[^"]|"")*)"(?=\s|$)|(\S+))/y

export const splitCells = (line: string, delimiter: string): PlainCell[] =>
  line.split(delimiter).map(given)

/** Between tabs, or blanks. */
export function w3cCells(line: string): PlainCell[] | undefined {
  if (line.includes('\t')) return splitCells(line, '\t')
  const cells: PlainCell[] = []
  const text = line.trimEnd()
  w3cCell.lastIndex = 0
  while (w3cCell.lastIndex < text.length) {
    const found = w3cCell.exec(text)
    if (!found) return undefined
    const [, quoted, bare] = found
    cells.push(quoted === undefined ? given(bare) : quoted.replaceAll('""', '"'))
  }
  return cells
}
