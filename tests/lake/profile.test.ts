import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from '@jest/globals'
import { objectColumn } from '../../lake/iceberg/schema.ts'
import { profileSql } from '../../lake/profile.ts'

test('a file without a plain column of its own has a profile too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hypatia-profile-'))
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  try {
    const path = join(folder, 'rows.parquet')
    await connection.run(`COPY (SELECT 'x' AS ${objectColumn}) TO '${path}' (FORMAT parquet)`)
    const object = { id: 1, name: objectColumn, type: 'string', required: false } as const
    const rows = (await connection.runAndReadAll(profileSql(path, [object], 2))).getRows()
    expect(rows).toHaveLength(1)
  } finally {
    connection.closeSync()
    rmSync(folder, { recursive: true })
  }
})
