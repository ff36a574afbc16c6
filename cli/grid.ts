/** A result as a person reads it in a terminal: numbers to the right, NULL said, long cells cut. */

const cellWidthMax = 40

export interface Grid {
  columns: { name: string; type: string }[]
  /** null is SQL's NULL. */
  rows: (string | null)[][]
}

const isNumeric = (type: string): boolean =>
  /^(tinyint|smallint|integer|bigint|real|float|double|decimal)/.test(type)

export function formatGrid({ columns, rows }: Grid): string {
  const texts = rows.map((row) => row.map(cellText))
  const widths = columns.map(({ name }, i) =>
    Math.max(1, ...[name, ...texts.map((row) => row[i] ?? '')].map((text) => [...text].length)),
  )
  const line = (cells: string[]): string =>
    cells
      .map((cell, i) => pad(cell, widths[i] ?? 0, isNumeric(columns[i]?.type ?? '')))
      .join('  ')
      .trimEnd()
  return [
    line(columns.map(({ name }) => name)),
    line(widths.map((width) => '─'.repeat(width))),
    ...texts.map(line),
  ].join('\n')
}

function cellText(cell: string | null): string {
  if (cell === null) return 'NULL'
  const flat = [...cell.replace(/\s+/g, ' ')]
  return flat.length > cellWidthMax ? `${flat.slice(0, cellWidthMax - 1).join('')}…` : flat.join('')
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - [...text].length))
  return right ? space + text : text + space
}

/** RFC 4180; NULL is nothing and the empty string `""`, as Athena writes its results. */
export function formatCsv({ columns, rows }: Grid): string {
  const quoted = (text: string | null): string =>
    text === null ? '' : `"${text.replaceAll('"', '""')}"`
  return [columns.map(({ name }) => name), ...rows]
    .map((row) => row.map(quoted).join(','))
    .join('\n')
}

export function formatJson({ columns, rows }: Grid): string {
  return rows
    .map((row) =>
      JSON.stringify(Object.fromEntries(columns.map(({ name }, i) => [name, row[i] ?? null]))),
    )
    .join('\n')
}
