import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Laptop, startLaptop } from './laptop.ts'

const Bucket = 'objects'
let laptop: Laptop

beforeAll(async () => {
  laptop = await startLaptop()
  await laptop.s3.send(new CreateBucketCommand({ Bucket }))
})
afterAll(() => laptop.close())

const put = (Key: string, Body: PutObjectCommandInput['Body'], more: object = {}) =>
  laptop.s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
const get = (Key: string, more: Partial<GetObjectCommandInput> = {}) =>
  laptop.s3.send(new GetObjectCommand({ Bucket, Key, ...more }))
const text = async (Key: string, more: Partial<GetObjectCommandInput> = {}) =>
  (await get(Key, more)).Body?.transformToString()
const md5 = (bytes: string | Buffer) => createHash('md5').update(bytes).digest('hex')

describe('put and get', () => {
  test('keeps the bytes, their MD5 as ETag, headers, metadata and checksum', async () => {
    const answer = await put('a/b.csv', 'x,y\n1,2\n', {
      ContentType: 'text/csv',
      CacheControl: 'no-cache',
      ContentEncoding: 'gzip',
      Metadata: { source: 'shop', 'sha-256': 'abc' },
    })
    expect(answer.ETag).toBe(`"${md5('x,y\n1,2\n')}"`)
    expect(answer.ChecksumCRC32).toBeDefined()
    const found = await get('a/b.csv', { ChecksumMode: 'ENABLED' })
    expect(await found.Body?.transformToString()).toBe('x,y\n1,2\n')
    expect(found).toMatchObject({
      ContentType: 'text/csv',
      CacheControl: 'no-cache',
      ContentEncoding: 'gzip',
      ContentLength: 8,
      ChecksumCRC32: answer.ChecksumCRC32,
      ChecksumType: 'FULL_OBJECT',
      Metadata: { source: 'shop', 'sha-256': 'abc' },
    })
  })

  test.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)(
    'verifies and keeps %s of a stream (aws-chunked with a trailer)',
    async (ChecksumAlgorithm) => {
      const bytes = Buffer.alloc(200_001, 'abcdefg')
      const Body = Readable.from([bytes.subarray(0, 99), bytes.subarray(99)])
      await put('stream', Body, { ContentLength: bytes.length, ChecksumAlgorithm })
      const found = await get('stream', { ChecksumMode: 'ENABLED' })
      expect(Buffer.from((await found.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true)
      expect(found[`Checksum${ChecksumAlgorithm}`]).toBeDefined()
      expect(found.ContentEncoding).toBeUndefined()
    },
  )

  test('an empty object is an object', async () => {
    await put('empty', Buffer.alloc(0))
    expect(await get('empty')).toMatchObject({ ContentLength: 0 })
    expect(await text('empty')).toBe('')
  })

  test('names what is not there', async () => {
    await expect(get('none')).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(
      laptop.s3.send(new HeadObjectCommand({ Bucket, Key: 'none' })),
    ).rejects.toMatchObject({ name: 'NotFound' })
    await expect(
      laptop.s3.send(new PutObjectCommand({ Bucket: 'no-such', Key: 'a', Body: 'a' })),
    ).rejects.toMatchObject({ name: 'NoSuchBucket' })
  })

  test('an overwritten object leaves one file', async () => {
    await put('again', 'one')
    const before = files()
    await put('again', 'two')
    expect(files()).toBe(before)
    expect(await text('again')).toBe('two')
  })

  test('response headers can be overridden', async () => {
    const answer = await get('a/b.csv', { ResponseContentType: 'text/plain' })
    expect(answer.ContentType).toBe('text/plain')
  })
})

const files = () =>
  readdirSync(join(laptop.home, 's3'), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  ).length

describe('ranges', () => {
  test.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=4-6', '456', 'bytes 4-6/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-4', '6789', 'bytes 6-9/10'],
    ['bytes=-40', '0123456789', 'bytes 0-9/10'],
    ['bytes=8-999', '89', 'bytes 8-9/10'],
  ])('%s', async (Range, expected, ContentRange) => {
    await put('digits', '0123456789')
    const answer = await get('digits', { Range })
    expect(await answer.Body?.transformToString()).toBe(expected)
    expect(answer).toMatchObject({ ContentRange, $metadata: { httpStatusCode: 206 } })
  })

  test.each(['bytes=10-', 'bytes=-0', 'bytes=99-100'])('%s is not satisfiable', async (Range) => {
    await expect(get('digits', { Range })).rejects.toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    })
  })

  test.each(['bytes=3-1', 'lines=1-2', 'bytes=0-1,4-5'])('%s means the whole', async (Range) => {
    expect(await text('digits', { Range })).toBe('0123456789')
  })
})

