/** Where the keys of a grid lead. */
export interface Place {
  row: number
  column: number
}

/** Where a key leads; undefined for others. */
export function steps(
  key: string,
  isMod: boolean,
  { row, column }: Place,
  last: { row: number; column: number; page: number },
): Place | undefined {
  const clamp = (value: number, max: number) => Math.max(0, Math.min(max, value))
  const at = (row: number, column: number): Place => ({
    row: clamp(row, last.row),
    column: clamp(column, last.column),
  })
  if (key === 'ArrowDown') return at(isMod ? last.row : row + 1, column)
  if (key === 'ArrowUp') return at(isMod ? 0 : row - 1, column)
  if (key === 'ArrowRight') return at(row, isMod ? last.column : column + 1)
  if (key === 'ArrowLeft') return at(row, isMod ? 0 : column - 1)
  if (key === 'PageDown') return at(row + last.page, column)
  if (key === 'PageUp') return at(row - last.page, column)
  if (key === 'Home') return at(isMod ? 0 : row, 0)
  if (key === 'End') return at(isMod ? last.row : row, last.column)
  return undefined
}
