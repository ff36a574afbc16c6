/** The names that the rows of a header give together: `Sales` above `2023` is `Sales 2023`. */
type Cells = (string | null)[]

export function joinedNames(rows: Cells[]): Cells {
  if (rows.length === 1) return rows[0]!.map((cell) => cell?.trim() || null)
  const width = Math.max(...rows.map((cells) => cells.length))
  const spread = rows.map((cells, at) => (at < rows.length - 1 ? overGaps(cells, width) : cells))
  return Array.from({ length: width }, (_, i) => {
    const parts = spread.flatMap((cells) => cells[i]?.trim() || [])
    const name = parts.filter((part, at) => part !== parts[at - 1]).join(' ')
    return name === '' ? null : name
  })
}

/**
 * A cell that spans several columns has its text in the first of them only, unless it is repeated in each; the last spans
 * as many as the others, where those are of one size.
 */
function overGaps(cells: Cells, width: number): Cells {
  const own = Array.from({ length: width }, (_, i) => cells[i]?.trim() || null)
  if (own.some((cell, i) => cell !== null && cell === own[i + 1])) return own
  const places = own.flatMap((cell, i) => (cell === null ? [] : [i]))
  const spans = places.map((place, i) => (places[i + 1] ?? width) - place)
  const groups = spans.slice(0, -1).filter((span) => span > 1)
  const isEven = groups.length > 0 && groups.every((span) => span === groups[0])
  const most = isEven ? groups[0]! : width
  return own.map((cell, i) => {
    const place = places.findLast((each) => each <= i)
    return cell ?? (place === undefined || i - place >= most ? null : own[place]!)
  })
}
