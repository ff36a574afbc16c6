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

/** A cell that spans several columns has its text in the first of them only. */
function overGaps(cells: Cells, width: number): Cells {
  let last: string | null = null
  return Array.from({ length: width }, (_, i) => {
    const cell = cells[i]?.trim() || null
    if (cell !== null) last = cell
    return cell ?? last
  })
}
