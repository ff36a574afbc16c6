/** Statements that Athena keeps: named where they name the value, and no history is too long. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { getJson, putBytes } from '../../../aws/s3.ts'
import { tellOfStatements } from '../../../functions/maintain/erasestatements.ts'
import { statementPagesMax } from '../../../lake/limits.ts'
import { erasureKey, newErasure } from '../../../lake/maintain/erasure.ts'
import { type Laptop, startLaptop } from '../../../local/laptop.ts'
import type { Erasure } from '../../../schemas/erasure.ts'

let laptop: Laptop
const folder = mkdtempSync(join(tmpdir(), 'hypatia-statements-'))

/** Athena whose history has no end: one statement a page. */
let pages = 0
const athena = createServer((request, response) => {
  const isList = String(request.headers['x-amz-target']).endsWith('ListQueryExecutions')
  if (isList) pages++
  const execution = { QueryExecutionId: `q${pages}`, Query: `SELECT ${pages}, 'O''Brien'` }
  const none = { ...execution, Query: 'SELECT 1' }
  const body = isList
    ? { QueryExecutionIds: [`q${pages}`], NextToken: `t${pages}` }
    : { QueryExecutions: [pages === 7 ? execution : none] }
  response.setHeader('content-type', 'application/x-amz-json-1.1')
  request.resume().on('end', () => response.end(JSON.stringify(body)))
})

beforeAll(async () => {
  laptop = await startLaptop({ home: join(folder, 'home'), port: 0, fresh: true })
  laptop.store.createBucket('work')
  await new Promise<void>((listening) => athena.listen(0, '127.0.0.1', listening))
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: laptop.endpoint,
    AWS_ENDPOINT_URL_ATHENA: `http://127.0.0.1:${(athena.address() as AddressInfo).port}`,
    AWS_REGION: laptop.region,
    AWS_ACCESS_KEY_ID: laptop.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: laptop.credentials.secretAccessKey,
    WORK_BUCKET: 'work',
    WORKGROUP: 'hypatia',
  })
})
afterAll(async () => {
  athena.closeAllConnections()
  athena.close()
  await laptop.close()
  rmSync(folder, { recursive: true, force: true })
})

test('so many pages are looked at, and the certificate says that there are more', async () => {
  const wanted = { kind: 'value' as const, columns: ['name'], values: ["O'Brien"] }
  const erasure = newErasure('0'.repeat(32), wanted, { by: 'tester', salt: 's', nowMs: 0 })
  await putBytes({ bucket: 'work', key: erasureKey(erasure.id) }, JSON.stringify(erasure))

  await tellOfStatements(erasure.id, wanted.values)

  expect(pages).toBe(statementPagesMax)
  const found = await getJson<Erasure>('work', erasureKey(erasure.id))
  expect(found?.value.left.map(({ key }) => key)).toEqual(['athena:q7', 'athena:'])
}, 60_000)
