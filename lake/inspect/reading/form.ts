/**
 * Ways of writing numbers, dates and truth that are not the lake's own. Each is one reading of a text and no other: what it
 * does not read is marked, so that it fits no type and its column becomes text, with every value as it was written.
 */
import { literal } from '../../schema/spelling.ts'
import type { DateForm, Form, NumberForm } from '../../schema/type.ts'

/** Before a text that is not of the form: nothing that begins so fits a type. */
export const misfit = '?'

/** The text in the lake's way; undefined where it is not of the form. */
export function plainText(text: string, form: Form): string | undefined {
  switch (form.kind) {
    case 'spaced':
      return text.replace(/^ +| +$/g, '')
    case 'signed':
      return signed.test(text) ? text.slice(1) : text
    case 'number':
      return plainNumber(text, form)
    case 'date':
      return plainDate(text, form)
    case 'words':
      return text === form.yes ? 'true' : text === form.no ? 'false' : undefined
    case 'nanoseconds':
    case 'variant':
      return text
  }
}

/** The same in DuckDB's SQL, with the mark before what is not of the form; an empty text and NULL stay. */
export function plainSql(source: string, form: Form): string {
  switch (form.kind) {
    case 'spaced':
      return `trim(${source}, ' ')`
    case 'signed':
      return `CASE WHEN regexp_matches(${source}, '^[+][0-9.]') THEN substr(${source}, 2) ELSE ${source} END`
    case 'number':
      return orMisfit(source, matches(source, numberPattern(form)), numberSql(source, form))
    case 'date':
      return dateSql(source, form)
    case 'words':
      return `CASE ${source} WHEN '' THEN '' WHEN ${literal(form.yes)} THEN 'true' \
WHEN ${literal(form.no)} THEN 'false' ELSE ${literal(misfit)} || ${source} END`
    case 'nanoseconds':
    case 'variant':
      return source
  }
}

const signed = /^\+[0-9.]/

const matches = (source: string, pattern: string): string =>
  `regexp_full_match(${source}, ${literal(pattern)})`

const orMisfit = (source: string, test: string, sql: string): string =>
  `CASE WHEN ${source} = '' THEN '' WHEN ${test} THEN ${sql} ELSE ${literal(misfit)} || ${source} END`

const inClass = (character: string): string => `[${character}]`

/** Whole numbers as they are, or with every three digits apart. */
function numberPattern({ decimal, group }: NumberForm): string {
  const whole = `0|[1-9][0-9]*|[1-9][0-9]{0,2}(${inClass(group)}[0-9]{3})+`
  return `-?(${whole})(${inClass(decimal)}[0-9]+)?`
}

function plainNumber(text: string, form: NumberForm): string | undefined {
  if (!new RegExp(`^(?:${numberPattern(form)})$`).test(text)) return undefined
  return text.replaceAll(form.group, '').replace(form.decimal, '.')
}

const numberSql = (source: string, { decimal, group }: NumberForm): string =>
  `replace(replace(${source}, ${literal(group)}, ''), ${literal(decimal)}, '.')`

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const [day, month, year] = ['([0-9]{1,2})', '([0-9]{1,2})', '([0-9]{4})']

/** The day of a date, and the time behind it that is left as it is. */
function datePattern({ order, separator }: DateForm): string {
  const parts: Record<DateForm['order'], string[]> = {
    ymd: [year, month, day],
    dmy: [day, month, year],
    mdy: [month, day, year],
    'd month y': [day, `(${months.join('|')})`, year],
  }
  return `${parts[order].join(inClass(separator))}([ T].*)?`
}

const places: Record<DateForm['order'], [year: number, month: number, day: number]> = {
  ymd: [1, 2, 3],
  dmy: [3, 2, 1],
  mdy: [3, 1, 2],
  'd month y': [3, 2, 1],
}

function plainDate(text: string, form: DateForm): string | undefined {
  const found = new RegExp(`^(?:${datePattern(form)})$`, 's').exec(text)
  if (!found) return undefined
  const [y, m, d] = places[form.order].map((place) => found[place]!) as [string, string, string]
  const number = form.order === 'd month y' ? String(months.indexOf(m) + 1) : m
  return `${y}-${number.padStart(2, '0')}-${d.padStart(2, '0')}${found[4] ?? ''}`
}

function dateSql(source: string, form: DateForm): string {
  const pattern = literal(`(?s)^${datePattern(form)}$`)
  const part = (place: number): string => `regexp_extract(${source}, ${pattern}, ${place})`
  const [y, m, d] = places[form.order].map(part) as [string, string, string]
  const list = `[${months.map(literal).join(', ')}]`
  const number = form.order === 'd month y' ? `CAST(list_position(${list}, ${m}) AS VARCHAR)` : m
  const plain = `${y} || '-' || lpad(${number}, 2, '0') || '-' || lpad(${d}, 2, '0') || ${part(4)}`
  return orMisfit(source, `regexp_matches(${source}, ${pattern})`, plain)
}

/** In words for a person. */
export function saidOf(form: Form): string {
  switch (form.kind) {
    case 'spaced':
      return 'spaces around the values are left out'
    case 'signed':
      return 'written with a + where positive'
    case 'number':
      return `written with '${form.decimal}' before decimals and '${form.group}' between thousands`
    case 'date':
      return `written ${form.order} with '${form.separator}'`
    case 'words':
      return `'${form.yes}' is true, '${form.no}' is false`
    case 'nanoseconds':
      return 'written in nanoseconds; it is text where microseconds do not hold them'
    case 'variant':
      return 'a VARIANT, as JSON'
  }
}
