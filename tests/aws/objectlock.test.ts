/** S3 refuses to be told to pass a lock in buckets that have none. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from '@jest/globals'
import { deleteVersion } from '../../aws/s3.ts'

const asked: IncomingHttpHeaders[] = []
const server = createServer(({ headers }, answer) => {
  asked.push(headers)
  answer.writeHead(204).end()
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

test('a lock is passed where originals lie, and nowhere else', async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_REGION: 'eu-central-1' },
    ...{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
    ...{ RAW_BUCKET: 'raw', OBJECT_LOCK: 'passed' },
  })
  for (const bucket of ['raw', 'lake', 'work']) {
    await deleteVersion({ bucket, key: 'k', versionId: 'v' })
  }
  const passing = asked.map((headers) => headers['x-amz-bypass-governance-retention'])
  expect(passing).toEqual(['true', undefined, undefined])
})
