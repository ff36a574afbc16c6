/** `hypatia sql "SELECT …"`: one statement through Athena's API, its result as a table. */
import { QueryFailed, runQuery } from '../aws/athena.ts'
import { command } from './command.ts'
import { formatCsv, formatGrid, formatJson, type Grid } from './grid.ts'
import { settings } from './settings.ts'
import { bytesText, msText, rowsText } from './units.ts'
import { Usage } from './usage.ts'

const formats = { table: formatGrid, csv: formatCsv, json: formatJson }

export const sql = command({
  name: 'sql',
  takes: '"SELECT …"',
  does: 'Query raw.* and lake.* by one statement, in quotes.',
  operands: [1, 1],
  options: {
    format: { type: 'string', default: 'table', takes: '<name>', does: 'table, csv or json' },
    rows: { type: 'string', default: '100', takes: '<number>', does: 'at most so many are shown' },
  },
  async run({ values, positionals: [statement = ''] }) {
    const format = formats[values.format as keyof typeof formats]
    const rowsMax = Number(values.rows)
    if (!format) throw new Usage(`no format "${values.format}": table, csv or json`)
    if (!Number.isInteger(rowsMax) || rowsMax < 1) throw new Usage('--rows takes a number from 1')
    return query(statement, format, rowsMax)
  },
})

async function query(
  statement: string,
  format: (grid: Grid) => string,
  rowsMax: number,
): Promise<number> {
  const { workgroup, lakeDatabase } = settings()
  try {
    const result = await runQuery({ statement, workgroup, database: lakeDatabase, rowsMax })
    process.stdout.write(`${format(result)}\n`)
    const shown = result.more
      ? `the first ${rowsText(result.rows.length)} (--rows shows more)`
      : rowsText(result.rows.length)
    process.stderr.write(
      `${shown}, ${msText(result.totalMs)}, ${bytesText(result.scannedBytes)} scanned\n`,
    )
    return 0
  } catch (error) {
    if (!(error instanceof QueryFailed)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  }
}
