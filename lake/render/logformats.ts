/** The forms of log lines: which line is one, and its values. A value is as it stands in the line; `-` is none where the form says so. */
import type { PlainCell } from './plaincsv.ts'

export type LogForm =
  | 'apache'
  | 'syslog-5424'
  | 'syslog-3164'
  | 'syslog-iso'
  | 'logfmt'
  | 'w3c'
  | 'leveled'

export interface LineForm {
  /** As a person calls it. */
  name: string
  columns: string[]
  /** Undefined: the line is none of this form. */
  cells(line: string): PlainCell[] | undefined
}

const quotedText = String.raw`"((?:[^"\\]|\\.)*)"`

/** https://httpd.apache.org/docs/2.4/logs.html#accesslog: common, combined, and nginx's; what follows is kept whole. */
const access = new RegExp(
  String.raw`^(\S+) (\S+) (\S+(?: \S+){0,3}) \[([^\]]{20,40})\] ${quotedText} (\d{3}|-) (\d+|-)(?: ${quotedText} ${quotedText})?(?: (.*))?$`,
)
const accessColumns =
  'host ident user time request method path protocol status bytes referer user_agent more'.split(
    ' ',
  )
const request = /^([A-Z]+) (.*) (HTTP\/\d(?:\.\d)?)$/

function accessCells(line: string): PlainCell[] | undefined {
  const found = access.exec(line)
  const time = found && accessTime(found[4]!)
  if (!found || !time) return undefined
  const [, host, ident, user, , asked = '', status, bytes, referer, agent, more] = found
  const parts = request.exec(asked)
  const who = [host, given(ident), given(user), time]
  const what = [given(asked), parts?.[1], parts?.[2], parts?.[3]]
  return [...who, ...what, given(status), given(bytes), given(referer), given(agent), more]
}

const given = (text: string | undefined): PlainCell => (text === '-' ? null : text)

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const accessTimes = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/

/** `10/Oct/2000:13:55:36 -0700` as ISO 8601 has the same. */
function accessTime(text: string): string | undefined {
  const found = accessTimes.exec(text)
  const month = found ? months.indexOf(found[2]!) + 1 : 0
  if (!found || month === 0) return undefined
  const [, day, , year, time, hours, minutes] = found
  return `${year}-${String(month).padStart(2, '0')}-${day}T${time}${hours}:${minutes}`
}

/** https://www.rfc-editor.org/rfc/rfc5424#section-6 */
const syslog5424 =
  /^<(\d{1,3})>(\d{1,2}) (\S+) (\S+) (\S+) (\S+) (\S+) (-|(?:\[(?:[^\]\\"]|\\.|"(?:[^"\\]|\\.)*")*\])+)(?: \ufeff?(.*))?$/

/** https://www.rfc-editor.org/rfc/rfc3164#section-4.1; its time has no year and stays as it is. */
const syslog3164 =
  /^(?:<(\d{1,3})>)?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (\S+) (?:([^\s:[\]]+)(?:\[([^\]]*)\])?: ?)?(.*)$/

/** As rsyslog writes files: a time of ISO 8601 before host, program and message. */
const syslogIso =
  /^(?:<(\d{1,3})>)?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) (\S+) ([^\s:[\]]+)(?:\[([^\]]*)\])?: ?(.*)$/

const leveled =
  /^\[?(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)\]?(?:\s+-)?\s+\[?(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|SEVERE|trace|debug|info|notice|warn|warning|error|fatal|critical)\b\]?:?(.*)$/

const cellsBy =
  (pattern: RegExp) =>
  (line: string): PlainCell[] | undefined =>
    pattern.exec(line)?.slice(1)

export const lineForms: Record<Exclude<LogForm, 'logfmt' | 'w3c'>, LineForm> = {
  apache: { name: "a web server's access log", columns: accessColumns, cells: accessCells },
  'syslog-5424': {
    name: 'syslog (RFC 5424)',
    columns: 'priority version time host program process message_id data message'.split(' '),
    cells: (line) => syslog5424.exec(line)?.slice(1).map(given),
  },
  'syslog-3164': {
    name: 'syslog (RFC 3164)',
    columns: 'priority time host program process message'.split(' '),
    cells: cellsBy(syslog3164),
  },
  'syslog-iso': {
    name: 'syslog with times of ISO 8601',
    columns: 'priority time host program process message'.split(' '),
    cells: cellsBy(syslogIso),
  },
  leveled: {
    name: 'lines of time, level and message',
    columns: ['time', 'level', 'message'],
    cells(line) {
      const found = leveled.exec(line)
      if (!found) return undefined
      const [, time = '', level, message = ''] = found
      return [time.replace(',', '.'), level, message.replace(/^\s+/, '')]
    },
  },
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

/** `#Fields: date time cs-method`; https://www.w3.org/TR/WD-logfile.html */
export const w3cFields = (line: string): string[] | undefined =>
  /^#Fields:\s*(.+)$/i.exec(line)?.[1]?.trim().split(/\s+/)

const w3cCell = /\s*(?:"((?:[^"]|"")*)"(?=\s|$)|(\S+))/y

/** Between tabs, or blanks. */
export function w3cCells(line: string): PlainCell[] | undefined {
  if (line.includes('\t')) return line.split('\t').map(given)
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
