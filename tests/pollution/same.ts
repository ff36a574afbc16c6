/** Whether a value of a typed column, as text, is what the file says. */
import type { Type } from '../../lake/schema/type.ts'
import type { Column } from './draft.ts'

type Cell = string | null

/** Empty is NULL, or a text of nothing. */
const isNone = (cell: Cell): boolean => cell === null || cell.trim() === ''

export function isSame(
  fair: readonly Cell[],
  given: Cell,
  type: Type,
  { exact }: Pick<Column, 'exact'>,
): boolean {
  const texts = fair.filter((cell) => !isNone(cell))
  const isMarker = type === 'string' && texts.length > 0 // no text says that there is none
  return (isMarker ? texts : fair).some((cell) => {
    if (isNone(cell) || isNone(given)) return isNone(cell) && isNone(given)
    if (cell === given) return true
    return !exact && typeof type === 'string' && isEqual(cell!, given!, type)
  })
}

function isEqual(text: string, given: string, type: string): boolean {
  const own = text.trim()
  if (type === 'string') return false
  if (type === 'boolean') return own.toLowerCase() === given
  if (type === 'timestamptz')
    return instantOf(own) !== undefined && instantOf(own) === instantOf(given)
  if (type === 'date' || type === 'timestamp') return timeOf(own) === timeOf(given)
  if (/^-?(nan|inf(inity)?)$/i.test(own)) return own.slice(0, 3).toLowerCase() === given.slice(0, 3)
  const isIdentifier = /^[+-]?0\d/.test(own)
  return !isIdentifier && numberOf(own) !== undefined && numberOf(own) === numberOf(given)
}

/** Digits and the power of ten of the last one: no number of bits can hold them all. */
function numberOf(text: string): string | undefined {
  const parts = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text)
  if (!parts || (parts[2] === '' && parts[3] === '')) return undefined
  const [, sign, whole = '', part = '', power = '0'] = parts
  const digits = (whole + part).replace(/^0+/, '')
  const kept = digits.replace(/0+$/, '')
  if (kept === '') return '0'
  const exponent = Number(power) - part.length + (digits.length - kept.length)
  return `${sign === '-' ? '-' : ''}${kept}e${exponent}`
}

const timeOf = (text: string): string =>
  text
    .replace('T', ' ')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')
    .replace(/ 00:00:00$/, '')

/** To the microsecond. */
function instantOf(text: string): string | undefined {
  const parts = /^(.{10})[ T](.{8})(\.\d+)?(Z|[+-]\d\d(?::?\d\d)?)$/.exec(text)
  if (!parts) return undefined
  const [, day, time, fraction = '', zone = ''] = parts
  const full = zone.length === 3 ? `${zone}:00` : zone
  return `${Date.parse(`${day}T${time}${full}`)}${fraction.replace(/0+$/, '')}`
}
