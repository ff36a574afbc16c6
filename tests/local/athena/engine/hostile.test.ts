/** SQL that wants out: none of it reads a file, a setting or the network, and none of it writes. */
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { AthenaError } from '../../../../lake/sql/error.ts'
import { openSandbox } from '../../../../local/athena/engine/sandbox.ts'
import { openFixture } from './fixture.ts'

const statements = JSON.parse(
  readFileSync(new URL('../../../fixtures/sql/hostile/statements.json', import.meta.url), 'utf8'),
) as string[]

let fixture: Awaited<ReturnType<typeof openFixture>>

beforeAll(async () => {
  fixture = await openFixture()
})
afterAll(() => fixture.close())

test('there are many', () => expect(statements.length).toBeGreaterThanOrEqual(60))

test.each(statements)('%s is refused', async (sql) => {
  const error = await fixture.run(sql).then(
    ({ csv }) => csv,
    (caught: unknown) => caught,
  )
  expect(error).toBeInstanceOf(AthenaError)
  expect(error).toMatchObject({ category: 2 })
})

test('nothing was written', () => {
  for (const name of ['hostile.csv', 'hostile.db', 'hostile']) {
    expect(existsSync(join('/tmp', name))).toBe(false)
  }
})

/** DuckDB's own SQL, as if the translation had a hole. */
describe('the sandbox alone', () => {
  const csvFile = join(tmpdir(), `sandbox-${process.pid}.csv`)
  const outside = join(tmpdir(), `outside-${process.pid}.csv`)

  test.each([
    "SELECT content FROM read_text('/etc/passwd')",
    "SELECT filename FROM read_blob('/etc/hostname')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT file FROM glob('/etc/*')",
    "SELECT * FROM read_parquet('s3://b/k.parquet')",
    "SELECT * FROM read_csv('http://169.254.169.254/latest/')",
    `SELECT 1) TO '${outside}'; COPY (SELECT 2`,
    "SELECT 1) TO '/tmp/x.csv'; SET enable_external_access = true; COPY (SELECT 2",
    "SELECT 1) TO '/tmp/x.csv'; INSTALL httpfs; COPY (SELECT 2",
    "SELECT 1) TO '/tmp/x.csv'; ATTACH '/tmp/x.db'; COPY (SELECT 2",
  ])('%s fails', async (sql) => {
    const sandbox = await openSandbox()
    const query = {
      sql,
      relations: [],
      files: [],
      textScans: [],
      output: { csvFile, header: '"a"\n' },
    }
    await expect(sandbox.run(query)).rejects.toThrow(
      /Permission Error|not found|does not exist|disabled|Only one sql statement|Missing Extension|cannot be opened/,
    )
    sandbox.close()
    expect(existsSync(outside)).toBe(false)
  })
})