describe('conditional reads', () => {
  test('If-Match, If-None-Match and dates', async () => {
    const { ETag } = await put('conditional', 'x')
    expect(await text('conditional', { IfMatch: ETag })).toBe('x')
    const failed = (more: Partial<GetObjectCommandInput>) =>
      get('conditional', more).then(
        () => 200,
        (error) => error.$metadata.httpStatusCode,
      )
    const [past, future] = [new Date(0), new Date(Date.now() + 86_400_000)]
    expect(await failed({ IfMatch: '"other"' })).toBe(412)
    expect(await failed({ IfNoneMatch: ETag })).toBe(304)
    expect(await failed({ IfNoneMatch: '"other"' })).toBe(200)
    expect(await failed({ IfModifiedSince: future })).toBe(304)
    expect(await failed({ IfModifiedSince: past })).toBe(200)
    expect(await failed({ IfUnmodifiedSince: past })).toBe(412)
    expect(await failed({ IfMatch: ETag, IfUnmodifiedSince: past })).toBe(200)
    expect(await failed({ IfNoneMatch: '"other"', IfModifiedSince: future })).toBe(200)
  })
})

describe('conditional writes', () => {
  const outcomes = async (writes: Promise<unknown>[]) => {
    const settled = await Promise.allSettled(writes)
    return settled.map((one) => (one.status === 'fulfilled' ? 'won' : one.reason.name))
  }

  test('of 20 racers with If-None-Match one wins', async () => {
    const names = await outcomes(
      Array.from({ length: 20 }, (_, n) => put('race', `writer ${n}`, { IfNoneMatch: '*' })),
    )
    expect(names.filter((name) => name === 'won')).toHaveLength(1)
    expect(names.filter((name) => name === 'PreconditionFailed')).toHaveLength(19)
    expect(await text('race')).toBe(`writer ${names.indexOf('won')}`)
  })

  test('of 20 racers with If-Match one wins, round after round', async () => {
    let { ETag } = await put('swap', 'start')
    for (let round = 0; round < 5; round += 1) {
      const names = await outcomes(
        Array.from({ length: 20 }, (_, n) => put('swap', `${round} ${n}`, { IfMatch: ETag })),
      )
      expect(names.filter((name) => name === 'won')).toHaveLength(1)
      expect(await text('swap')).toBe(`${round} ${names.indexOf('won')}`)
      ETag = (await get('swap')).ETag
    }
  })

  test('If-Match of what is not there is NoSuchKey', async () => {
    await expect(put('nowhere', 'x', { IfMatch: '"a"' })).rejects.toMatchObject({
      name: 'NoSuchKey',
    })
  })

  test('a delete may be conditional', async () => {
    const { ETag } = await put('doomed', 'x')
    const remove = (IfMatch?: string) =>
      laptop.s3.send(new DeleteObjectCommand({ Bucket, Key: 'doomed', IfMatch }))
    await expect(remove('"other"')).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await remove(ETag)
    await expect(get('doomed')).rejects.toMatchObject({ name: 'NoSuchKey' })
  })
})

describe('delete and copy', () => {
  test('a batch tells what was deleted, or only what was not', async () => {
    await put('d 1&<>', 'x')
    await put('d/2', 'x')
    const Objects = [{ Key: 'd 1&<>' }, { Key: 'd/2' }, { Key: 'never' }]
    const answer = await laptop.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
    expect(answer.Deleted?.map(({ Key }) => Key)).toEqual(['d 1&<>', 'd/2', 'never'])
    await put('d/3', 'x')
    const quiet = await laptop.s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Quiet: true, Objects: [{ Key: 'd/3', ETag: '"other"' }, { Key: 'd/4' }] },
      }),
    )
    expect(quiet.Deleted).toBeUndefined()
    expect(quiet.Errors).toMatchObject([{ Key: 'd/3', Code: 'PreconditionFailed' }])
  })

  test('copies special characters, with the metadata or with new', async () => {
    const Key = 'odd ü+%20&=?#/x'
    await put(Key, 'copied', { Metadata: { a: '1' }, ContentType: 'text/x' })
    const CopySource = `${Bucket}/${encodeURIComponent(Key)}`
    const copy = (more: object) =>
      laptop.s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource, ...more }))
    const { CopyObjectResult } = await copy({})
    expect(CopyObjectResult?.ETag).toBe(`"${md5('copied')}"`)
    expect(await get('copy')).toMatchObject({ Metadata: { a: '1' }, ContentType: 'text/x' })
    await copy({ MetadataDirective: 'REPLACE', Metadata: { b: '2' } })
    expect((await get('copy')).Metadata).toEqual({ b: '2' })
    await laptop.s3.send(new DeleteObjectCommand({ Bucket, Key }))
    expect(await text('copy')).toBe('copied')
    await expect(copy({})).rejects.toMatchObject({ name: 'NoSuchKey' })
  })

  test('a copy onto itself must change something; a condition on the source holds', async () => {
    await put('self', 'x')
    const copy = (more: object) =>
      laptop.s3.send(
        new CopyObjectCommand({ Bucket, Key: 'self', CopySource: `/${Bucket}/self`, ...more }),
      )
    await expect(copy({})).rejects.toMatchObject({ name: 'InvalidRequest' })
    await copy({ MetadataDirective: 'REPLACE', Metadata: { now: 'changed' } })
    expect((await get('self')).Metadata).toEqual({ now: 'changed' })
    await expect(
      copy({ MetadataDirective: 'REPLACE', CopySourceIfMatch: '"other"' }),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' })
  })
})

