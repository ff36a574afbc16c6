/** Texts by which files say that there is no value. One is NULL only where it is the only misfit of a column that has a type; in a text it is text. */

const markers = new Set([
  ...['NA', 'N/A', 'n/a', 'na', 'N.A.', 'n.a.', '#N/A', '#NA', '<NA>', '#N/A N/A'],
  ...['NULL', 'null', 'Null', '(null)', '<null>', '\\N', 'None', 'none', 'NONE', 'nil'],
  ...['NaN', 'nan', 'NAN', '-nan', '-NaN', '1.#QNAN', '-1.#IND', 'NaT'],
  ...['-', '--', '?', '.', '(blank)', '(empty)', '#DIV/0!', '#VALUE!', '#REF!', '#NUM!', '#NAME?'],
])

const longest = Math.max(...[...markers].map((text) => text.length))

/** Spaces alone are one. */
export const isNullMarker = (text: string): boolean =>
  (text.length <= longest && markers.has(text)) || isBlank(text)

function isBlank(text: string): boolean {
  const first = text.charCodeAt(0)
  return !(first > 32 && first < 127) && text !== '' && text.trim() === ''
}
