/** Files of the bench, the same at every run: what is in a row follows from its number. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { literal } from '../../lake/schema/spelling.ts'

export const formats = ['csv', 'ndjson', 'parquet'] as const
export type Format = (typeof formats)[number]

export interface BenchFile {
  key: string
  bytes: Buffer
  rows: number
  /** Of column `amount`, in hundredths. */
  cents: number
}

/** A number, a name with a comma now and then, an amount, an instant. */
export const rowsSql = (from: number, to: number): string => `
  SELECT id, if(id % 7 = 0, 'Ada, no. ' || id, 'Ada ' || id) AS name,
    CAST((id * 7919 % 100000) / 100 AS DECIMAL(12, 2)) AS amount,
    TIMESTAMP '2020-01-01' + to_seconds(id * 61) AS seen
  FROM range(${from}, ${to}) AS numbers(id)`

const header = 'id,name,amount,seen'
const lines: Record<'csv' | 'ndjson', string> = {
  csv: `concat_ws(',', id, if(contains(name, ','), '"' || name || '"', name), amount, seen)`,
  ndjson: `CAST(to_json({id: id, name: name, amount: amount, seen: seen}) AS VARCHAR)`,
}

const connected = (async () => (await DuckDBInstance.create(':memory:')).connect())()
export const query = async (sql: string): Promise<Record<string, unknown>[]> =>
  (await (await connected).runAndReadAll(sql)).getRowObjectsJson()

export interface Wanted {
  dataset: string
  format: Format
  /** Files, numbered from `first`. */
  count: number
  first?: number
  /** Of each file. */
  rows: number
}

/** Made by DuckDB: nothing of the pipeline's own makes what the pipeline is measured with. */
export async function smallFiles(wanted: Wanted, folder: string): Promise<BenchFile[]> {
  const { dataset, format, count, first = 0, rows } = wanted
  const line = format === 'parquet' ? `''` : lines[format]
  const all = rowsSql(first * rows, (first + count) * rows)
  const found = await query(`
    SELECT id // ${rows} AS n, string_agg(${line}, chr(10) ORDER BY id) AS text,
      sum(amount * 100)::BIGINT AS cents
    FROM (${all}) GROUP BY n ORDER BY n`)
  const files: BenchFile[] = []
  for (const { n, text, cents } of found) {
    const key = `bench/${dataset}/${String(n).padStart(6, '0')}.${format}`
    const bytes =
      format === 'parquet'
        ? await parquetBytes(Number(n) * rows, rows, folder)
        : Buffer.from(`${format === 'csv' ? `${header}\n` : ''}${text}\n`)
    files.push({ key, bytes, rows, cents: Number(cents) })
  }
  return files
}

async function parquetBytes(from: number, rows: number, folder: string): Promise<Buffer> {
  const path = join(folder, 'small.parquet')
  await query(`COPY (${rowsSql(from, from + rows)}) TO ${literal(path)} (FORMAT parquet)`)
  return readFileSync(path)
}

/** About so many megabytes of text, in one file; the number of its rows. */
export async function largeFile(
  format: 'csv' | 'ndjson',
  megabytes: number,
  path: string,
): Promise<number> {
  const rows = Math.round((megabytes * 1e6) / (format === 'csv' ? 46 : 80))
  const options = format === 'csv' ? 'FORMAT csv, HEADER' : 'FORMAT json'
  await query(`COPY (${rowsSql(0, rows)}) TO ${literal(path)} (${options})`)
  return rows
}
