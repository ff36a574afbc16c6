/** Numbers of a workbook that its formats show as dates and times. ECMA-376 part 1, 18.8.30 and 18.17.4. */

export type NumberKind = 'number' | 'date' | 'time' | 'elapsed'

const builtIn: [from: number, to: number, kind: NumberKind][] = [
  [14, 17, 'date'],
  [18, 21, 'time'],
  [22, 22, 'date'],
  [27, 31, 'date'],
  [32, 35, 'time'],
  [36, 36, 'date'],
  [45, 45, 'time'],
  [46, 46, 'elapsed'],
  [47, 47, 'time'],
  [50, 58, 'date'],
]

/** Of a format of the workbook's own by its code, of another by its number. */
export function kindOf(id: number, code: string | undefined): NumberKind {
  if (code === undefined)
    return builtIn.find(([from, to]) => id >= from && id <= to)?.[2] ?? 'number'
  const positive = code.split(';')[0]!
  const plain = positive.replace(/"[^"]*"|\\.|_.|\*./g, '')
  if (/\[(h+|m+|s+)\]/i.test(plain)) return 'elapsed'
  const tokens = plain.replace(/\[[^\]]*\]/g, '')
  if (/^general$/i.test(tokens.trim()) || !/[ymdhs]/i.test(tokens)) return 'number'
  const isTime = /[hs]|am\/pm|a\/p/i.test(tokens)
  return /[yd]/i.test(tokens) || !isTime ? 'date' : 'time'
}

const dayMs = 86_400_000

/** As JSON: ISO 8601 where it is a date or a time, else the number by its shortest digits. */
export function serialJson(value: number, kind: NumberKind, is1904: boolean): string {
  const plain = String(value === 0 ? 0 : value)
  if (kind === 'number' || value < 0) return plain
  const ms = Math.round(value * dayMs)
  if (kind === 'elapsed') return `"${clock(ms, true)}"`
  if (kind === 'time' && value < 1) return `"${clock(ms % dayMs, false)}"`
  const day = dayOf(Math.floor(ms / dayMs), is1904)
  if (day === undefined) return plain
  const within = ms % dayMs
  return within === 0 ? `"${day}"` : `"${day}T${clock(within, false)}"`
}

/** The first system counts a 29th of February 1900, which never was. */
function dayOf(days: number, is1904: boolean): string | undefined {
  if (!is1904 && days === 60) return '1900-02-29'
  const epoch = is1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30)
  const isDay = is1904 ? days >= 0 : days >= 1
  const iso = isDay && days < 3_000_000 ? new Date(epoch + days * dayMs).toISOString() : ''
  return /^\d{4}-/.test(iso) ? iso.slice(0, 10) : undefined
}

function clock(ms: number, isElapsed: boolean): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  const seconds = Math.floor(ms / 1_000)
  const hours = Math.floor(seconds / 3_600)
  const part = ms % 1_000 === 0 ? '' : `.${String(ms % 1_000).padStart(3, '0')}`
  const shown = isElapsed ? String(hours) : two(hours)
  return `${shown}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${part}`
}
