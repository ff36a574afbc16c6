/** Formats of dates in strftime's letters, where it has the letters. */
import { type Position, userError } from '../../../../lake/sql/error.ts'

export type Style = 'mysql' | 'joda'

const mysql: Record<string, string> = {
  a: '%a',
  b: '%b',
  c: '%-m',
  d: '%d',
  e: '%-d',
  f: '%f',
  H: '%H',
  h: '%I',
  I: '%I',
  i: '%M',
  j: '%j',
  k: '%-H',
  l: '%-I',
  M: '%B',
  m: '%m',
  p: '%p',
  r: '%I:%M:%S %p',
  S: '%S',
  s: '%S',
  T: '%H:%M:%S',
  v: '%V',
  W: '%A',
  x: '%G',
  Y: '%Y',
  y: '%y',
  '%': '%%',
}

/** MySQL's format, as date_format and date_parse have it; nothing for letters that strftime has not. */
function mysqlFormat(format: string, at: Position): string | undefined {
  const refused = /%[DUuVXw]/.exec(format.replaceAll('%%', ''))?.[0]
  if (refused) {
    const message = `${refused} not currently supported in date format string`
    throw userError('INVALID_FUNCTION_ARGUMENT', message, at)
  }
  return written(format, /%(.?)/gs, (_, letter) => mysql[letter as string])
}

/** The pattern with each match replaced; nothing where one has no replacement. */
function written(
  pattern: string,
  form: RegExp,
  write: (whole: string, first?: string) => string | undefined,
): string | undefined {
  let isWhole = true
  const text = pattern.replace(form, (whole: string, first?: string) => {
    const found = write(whole, first)
    if (found === undefined) isWhole = false
    return found ?? whole
  })
  return isWhole ? text : undefined
}

const joda: Record<string, string> = {
  y: '%-Y',
  yy: '%y',
  yyyy: '%Y',
  Y: '%-Y',
  YYYY: '%Y',
  x: '%G',
  xxxx: '%G',
  w: '%-V',
  ww: '%V',
  M: '%-m',
  MM: '%m',
  MMM: '%b',
  MMMM: '%B',
  d: '%-d',
  dd: '%d',
  D: '%-j',
  DDD: '%j',
  e: '%u',
  E: '%a',
  EE: '%a',
  EEE: '%a',
  EEEE: '%A',
  a: '%p',
  H: '%-H',
  HH: '%H',
  h: '%-I',
  hh: '%I',
  m: '%-M',
  mm: '%M',
  s: '%-S',
  ss: '%S',
  SSS: '%g',
  SSSSSS: '%f',
}

/** Joda's pattern, as format_datetime and parse_datetime have it; nothing for letters that strftime has not. */
function jodaFormat(pattern: string): string | undefined {
  return written(pattern, /'((?:[^']|'')*)'|([A-Za-z])\2*|%/g, (whole, quoted) => {
    if (quoted !== undefined)
      return (quoted === '' ? "'" : quoted.replaceAll("''", "'")).replaceAll('%', '%%')
    return whole === '%' ? '%%' : joda[whole]
  })
}

/** strftime's format for one of either style; nothing for what it cannot write. */
export const formats: Record<Style, (format: string, at: Position) => string | undefined> = {
  mysql: mysqlFormat,
  joda: jodaFormat,
}
