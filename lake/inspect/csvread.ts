/** DuckDB's SQL that reads a CSV file exactly as the scanner counted it, every cell as text. */
import { namedColumns } from '../schema/names.ts'
import { literal, quote } from '../schema/spelling.ts'
import type { Column } from '../schema/type.ts'
import type { CsvDialect, TextFacts } from './inspection.ts'
import { isReadOtherwise, readingAs, readingSql } from './reading/reading.ts'

/** The file's columns, and text columns `column_<n>` for the cells that its widest row has beyond them. */
export function widestColumns(
  columns: Column[],
  facts: TextFacts,
  reserved: readonly string[] = [],
): Column[] {
  const beyond = Array.from({ length: Math.max(0, facts.cellsMax - columns.length) }, (_, i) => ({
    original: `column_${columns.length + i + 1}`,
    type: 'string' as const,
  }))
  const all = [...columns.map(({ name, type, original = name }) => ({ original, type })), ...beyond]
  if (beyond.length === 0) return columns
  return namedColumns(all, reserved).map((column, i) => {
    const reading = columns[i]?.reading
    return reading ? { ...column, reading } : column
  })
}

/**
 * A SELECT whose columns are VARCHAR, named `column.name`, one for each of `columns` in the file's order (see
 * widestColumns). An unquoted empty cell is NULL, a quoted one is ''. DuckDB guesses nothing here: its sniffer
 * loses rows silently (duckdb/duckdb#25827).
 */
export function readCsvSql(
  path: string,
  dialect: CsvDialect,
  columns: Column[],
  facts: TextFacts,
): string {
  const isRagged = facts.rows > 0 && Math.min(facts.cellsMin, facts.cellsMax) < columns.length
  const dropsHeader = dialect.header && facts.bom && facts.newlinesInQuotes > 0
  const options = {
    auto_detect: 'false',
    columns: `{${columns.map((column) => `${literal(column.name)}: 'VARCHAR'`).join(', ')}}`,
    delim: literal(dialect.delimiter),
    quote: literal(dialect.quote),
    escape: literal(dialect.escape),
    header: String(dialect.header && !dropsHeader),
    skip: String(dialect.skip ?? 0),
    nullstr: "''",
    allow_quoted_nulls: 'false',
    null_padding: String(isRagged || dropsHeader),
    // Speculating where a line begins fails with newlines in quotes (and DuckDB refuses it with null_padding).
    parallel: String(facts.newlinesInQuotes === 0 && facts.lineEnd !== 'mixed'),
    compression: "'none'",
    ...lineEndOptions(facts),
    ...longLineOptions(facts),
  }
  const list = Object.entries(options).map(([name, value]) => `${name} = ${value}`)
  // Where line ends differ DuckDB takes a CRLF for a blank line, which in one column is a row; the scanner saw none.
  const [only] = columns.length === 1 && facts.lineEnd === 'mixed' ? columns : []
  const where = only ? ` WHERE ${quote(only.name)} IS NOT NULL` : ''
  // After a byte order mark DuckDB overlooks that the header's first cell is quoted, and ends it at its newline.
  const offset = dropsHeader ? ' OFFSET 1' : ''
  return `SELECT *${replaced(columns)} FROM read_csv(${literal(path)}, ${list.join(', ')})${where}${offset}`
}

/** Cells of what is no text column, in the lake's own way of writing. */
function replaced(columns: Column[]): string {
  const plain = columns.flatMap(({ name, type, reading }) =>
    isReadOtherwise(type, reading)
      ? [`${readingSql(quote(name), readingAs(type, reading))} AS ${quote(name)}`]
      : [],
  )
  return plain.length > 0 ? ` REPLACE (${plain.join(', ')})` : ''
}

/** DuckDB takes 2 MB for a line's limit, and 16 times the limit for each of its buffers. */
const longLineOptions = ({ recordBytesMax = 0 }: TextFacts): Record<string, string> =>
  recordBytesMax < 1_900_000 ? {} : { max_line_size: String(recordBytesMax + 100_000) }

/**
 * Measured on DuckDB 1.5: left to itself it takes the first line end of the file, which may stand in quotes, for all;
 * in strict mode it then returns no rows at all, silently, and so it does when told `\r\n`. What else strict mode
 * refuses the scanner has refused already.
 */
function lineEndOptions({ lineEnd, newlinesInQuotes }: TextFacts): Record<string, string> {
  if (lineEnd === 'mixed') return { strict_mode: 'false' }
  if (lineEnd === '\n') return { strict_mode: 'true', new_line: "'\\n'" }
  if (lineEnd === '\r') return { strict_mode: 'true', new_line: "'\\r'" }
  return newlinesInQuotes > 0 && lineEnd === '\r\n'
    ? { strict_mode: 'false', new_line: "'\\r\\n'" }
    : { strict_mode: 'true' }
}
