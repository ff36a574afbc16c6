/** Lists and odd keys, held against a plain model. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Laptop, startLaptop } from './laptop.ts'

let laptop: Laptop
let buckets = 0

beforeAll(async () => {
  laptop = await startLaptop()
})
afterAll(() => laptop.close())

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

async function bucketOf(keys: Iterable<string>): Promise<string> {
  const bucket = `list-${buckets++}`
  laptop.store.createBucket(bucket)
  for (const key of keys) await laptop.store.put(bucket, key, '')
  return bucket
}

/** What a list of all pages must be: keys and common prefixes, merged in order. */
function model(
  keys: readonly string[],
  prefix: string,
  delimiter: string,
  after: string,
): string[] {
  const entries = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
      return end < 0 ? key : key.slice(0, end + delimiter.length)
    })
    .filter((entry) => byBytes(entry, after) > 0)
  return [...new Set(entries)].sort(byBytes)
}

interface Asked {
  Bucket: string
  Prefix?: string
  Delimiter?: string
  StartAfter?: string
  MaxKeys?: number
}

async function allPages(input: Asked): Promise<string[]> {
  const seen: string[] = []
  let ContinuationToken: string | undefined
  do {
    const page = await laptop.s3.send(
      new ListObjectsV2Command({ ...input, EncodingType: 'url', ContinuationToken }),
    )
    const keys = (page.Contents ?? []).map(({ Key }) => decodeURIComponent(Key ?? ''))
    const prefixes = (page.CommonPrefixes ?? []).map(({ Prefix }) =>
      decodeURIComponent(Prefix ?? ''),
    )
    expect(page.KeyCount).toBe(keys.length + prefixes.length)
    expect(keys.length + prefixes.length).toBeLessThanOrEqual(input.MaxKeys ?? 1_000)
    seen.push(...[...keys, ...prefixes].sort(byBytes))
    ContinuationToken = page.NextContinuationToken
    expect(page.IsTruncated).toBe(ContinuationToken !== undefined)
  } while (ContinuationToken !== undefined)
  return seen
}

const letter = fc.constantFrom('a', 'b', '/', '//', 'ä', '\u{1f600}', '\uffff', ' ', '-', '~', '.')
const keyOf = fc.array(letter, { minLength: 1, maxLength: 5 }).map((letters) => letters.join(''))

describe('lists', () => {
  test('every list is the model’s, page by page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(keyOf, { maxLength: 14 }),
        fc.array(letter, { maxLength: 2 }).map((letters) => letters.join('')),
        fc.constantFrom('', '/', 'a', '//'),
        fc.oneof(fc.constant(''), keyOf),
        fc.integer({ min: 1, max: 4 }),
        async (keys, Prefix, Delimiter, StartAfter, MaxKeys) => {
          const Bucket = await bucketOf(keys)
          const listed = await allPages({ Bucket, Prefix, Delimiter, StartAfter, MaxKeys })
          expect(listed).toEqual(model(keys, Prefix, Delimiter, StartAfter))
        },
      ),
      { numRuns: 20 },
    )
  })

  test('1,200 keys in pages of 1,000, in the order of UTF-8 bytes', async () => {
    const keys = Array.from(
      { length: 1_200 },
      (_, n) => `${n % 7}/${n}${n % 3 ? '\uff5e' : '\u{1f600}'}`,
    )
    const Bucket = await bucketOf(keys)
    expect(await allPages({ Bucket })).toEqual([...keys].sort(byBytes))
    expect(laptop.store.list(Bucket, '3/').map(({ key }) => key)).toEqual(model(keys, '3/', '', ''))
    expect(await allPages({ Bucket, Delimiter: '/' })).toEqual(model(keys, '', '/', ''))
  })

  test('version 1 goes on by NextMarker, also over common prefixes', async () => {
    const Bucket = await bucketOf(['a', 'a/1', 'a/2', 'b/1', 'c'])
    const seen: (string | undefined)[] = []
    let Marker: string | undefined
    do {
      const page = await laptop.s3.send(
        new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 1, Marker }),
      )
      seen.push(...(page.Contents ?? []).map(({ Key }) => Key))
      seen.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix))
      Marker = page.NextMarker
    } while (Marker !== undefined)
    expect(seen).toEqual(['a', 'a/', 'b/', 'c'])
  })

  test('MaxKeys 0 lists nothing and is not truncated', async () => {
    const Bucket = await bucketOf(['a'])
    const page = await laptop.s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }))
    expect(page).toMatchObject({ KeyCount: 0, IsTruncated: false })
  })
})

const odd = [
  'a',
  'a/b',
  'a//b',
  '/a',
  'a/',
  'x/../y',
  'x/./z',
  '..',
  '.',
  'spa ce',
  ' lead',
  'trail ',
  'plus+plus',
  '%20',
  '100%',
  'a%2Fb',
  'a?b#c',
  'a=b&c=d',
  '"quoted"',
  "it's (a) [test]*!~",
  'tab\tline\nreturn\r',
  '\u0001',
  'back\\slash',
  'ünï/日本/\u{1f600}',
  'e\u0301 is not \u00e9',
  '\ufeffbom',
  'k'.repeat(1_024),
  '\u{1f600}'.repeat(256),
  '__proto__',
]

describe('odd keys', () => {
  test('each is an object of its own', async () => {
    const Bucket = await bucketOf([])
    for (const Key of odd) {
      await laptop.s3.send(new PutObjectCommand({ Bucket, Key, Body: `body of ${Key}` }))
    }
    for (const Key of odd) {
      const { Body } = await laptop.s3.send(new GetObjectCommand({ Bucket, Key }))
      expect(await Body?.transformToString()).toBe(`body of ${Key}`)
    }
    expect(await allPages({ Bucket, MaxKeys: 5 })).toEqual([...odd].sort(byBytes))
    for (const Key of odd) await laptop.s3.send(new DeleteObjectCommand({ Bucket, Key }))
    expect(await allPages({ Bucket })).toEqual([])
  })

  test('any key of at most 1,024 bytes comes back as it was', async () => {
    const Bucket = await bucketOf([])
    const any = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 60 })
      .filter((key) => !key.includes('\0'))
    await fc.assert(
      fc.asyncProperty(any, async (Key) => {
        await laptop.s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }))
        const { Body } = await laptop.s3.send(new GetObjectCommand({ Bucket, Key }))
        expect(await Body?.transformToString()).toBe(Key)
        expect(laptop.store.list(Bucket, Key).map(({ key }) => key)).toContain(Key)
      }),
      { numRuns: 30 },
    )
  })
})
