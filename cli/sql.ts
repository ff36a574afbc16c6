/** `hypatia sql "SELECT …"`: one statement through Athena's API, its result as a table. */
import { parseArgs } from 'node:util'
import { QueryFailed, runQuery } from '../aws/athena.ts'
import { formatCsv, formatGrid, formatJson } from './grid.ts'
import { settings } from './settings.ts'
import { bytesText, msText, rowsText } from './units.ts'
import { Usage } from './usage.ts'

export const sqlUsage =
  'hypatia sql "SELECT …" [--format table|csv|json] [--rows 100]   query raw.* and lake.*'

const formats = { table: formatGrid, csv: formatCsv, json: formatJson }

export async function sql(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'table' },
      rows: { type: 'string', default: '100' },
    },
  })
  const [statement, ...more] = positionals
  const format = formats[values.format as keyof typeof formats]
  const rowsMax = Number(values.rows)
  if (!statement || more.length > 0) throw new Usage(`one statement, in quotes: ${sqlUsage}`)
  if (!format) throw new Usage(`no format "${values.format}": table, csv or json`)
  if (!Number.isInteger(rowsMax) || rowsMax < 1) throw new Usage('--rows takes a number from 1')

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
