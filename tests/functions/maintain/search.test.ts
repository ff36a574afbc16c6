/** Versions that hold a value go, whether or not their other rows could be written again: only the current one must be. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { putBytes } from '../../../aws/s3.ts'
import { versionsOf } from '../../../aws/versions.ts'
import { endRedacting } from '../../../functions/maintain/redactparquet.ts'
import { searchOf } from '../../../functions/maintain/search.ts'
import { datasetKey, joinDataset, newDataset } from '../../../lake/dataset.ts'
import { type Laptop, startLaptop } from '../../../local/laptop.ts'
import type { Erasure } from '../../../schemas/erasure.ts'

let laptop: Laptop
const folder = mkdtempSync(join(tmpdir(), 'hypatia-search-'))
beforeAll(async () => {
  laptop = await startLaptop({ home: join(folder, 'home'), port: 0, fresh: true })
  laptop.store.createBucket('raw', { versioning: 'Enabled' })
  laptop.store.createBucket('work')
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: laptop.endpoint,
    AWS_REGION: laptop.region,
    AWS_ACCESS_KEY_ID: laptop.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: laptop.credentials.secretAccessKey,
    RAW_BUCKET: 'raw',
    WORK_BUCKET: 'work',
    DUCKDB_CHILD: resolve('layers/duckdb/nodejs/child.mjs'),
  })
})
afterAll(async () => {
  endRedacting()
  await laptop.close()
  rmSync(folder, { recursive: true, force: true })
})

const key = 's/d/a.parquet'
const digits = '1234567890123456789012345678901234567890.12345'
const asked = { kind: 'value', columns: ['d'], values: [digits] } as unknown as Erasure

async function found() {
  const look = await searchOf(asked)
  for await (const versioned of versionsOf('raw', key)) {
    const { gone, left } = await look(versioned)
    return { gone: gone.map(({ versionId }) => versionId), left }
  }
  throw new Error(`nothing at ${key}`)
}

test('what DuckDB would not write as it was goes where it lies beneath, and is left where it is current', async () => {
  const record = joinDataset(newDataset('s_d', 's', 'd', 'lake', []), [
    { name: 'd', type: 'string' },
  ])
  await putBytes({ bucket: 'work', key: datasetKey('s_d') }, JSON.stringify(record))
  const wide = readFileSync('tests/fixtures/parquet/decimal256-1.parquet')
  const { versionId } = await putBytes({ bucket: 'raw', key }, wide)
  const left = 'its rows cannot be written again without some'
  expect(await found()).toEqual({ gone: [], left })
  await putBytes({ bucket: 'raw', key }, 'd\n1\n')
  expect(await found()).toEqual({ gone: [versionId], left: undefined })
})
