import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { DataFile } from '../../../lake/iceberg/datafile.ts'
import { describeDataFile } from '../../../lake/iceberg/describe.ts'
import type { PathOf } from '../../../lake/iceberg/scansql.ts'
import type { Field } from '../../../lake/iceberg/schema.ts'
import { dataFileOptions } from '../../../lake/iceberg/spelling.ts'
import { literal } from '../../../lake/schema/spelling.ts'

/** DuckDB and a folder that stands for the lake bucket. */
export async function openDuck() {
  const folder = mkdtempSync(join(tmpdir(), 'hypatia-iceberg-'))
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  await connection.run("SET TimeZone = 'UTC'")
  const pathOf: PathOf = (uri) => join(folder, uri.replace(/^s3:\/\//, '').replaceAll('/', '~'))

  const rows = async (sql: string): Promise<unknown[][]> => {
    const reader = await connection.runAndReadAll(sql)
    return reader.getRowsJson()
  }

  /** Writes the rows of a SELECT whose columns are the fields, as normalise does. */
  async function write(
    uri: string,
    fields: Field[],
    select: string,
    options: { partition?: DataFile['partition']; groupRows?: number } = {},
  ): Promise<DataFile> {
    const { partition = {}, groupRows } = options
    await connection.run(
      `COPY (${select}) TO ${literal(pathOf(uri))} (${dataFileOptions(fields, groupRows)})`,
    )
    const tail = readFileSync(pathOf(uri))
    return describeDataFile({ path: uri, bytes: tail.length, tail, fields, partition })
  }

  function close(): void {
    connection.closeSync()
    instance.closeSync()
    rmSync(folder, { recursive: true })
  }
  return { folder, pathOf, rows, write, run: (sql: string) => connection.run(sql), close }
}
