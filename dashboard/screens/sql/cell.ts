/** A value as a cell shows it: exact, by its type; what is missing looks other than what is empty. */
export type Value = string | number | boolean | null

export interface Cell {
  text: string
  kind: 'null' | 'empty' | 'number' | 'boolean' | 'time' | 'text'
}

const numeric = /^(tinyint|smallint|int|integer|bigint|float|real|double|decimal)/
const dated = /^(date|time|timestamp)/

export const isNumeric = (type: string): boolean => numeric.test(type)

/** Digits of these are a name, not a quantity: they are not grouped. */
const naming = /(^|_)(id|key|code|zip|year|number|no|num)$/i

export function cellOf(value: Value, type: string, column = ''): Cell {
  if (value === null) return { text: 'null', kind: 'null' }
  if (value === '') return { text: 'empty', kind: 'empty' }
  if (numeric.test(type)) {
    const text = String(value)
    return { text: naming.test(column) ? text : grouped(text), kind: 'number' }
  }
  if (type === 'boolean') return { text: String(value), kind: 'boolean' }
  if (dated.test(type)) return { text: String(value).replace(/\.0+(?= |$)/, ''), kind: 'time' }
  return { text: String(value), kind: 'text' }
}

/** 12345.678 → 12,345.678: every digit is kept. Four digits alone stay together, as years are. */
export function grouped(text: string): string {
  const [, sign, whole = '', rest = ''] = /^(-?)(\d+)(\.\d+)?$/.exec(text) ?? []
  if (whole.length < 5) return text
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${rest}`
}

/** What is copied: the value itself, and nothing for null. */
export const copied = (value: Value): string => (value === null ? '' : String(value))

/** A row as spreadsheets take it: tabs between, none within. */
export const copiedRow = (row: Value[]): string =>
  row.map((value) => copied(value).replace(/[\t\r\n]+/g, ' ')).join('\t')

const paddingPx = 28
const digitPx = 7.3
const letterPx = 6.9
const widthPxMax = 420
const widthPxMin = 56

/** As wide as its head and the first rows ask for. */
export function columnWidths(columns: { name: string; type: string }[], rows: Value[][]): number[] {
  return columns.map(({ name, type }, i) => {
    const headPx = (name.length + type.length + 1) * letterPx
    let length = 0
    for (const row of rows.slice(0, 100)) {
      length = Math.max(length, cellOf(row[i] ?? null, type, name).text.length)
    }
    return Math.round(
      Math.min(widthPxMax, Math.max(widthPxMin, headPx + paddingPx, length * digitPx + paddingPx)),
    )
  })
}
