/** A line whose columns stand at fixed places: by characters, or by their width as a terminal shows them. */

/** What stands at each place; a character of two places is followed by nothing. */
export type Places = string[]

export type Measure = 'characters' | 'width'

const tab = 8
const wide =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Hangul}\u3000-\u303e\u30a0-\u30ff\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]/u
const zero = /\p{Mn}|\p{Me}|[\u200b\u200c]|\u200d|\ufe0e|\ufe0f/u
const ascii = /^[\x20-\x7e]*$/

export function placesOf(text: string, measure: Measure): Places {
  if (ascii.test(text)) return text.split('')
  const places: Places = []
  for (const each of text) {
    if (each === '\t')
      do places.push(' ')
      while (places.length % tab !== 0)
    else if (each === '\f') continue
    else if (measure === 'characters') places.push(each)
    else if (zero.test(each) && places.length > 0) places[places.length - 1] += each
    else if (wide.test(each)) places.push(each, '')
    else places.push(each)
  }
  return places
}

export const isBlankAt = (places: Places, at: number): boolean => {
  const there = places[at]
  return there === undefined || there === ' ' || there === '\u3000' || there === '\u00a0'
}

/** From its first place to after its last; the last column ends with its line. */
export type Span = [start: number, end: number]

export type Cells = (string | null)[]

const textIn = (places: Places, start: number, end?: number): string | null =>
  places.slice(start, end).join('').trim() || null

/**
 * By the blanks between the columns. A value may reach into them from either side, as long as one is left; undefined: it
 * cannot be told to which column some text belongs.
 */
export function cutByBlanks(places: Places, columns: readonly Span[]): Cells | undefined {
  const cells: Cells = []
  let from = 0
  for (let i = 0; i + 1 < columns.length; i++) {
    const at = boundary(places, columns[i]![1], columns[i + 1]![0])
    if (at === undefined) return undefined
    cells.push(textIn(places, from, at))
    from = at
  }
  cells.push(textIn(places, from))
  return cells
}

/** Whether nothing reaches into the blanks between the columns. */
export const keepsTo = (places: Places, columns: readonly Span[]): boolean =>
  columns.every(([, end], i) => {
    const next = columns[i + 1]?.[0] ?? end
    for (let at = end; at < next; at++) if (!isBlankAt(places, at)) return false
    return true
  })

/** Where in a gap the one value ends and the next one may begin. */
function boundary(places: Places, start: number, end: number): number | undefined {
  const isBlank = (at: number): boolean => isBlankAt(places, at)
  let left = start
  while (left < end && !isBlank(left)) left++
  let right = end
  while (right > left && !isBlank(right - 1)) right--
  if (left === end) {
    if (isBlank(start - 1)) return isBlank(end) ? undefined : start
    return isBlank(end) ? end : undefined
  }
  if (left > start && isBlank(start - 1)) return undefined
  if (right < end && isBlank(end)) return undefined
  for (let at = left; at < right; at++) if (!isBlank(at)) return undefined
  return left
}

const bar = /^[|│┃║┆╎!]$/

export const isBar = (text: string | undefined): boolean => text !== undefined && bar.test(text)

/** Between bars at their places, the last one too where the frame is closed; undefined: one is not there. psql marks by `+` that a value goes on below. */
export function cutByBars(
  places: Places,
  columns: readonly Span[],
  isClosed: boolean,
): { cells: Cells; goesOn: boolean[] } | undefined {
  const cells: Cells = []
  const goesOn: boolean[] = []
  for (let i = 0; i < columns.length; i++) {
    const [start, end] = columns[i]!
    const isLast = i === columns.length - 1
    if ((!isLast || isClosed) && !isBar(places[end])) return undefined
    if (start > 0 && !isBar(places[start - 1])) return undefined
    const on = places[end - 1] === '+' && isBlankAt(places, start)
    goesOn.push(on)
    cells.push(textIn(places, start, on ? end - 1 : isLast && !isClosed ? undefined : end))
  }
  return { cells, goesOn }
}

/** A row of Markdown: cells between bars, wherever they stand; `\|` is one within a cell. */
export function cutByPipes(text: string): Cells {
  const inner = text
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|').trim() || null)
}

/** Lines of dashes below a header, around a table, between its rows. */
export const isRuler = (text: string): boolean =>
  /^[\s+|:;'`.*_=─━═╌┄┈—–-]*$|^[\s│┃║├┤┌┐└┘┬┴┼─━═╞╡╪╔╗╚╝╠╣╦╩╬╭╮╰╯┏┓┗┛┣┫┳┻╋╇┡┩╈╤╧╟╢╫╥╨+|-]*$/u.test(
    text,
  ) &&
  /[-=─━═—–]/u.test(text) &&
  !/\w/.test(text)

/** What databases print below the rows. */
export const isRowCount = (text: string): boolean =>
  text.length < 200 &&
  /^\s*\(?\d[\d,]* rows?\b( (selected|affected|in set|returned|shown|listed))?[^|]*$/i.test(text)
