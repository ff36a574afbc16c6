/** DuckDB in the test's own process, for files that the scanner has passed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

export interface Duckdb {
  query(sql: string): Promise<unknown[][]>
  objects(sql: string): Promise<Record<string, unknown>[]>
  /** Writes the bytes to a file and says where. */
  file(bytes: string | Uint8Array, name?: string): string
  close(): void
}

export async function openDuckdb(): Promise<Duckdb> {
  const folder = mkdtempSync(join(tmpdir(), 'hypatia-inspect-'))
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  await connection.run("SET TimeZone = 'UTC'")
  return {
    async query(sql) {
      return (await connection.runAndReadAll(sql)).getRowsJson() as unknown[][]
    },
    async objects(sql) {
      return (await connection.runAndReadAll(sql)).getRowObjectsJson()
    },
    file(bytes, name = 'input') {
      const path = join(folder, name)
      writeFileSync(path, bytes)
      return path
    },
    close() {
      connection.closeSync()
      instance.closeSync()
      rmSync(folder, { recursive: true })
    },
  }
}
