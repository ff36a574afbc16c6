/** A presigned PUT is good once, and over nothing but what was there when it was given. */
import { createHash } from 'node:crypto'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { s3 } from '../../../aws/clients/s3.ts'
import { hypatia } from '../../../clients/typescript/hypatia.ts'
import { type Api, openApi } from './house.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
}, 60_000)
afterAll(() => api?.close())

const asked = (file: string, text: string) => ({
  source: 'shop',
  dataset: 'visits',
  file,
  size: Buffer.byteLength(text),
  sha256: createHash('sha256').update(text).digest('hex'),
})
const give = async (file: string, text: string) =>
  (await api.ask('POST', '/v1/uploads', { body: asked(file, text), scope: 'land:shop' })).body
type Given = Awaited<ReturnType<typeof give>>
const put = async ({ url, headers }: Given, text: string): Promise<number> =>
  (await fetch(url, { method: 'PUT', headers, body: text })).status
const raw = (key: string) => ({ Bucket: 'raw', Key: key })
const stored = async (key: string) =>
  (await (await s3().send(new GetObjectCommand(raw(key)))).Body?.transformToString()) ?? ''
async function versions(key: string): Promise<number> {
  const { Versions } = await s3().send(
    new ListObjectVersionsCommand({ Bucket: 'raw', Prefix: key }),
  )
  return Versions?.length ?? 0
}

test('what was put once is refused for ever, whatever came after it', async () => {
  const first = await give('once.csv', 'a\n1\n')
  expect(first.landed).toBeNull()
  expect(await put(first, 'a\n1\n')).toBe(200)
  expect(await put(first, 'a\n1\n')).toBe(412)
  const second = await give('once.csv', 'a\n2\n')
  expect([second.landed, await put(second, 'a\n2\n')]).toEqual([null, 200])
  expect([await put(first, 'a\n1\n'), await put(second, 'a\n2\n')]).toEqual([412, 412])
  expect([await stored(first.key), await versions(first.key)]).toEqual(['a\n2\n', 2])
})

test('an old one that comes late goes over nothing newer', async () => {
  const late = await give('late.csv', 'a\n1\n')
  expect(await put(await give('late.csv', 'a\n2\n'), 'a\n2\n')).toBe(200)
  expect(await put(late, 'a\n1\n')).toBe(412)
  const over = await give('late.csv', 'a\n3\n')
  await s3().send(new DeleteObjectCommand(raw(late.key)))
  expect(await put(over, 'a\n3\n')).toBe(404) // it was to go over what is deleted
  expect(await versions(late.key)).toBe(1)
})

test('the condition is signed: without it, or with another, nothing is put', async () => {
  const { headers, ...given } = await give('signed.csv', 'a\n1\n')
  expect(headers).toMatchObject({ 'if-none-match': '*' })
  const { 'if-none-match': _, ...without } = headers
  expect(await put({ ...given, headers: without }, 'a\n1\n')).toBe(403)
  const other = { ...without, 'if-match': '"0123456789abcdef0123456789abcdef"' }
  expect(await put({ ...given, headers: other }, 'a\n1\n')).toBe(403)
})

test('of two at once one lands', async () => {
  const both = [await give('two.csv', 'a\n1\n'), await give('two.csv', 'a\n2\n')]
  const answers = await Promise.all([put(both[0], 'a\n1\n'), put(both[1], 'a\n2\n')])
  expect(answers.sort()).toEqual([200, 412])
  expect(await versions(both[0].key)).toBe(1)
})

test('whose answer was lost hears that it has landed; other bytes have not', async () => {
  const given = await give('lost.csv', 'a\n1\n')
  expect(await put(given, 'a\n1\n')).toBe(200)
  const head = await s3().send(new HeadObjectCommand(raw(given.key)))
  expect((await give('lost.csv', 'a\n1\n')).landed).toEqual({ version: head.VersionId })
  expect((await give('lost.csv', 'a\n2\n')).landed).toBeNull()
})

test('a client whose answer is lost, or who is overtaken, has landed once', async () => {
  const real = globalThis.fetch
  const methods: string[] = []
  let before: (() => Promise<unknown>) | undefined
  let isLost = true
  const served: typeof fetch = async (input, init) => {
    const { pathname, origin } = new URL(String(input))
    if (origin === 'http://api.test') {
      const body = JSON.parse(String(init?.body))
      const { status, headers, text } = await api.ask(init?.method ?? 'GET', pathname, { body })
      return new Response(text, { status, headers })
    }
    methods.push(init?.method ?? 'GET')
    const first = before
    before = undefined // what it does asks by this one too
    await first?.()
    const answer = await real(input, init)
    if (!isLost) return answer
    isLost = false
    await answer.arrayBuffer()
    throw new TypeError('fetch failed')
  }
  const client = hypatia({ url: 'http://api.test', token: () => 'x' })
  const place = { source: 'shop', dataset: 'visits', file: 'client.csv' }
  globalThis.fetch = served
  try {
    const lost = await client.upload(new TextEncoder().encode('a\n1\n'), place)
    expect([methods, await versions(lost.key)]).toEqual([['PUT', 'PUT'], 1])
    before = async () => put(await give('client.csv', 'a\n2\n'), 'a\n2\n')
    const overtaken = await client.upload(new TextEncoder().encode('a\n3\n'), place)
    expect(overtaken.version).not.toBe(lost.version)
    expect([await stored(lost.key), await versions(lost.key)]).toEqual(['a\n3\n', 3])
  } finally {
    globalThis.fetch = real
  }
})
