/** What a browser of another origin asks and gets: its preflight, and what it may read of an answer. */
import {
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Laptop, startLaptop } from './laptop.ts'

let laptop: Laptop
beforeAll(async () => {
  laptop = await startLaptop()
  laptop.store.createBucket('bucket')
  laptop.store.createBucket('closed')
  await laptop.s3.send(
    new PutBucketCorsCommand({ Bucket: 'bucket', CORSConfiguration: { CORSRules: rules } }),
  )
})
afterAll(() => laptop.close())

const origin = 'https://lake.example.com'
const rules = [
  {
    AllowedOrigins: ['https://*.example.com'],
    AllowedMethods: ['PUT'],
    AllowedHeaders: ['content-type', 'X-Amz-*'],
    ExposeHeaders: ['ETag'],
    MaxAgeSeconds: 60,
  },
  { AllowedOrigins: ['*'], AllowedMethods: ['GET'] },
]

const text = 'a\n1\n'
const preflight = (bucket: string, headers: Record<string, string>) =>
  fetch(`${laptop.endpoint}/${bucket}/a/b.csv`, { method: 'OPTIONS', headers })
const put = { Origin: origin, 'Access-Control-Request-Method': 'PUT' }

test('a preflight that a rule allows is told so, unsigned', async () => {
  const answer = await preflight('bucket', {
    ...put,
    'Access-Control-Request-Headers': 'content-type,x-amz-checksum-sha256',
  })
  expect(answer.status).toBe(200)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'PUT',
    'access-control-allow-headers': 'content-type, x-amz-checksum-sha256',
    'access-control-expose-headers': 'ETag',
    'access-control-allow-credentials': 'true',
    'access-control-max-age': '60',
  })
  const read = await preflight('bucket', { ...put, 'Access-Control-Request-Method': 'GET' })
  expect(read.headers.get('access-control-allow-origin')).toBe('*')
})

test.each([
  ['another origin', 'bucket', { ...put, Origin: 'https://example.org' }, 403],
  ['another method', 'bucket', { ...put, 'Access-Control-Request-Method': 'DELETE' }, 403],
  ['another header', 'bucket', { ...put, 'Access-Control-Request-Headers': 'authorization' }, 403],
  ['no origin', 'bucket', { 'Access-Control-Request-Method': 'PUT' }, 400],
  ['no method', 'bucket', { Origin: origin }, 400],
  ['no rules', 'closed', put, 403],
  ['no bucket', 'absent', put, 404],
])('%s is refused', async (_, bucket, headers, status) => {
  const answer = await preflight(bucket, headers)
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([status, null])
})

test('a presigned PUT tells a browser of that origin what it may read, also where it is refused', async () => {
  const command = new PutObjectCommand({ Bucket: 'bucket', Key: 'a/b.csv', Body: text })
  const url = await getSignedUrl(laptop.s3, command)
  const asked = { method: 'PUT', headers: { Origin: origin }, body: text }
  const landed = await fetch(url, asked)
  expect([landed.status, landed.headers.get('access-control-allow-origin')]).toEqual([200, origin])
  const refused = await fetch(url.replace(/.$/, '_'), asked)
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([
    403,
    origin,
  ])
  const foreign = await fetch(url, { ...asked, headers: { Origin: 'https://example.org' } })
  expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([200, null])
})

test('the rules are kept as they were put, and go', async () => {
  const bucket = { Bucket: 'bucket' }
  expect((await laptop.s3.send(new GetBucketCorsCommand(bucket))).CORSRules).toEqual(rules)
  const wrong = { AllowedOrigins: ['*'], AllowedMethods: ['PATCH'] }
  await expect(
    laptop.s3.send(
      new PutBucketCorsCommand({ ...bucket, CORSConfiguration: { CORSRules: [wrong] } }),
    ),
  ).rejects.toMatchObject({ name: 'InvalidRequest' })
  await laptop.s3.send(new DeleteBucketCorsCommand(bucket))
  await expect(laptop.s3.send(new GetBucketCorsCommand(bucket))).rejects.toMatchObject({
    name: 'NoSuchCORSConfiguration',
  })
  expect((await preflight('bucket', put)).status).toBe(403)
})
