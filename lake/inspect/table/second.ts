/** Whether the row below a header's row is one of the header's too, or a row of the table that has no number. */
import { isNameLike } from '../headerwords.ts'
import { isAbove, isMarker, type Kind } from './kinds.ts'
import type { Row } from './rows.ts'

/** One more row of the header: names or units above numbers, or what tells apart names that stand there twice. */
export function isSecond(block: Row[], at: number, kinds: readonly Kind[]): boolean {
  const [upper, row, next] = [block[at]!, block[at + 1]!, block[at + 2]!]
  if (row.suspicion || isAbove(next, kinds) || row.cells.length < 2) return false
  if (areIdentifiers(row, upper) && !isOfIdentifiers(next)) return true
  if (isAbove(row, kinds)) return !lacksNumbers(upper, row, kinds)
  const names = namesOf(upper)
  const hasGaps = names.some((name, i) => name === '' || names.indexOf(name) !== i)
  const isPlain = row.cells.every(
    (cell) => cell === null || !/^[-+]?\d/.test(cell) || /^(19|20)\d\d$/.test(cell),
  )
  const isFuller = row.cells.some((cell, i) => cell === null && next.cells[i] !== null)
  return hasGaps && isPlain && isFuller && kinds.includes('digits')
}

/** In words, where the row below the header's row at `at` is taken for a row although it could be the header's. */
export function secondDoubt(block: Row[], at: number, kinds: readonly Kind[]): string | undefined {
  const [upper, row, next] = [block[at], block[at + 1], block[at + 2]]
  if (!upper || !row || !next || row.suspicion || isAbove(next, kinds)) return undefined
  if (!isAbove(row, kinds) || !lacksNumbers(upper, row, kinds)) return undefined
  return `line ${row.line} may be a second row of the header: it says words where other rows have numbers`
}

const namesOf = ({ cells }: Pick<Row, 'cells'>): string[] => cells.map((cell) => cell?.trim() ?? '')

/** Of so many columns of numbers in which each says something else, none is a row's. */
const otherWordsMin = 3

/**
 * `Anna,absent` below `name,score`: the names above are whole, and a column of words has another word here that names
 * nothing. Names, units and types stand in every column, or in those of numbers alone.
 */
export function lacksNumbers(
  upper: Pick<Row, 'cells'>,
  row: Pick<Row, 'cells'>,
  kinds: readonly Kind[],
): boolean {
  const names = namesOf(upper)
  if (names.some((name, i) => name === '' || names.indexOf(name) !== i)) return false
  const cells = namesOf(row)
  const words = cells.filter(
    (cell, i) => (kinds[i] === 'words' || kinds[i] === 'mixed') && !isMarker(cell),
  )
  const said = cells.filter((cell, i) => kinds[i] === 'digits' && cell !== '')
  if (said.length >= otherWordsMin && new Set(said).size === said.length) return false
  return words.length > 0 && !words.every((cell) => isHeading(cell))
}

const isHeading = (text: string): boolean =>
  isNameLike(text) || /^[([].*[)\]]$/.test(text) || typeWord.test(text)

const typeWord =
  /^(string|str|text|char|varchar|nvarchar|character|factor|object|category|categorical|enum|bool|boolean|int|integer|float|double|decimal|numeric|uuid|json)(\(\d+(,\d+)?\))?$/i

/** `item_sku` below `Seller SKU`: what programs call the columns that people read above. */
function areIdentifiers(row: Row, upper: Row): boolean {
  const { cells } = row
  if (cells.length < 3 || cells.length !== upper.cells.length || !isOfIdentifiers(row)) return false
  const echoes = cells.filter((cell, i) => sharesWord(cell!, upper.cells[i] ?? '')).length
  if (2 * echoes < cells.length || isOfIdentifiers(upper)) return false
  const ofParts = cells.filter((cell) => cell?.includes('_')).length
  const isOther = upper.cells.every((cell, i) => cell !== null && cell !== cells[i])
  return isOther && 2 * ofParts >= cells.length && new Set(cells).size === cells.length
}

/** `item_sku` and `Seller SKU`; what a row says echoes no names. */
const sharesWord = (identifier: string, name: string): boolean => {
  const words = new Set(name.toLowerCase().split(/[^\p{L}\p{N}]+/u))
  return identifier.split('_').some((word) => words.has(word))
}

const isOfIdentifiers = ({ cells }: Row): boolean =>
  cells.every((cell) => cell !== null && /^[a-z][a-z\d]*(_[a-z\d]+)*$/.test(cell))
