/** A value as it may stand in bytes, for what has no columns: results, reasons, lines of activity. */

/** UTF-8 as text has it, and as UTF-16. */
export function needlesOf(values: Iterable<string>): Buffer[] {
  const wide = [...values].map((value) => Buffer.from(value, 'utf16le'))
  return [...writingsOf(values).map((form) => Buffer.from(form)), ...wide]
}

/** As they are, with JSON's escapes, with quotes doubled as CSV does, and SQL; the longest first. */
export function writingsOf(values: Iterable<string>): string[] {
  const forms = [...values].flatMap((value) => {
    const json = JSON.stringify(value).slice(1, -1)
    const doubled = [`"`, `'`].map((quote) => value.replaceAll(quote, quote + quote))
    return [value, json, asciiOf(json), ...doubled]
  })
  return [...new Set(forms)].sort((a, b) => b.length - a.length)
}

const asciiOf = (json: string): string =>
  json.replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

export const holds = (bytes: Buffer, needles: Buffer[]): boolean =>
  needles.some((needle) => bytes.includes(needle))

const erased = '[erased]'

/** Members of our records that quote what people sent; the others are our own words. */
const quoting = new Set(['reason', 'withheld', 'evidence', 'sql', 'detail'])

/** A record whose quotations lack the values; equal to it where there are none. */
export function withoutValues<T>(data: T, values: readonly string[], isQuoted = false): T {
  if (typeof data === 'string') {
    if (!isQuoted) return data
    return writingsOf(values).reduce((rest: string, one) => rest.replaceAll(one, erased), data) as T
  }
  if (typeof data !== 'object' || data === null) return data
  if (Array.isArray(data)) return data.map((one) => withoutValues(one, values, isQuoted)) as T
  const entries = Object.entries(data).map(([name, one]) => [
    name,
    name === 'code' ? one : withoutValues(one, values, isQuoted || quoting.has(name)),
  ])
  return Object.fromEntries(entries) as T
}
