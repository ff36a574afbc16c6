/** What the texts of a column may say as values, decided over the whole column: dates, numbers, yes and no, and markers of NULL. */
import type { Fair } from './draft.ts'

type Cell = string | null
type Reading = (text: string) => string | undefined

/** Where the rest of a column is typed, these say that there is no value. */
const markers = new Set([
  'NA',
  'N/A',
  'n/a',
  'NULL',
  'null',
  'None',
  'NONE',
  '-',
  '?',
  '\\N',
  '.',
  '#N/A',
  'NaN',
  '..',
])

/** Of each cell: its text, and what else it may be read as. */
export function fairColumn(cells: Cell[]): Fair[] {
  const texts = cells.filter((cell) => cell !== null).map((cell) => cell.trim())
  const values = texts.filter((text) => !markers.has(text))
  const readings = [dates(values), numbers(values), truth]
  return cells.map((cell) => {
    if (cell === null) return [null]
    const text = cell.trim()
    if (markers.has(text)) return [cell, null]
    const more = readings.map((reading) => reading?.(text)).filter((each) => each !== undefined)
    return [cell, ...more]
  })
}

const date = /^(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})([ T].*)?$/

function dates(values: string[]): Reading | undefined {
  const found = values.map((text) => date.exec(text)).filter((each) => each !== null)
  const isOver12 = (place: number): boolean => found.some((parts) => Number(parts[place]) > 12)
  const isYearFirst = found.every((parts) => parts[1]!.length === 4)
  const isDayFirst = isOver12(1) || found.every((parts) => parts[2] === '.')
  if (!isYearFirst && !isDayFirst && !isOver12(3)) return undefined
  const places = isYearFirst ? [1, 3, 4] : isDayFirst ? [4, 3, 1] : [4, 1, 3]
  return (text) => {
    const parts = date.exec(text)
    if (!parts) return undefined
    const [year, month, day] = places.map((place) => parts[place]!.padStart(2, '0'))
    return `${year}-${month}-${day}${parts[5] ?? ''}`
  }
}

const marked = /^[+-]?\d+(?:[.,]\d+)*$/

/** Which mark stands before decimals: the last of two, or one that three digits do not follow. */
function numbers(values: string[]): Reading | undefined {
  const all = values.filter((text) => marked.test(text) && /[.,]/.test(text))
  const isDecimal = (mark: string, other: string): boolean =>
    all.some((text) => {
      const [, after = ''] = text.split(mark)
      const isLast = text.lastIndexOf(mark) > text.lastIndexOf(other) && text.includes(other)
      const isShort = after.length !== 3 && !after.includes(other)
      return text.split(mark).length === 2 && (isLast || isShort)
    }) || all.some((text) => text.split(other).length > 2)
  const isComma = isDecimal(',', '.')
  return (text) => {
    if (!marked.test(text)) return undefined
    const plain = isComma ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', '')
    return plain.replace(/^\+/, '')
  }
}

const truth: Reading = (text) => {
  if (/^(yes|y)$/i.test(text)) return 'true'
  return /^(no|n)$/i.test(text) ? 'false' : undefined
}
