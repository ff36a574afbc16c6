/** Formats of dates in strftime's letters; a letter that has none is refused. */
import { notSupported, type Position } from '../../../../lake/sql/error.ts'

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
  Y: '%Y',
  y: '%y',
  '%': '%%',
}

/** MySQL's format, as date_format and date_parse have it. */
export function mysqlFormat(format: string, at: Position): string {
  return format.replace(/%(.?)/gs, (whole, letter: string) => {
    const found = mysql[letter]
    if (found === undefined) throw notSupported(`The format ${whole}`, at)
    return found
  })
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

/** Joda's pattern, as format_datetime and parse_datetime have it. */
export function jodaFormat(pattern: string, at: Position): string {
  return pattern.replace(
    /'((?:[^']|'')*)'|([A-Za-z])\2*|%/g,
    (whole, quoted: string | undefined) => {
      if (quoted !== undefined)
        return (quoted === '' ? "'" : quoted.replaceAll("''", "'")).replaceAll('%', '%%')
      if (whole === '%') return '%%'
      const found = joda[whole]
      if (found === undefined) throw notSupported(`The format ${whole}`, at)
      return found
    },
  )
}