describe('tags and attributes', () => {
  test('tags come with the object or after it', async () => {
    await put('tagged', 'x', { Tagging: 'a=1&b%20c=d%3De' })
    const tags = async () =>
      (await laptop.s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged' }))).TagSet
    expect(await tags()).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b c', Value: 'd=e' },
    ])
    expect((await get('tagged')).TagCount).toBe(2)
    await laptop.s3.send(
      new PutObjectTaggingCommand({
        Bucket,
        Key: 'tagged',
        Tagging: { TagSet: [{ Key: 'z', Value: '' }] },
      }),
    )
    expect(await tags()).toEqual([{ Key: 'z', Value: '' }])
  })

  test('attributes', async () => {
    await put('attributes', 'x')
    const answer = await laptop.s3.send(
      new GetObjectAttributesCommand({
        Bucket,
        Key: 'attributes',
        ObjectAttributes: ['ETag', 'ObjectSize', 'StorageClass', 'Checksum'],
      }),
    )
    expect(answer).toMatchObject({
      ETag: md5('x'),
      ObjectSize: 1,
      StorageClass: 'STANDARD',
      Checksum: { ChecksumType: 'FULL_OBJECT' },
    })
  })
})

describe('versions', () => {
  const versioned = 'versioned'
  const send = { Bucket: versioned, Key: 'k' }

  test('every version stays until it is deleted by its id', async () => {
    const { s3 } = laptop
    await s3.send(new CreateBucketCommand({ Bucket: versioned }))
    await s3.send(new PutObjectCommand({ ...send, Body: 'before' }))
    await s3.send(
      new PutBucketVersioningCommand({
        Bucket: versioned,
        VersioningConfiguration: { Status: 'Enabled' },
      }),
    )
    const one = await s3.send(new PutObjectCommand({ ...send, Body: 'one' }))
    const two = await s3.send(new PutObjectCommand({ ...send, Body: 'two' }))
    const read = async (VersionId?: string) =>
      (await s3.send(new GetObjectCommand({ ...send, VersionId }))).Body?.transformToString()
    expect(await Promise.all([read(), read(one.VersionId), read('null')])).toEqual([
      'two',
      'one',
      'before',
    ])
    const marker = await s3.send(new DeleteObjectCommand(send))
    expect(marker.DeleteMarker).toBe(true)
    await expect(read()).rejects.toMatchObject({ name: 'NoSuchKey' })
    await expect(read(marker.VersionId)).rejects.toMatchObject({ name: 'MethodNotAllowed' })
    await expect(read('nonsense')).rejects.toMatchObject({ name: 'NoSuchVersion' })
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: versioned }))
    expect(listed.DeleteMarkers).toMatchObject([{ VersionId: marker.VersionId, IsLatest: true }])
    expect(listed.Versions?.map(({ VersionId }) => VersionId)).toEqual([
      two.VersionId,
      one.VersionId,
      'null',
    ])
    await s3.send(new DeleteObjectCommand({ ...send, VersionId: marker.VersionId }))
    expect(await read()).toBe('two')
    await s3.send(new DeleteObjectCommand({ ...send, VersionId: two.VersionId }))
    expect(await read()).toBe('one')
    const CopySource = `${versioned}/k?versionId=null`
    await s3.send(new CopyObjectCommand({ ...send, CopySource }))
    expect(await read()).toBe('before')
  })

  test('versions are listed page by page, each once', async () => {
    const { s3 } = laptop
    for (let n = 0; n < 7; n += 1) await s3.send(new PutObjectCommand({ ...send, Body: `${n}` }))
    await s3.send(new PutObjectCommand({ ...send, Key: 'l', Body: 'x' }))
    const whole = await s3.send(new ListObjectVersionsCommand({ Bucket: versioned }))
    const seen: (string | undefined)[] = []
    let markers = {}
    for (;;) {
      const input = { Bucket: versioned, MaxKeys: 3, ...markers }
      const page = await s3.send(new ListObjectVersionsCommand(input))
      seen.push(...(page.Versions ?? []).map(({ VersionId }) => VersionId))
      if (!page.IsTruncated) break
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
    }
    expect(seen).toEqual(whole.Versions?.map(({ VersionId }) => VersionId))
  })
})
