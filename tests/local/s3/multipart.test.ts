import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { ask } from '../wire/signer.ts'
import { type Laptop, startLaptop } from './laptop.ts'

const Bucket = 'parts'
const MiB = 1024 * 1024
let laptop: Laptop

beforeAll(async () => {
  laptop = await startLaptop()
  laptop.store.createBucket(Bucket)
})
afterAll(() => laptop.close())

const files = () =>
  readdirSync(join(laptop.home, 's3'), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  ).length

async function start(Key: string, more: Partial<CreateMultipartUploadCommandInput> = {}) {
  const { s3 } = laptop
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))
  const to = { Bucket, Key, UploadId }
  return {
    ...to,
    part: async (PartNumber: number, Body: Buffer): Promise<CompletedPart> => {
      const answer = await s3.send(new UploadPartCommand({ ...to, PartNumber, Body, ...more }))
      const { ETag, ChecksumCRC32, ChecksumSHA256 } = answer
      return { PartNumber, ETag, ChecksumCRC32, ChecksumSHA256 }
    },
    complete: (Parts: CompletedPart[], given: object = {}) =>
      s3.send(new CompleteMultipartUploadCommand({ ...to, MultipartUpload: { Parts }, ...given })),
  }
}

const five = Buffer.alloc(5 * MiB, 'a')
const end = Buffer.from('end')

describe('multipart uploads', () => {
  test('become one object whose ETag counts its parts', async () => {
    const upload = await start('whole', { Metadata: { a: '1' }, ContentType: 'text/x' })
    const parts = [await upload.part(1, five), await upload.part(7, end)]
    const answer = await upload.complete(parts)
    const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest()
    const expected = md5(Buffer.concat([md5(five), md5(end)])).toString('hex')
    expect(answer.ETag).toBe(`"${expected}-2"`)
    const found = await laptop.s3.send(new GetObjectCommand({ Bucket, Key: 'whole' }))
    expect(found).toMatchObject({ Metadata: { a: '1' }, ContentType: 'text/x' })
    const bytes = Buffer.from((await found.Body?.transformToByteArray()) ?? [])
    expect(bytes.equals(Buffer.concat([five, end]))).toBe(true)
    const part = await laptop.s3.send(new GetObjectCommand({ Bucket, Key: 'whole', PartNumber: 2 }))
    expect(await part.Body?.transformToString()).toBe('end')
    expect(part.PartsCount).toBe(2)
    await expect(upload.complete(parts)).rejects.toMatchObject({ name: 'NoSuchUpload' })
  })

  test('are refused for wrong order, unknown parts, small parts', async () => {
    const upload = await start('refused')
    const [one, two] = [await upload.part(1, end), await upload.part(2, end)]
    const named = (name: string) => expect.objectContaining({ name })
    await expect(upload.complete([two, one])).rejects.toEqual(named('InvalidPartOrder'))
    await expect(upload.complete([one, two])).rejects.toEqual(named('EntityTooSmall'))
    await expect(upload.complete([{ ...one, ETag: '"0"' }])).rejects.toEqual(named('InvalidPart'))
    await expect(upload.complete([{ ...one, PartNumber: 3 }])).rejects.toEqual(named('InvalidPart'))
    await upload.complete([one])
    expect(laptop.store.head(Bucket, 'refused').etag).toMatch(/-1$/)
  })

  test('a condition lets one of two win, and the other may be aborted', async () => {
    const uploads = [await start('raced'), await start('raced')]
    const outcomes = await Promise.allSettled(
      uploads.map(async (upload) =>
        upload.complete([await upload.part(1, end)], { IfNoneMatch: '*' }),
      ),
    )
    const lost = outcomes.filter(({ status }) => status === 'rejected')
    expect(lost).toMatchObject([{ reason: { name: 'PreconditionFailed' } }])
    const { Uploads = [] } = await laptop.s3.send(new ListMultipartUploadsCommand({ Bucket }))
    expect(Uploads.map(({ Key }) => Key)).toEqual(['raced'])
    const [left] = uploads.filter(({ UploadId }) => UploadId === Uploads[0]?.UploadId)
    const before = files()
    await laptop.s3.send(
      new AbortMultipartUploadCommand({ ...left, Bucket, Key: 'raced', UploadId: left?.UploadId }),
    )
    expect(files()).toBe(before - 1)
  })

  test('a composite checksum is that of the parts', async () => {
    const upload = await start('composite', { ChecksumAlgorithm: 'SHA256' })
    const parts = [await upload.part(1, five), await upload.part(2, end)]
    const bare = parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }))
    await expect(upload.complete(bare)).rejects.toMatchObject({ name: 'InvalidRequest' })
    const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest()
    const answer = await upload.complete(parts)
    const expected = sha(Buffer.concat([sha(five), sha(end)])).toString('base64')
    expect(answer.ChecksumSHA256).toBe(`${expected}-2`)
    const attributes = await laptop.s3.send(
      new GetObjectAttributesCommand({
        Bucket,
        Key: 'composite',
        ObjectAttributes: ['ObjectParts', 'Checksum'],
      }),
    )
    expect(attributes.Checksum).toMatchObject({ ChecksumType: 'COMPOSITE' })
    expect(attributes.ObjectParts).toMatchObject({
      TotalPartsCount: 2,
      Parts: [{ PartNumber: 1 }, {}],
    })
  })

  test('a part that brings no checksum gets one of the upload’s algorithm', async () => {
    const upload = await start('computed', { ChecksumAlgorithm: 'SHA256' })
    const { UploadId } = upload
    const path = `/${Bucket}/computed?partNumber=1&uploadId=${UploadId}`
    await ask(laptop.endpoint, { method: 'PUT', path, body: end })
    const { Parts } = await laptop.s3.send(
      new ListPartsCommand({ Bucket, Key: 'computed', UploadId }),
    )
    const expected = createHash('sha256').update(end).digest('base64')
    expect(Parts).toMatchObject([{ ChecksumSHA256: expected }])
  })

  test('a checksum of the full object is that of its bytes, and must hold', async () => {
    const full = { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' } as const
    const wrong = await start('full', full)
    await expect(
      wrong.complete([await wrong.part(1, end)], { ChecksumCRC32: 'AAAAAA==' }),
    ).rejects.toMatchObject({ name: 'BadDigest' })
    const upload = await start('full', full)
    const parts = [await upload.part(1, five), await upload.part(2, end)]
    await upload.complete(parts)
    const whole = await laptop.store.put(Bucket, 'same', Buffer.concat([five, end]))
    const head = await laptop.s3.send(
      new HeadObjectCommand({ Bucket, Key: 'full', ChecksumMode: 'ENABLED' }),
    )
    expect(head).toMatchObject({ ChecksumType: 'FULL_OBJECT', ContentLength: whole.size })
    expect(head.ChecksumCRC32).toMatch(/^[\w+/]{6}==$/)
  })

  test('parts can be copied, replaced and listed in pages', async () => {
    await laptop.store.put(Bucket, 'source ü', Buffer.concat([five, end]))
    const upload = await start('copied')
    const copy = (PartNumber: number, CopySourceRange?: string) =>
      laptop.s3.send(
        new UploadPartCopyCommand({
          ...upload,
          PartNumber,
          CopySourceRange,
          CopySource: `${Bucket}/${encodeURIComponent('source ü')}`,
        }),
      )
    await upload.part(1, end)
    const one = await copy(1, `bytes=0-${5 * MiB - 1}`)
    const two = await copy(2, `bytes=${5 * MiB}-${5 * MiB + 2}`)
    await expect(copy(3, 'bytes=0-99999999')).rejects.toMatchObject({ name: 'InvalidArgument' })
    const page = await laptop.s3.send(new ListPartsCommand({ ...upload, MaxParts: 1 }))
    expect(page).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '1' })
    expect(page.Parts).toMatchObject([{ PartNumber: 1, Size: 5 * MiB }])
    const rest = await laptop.s3.send(new ListPartsCommand({ ...upload, PartNumberMarker: '1' }))
    expect(rest.Parts).toMatchObject([{ PartNumber: 2, Size: 3 }])
    const parts = [one, two].map(({ CopyPartResult }, index) => ({
      PartNumber: index + 1,
      ETag: CopyPartResult?.ETag,
    }))
    await upload.complete(parts)
    const bytes = await laptop.store.get(Bucket, 'copied')
    expect(bytes.equals(Buffer.concat([five, end]))).toBe(true)
  })

  test('uploads are listed by key, folded and in pages', async () => {
    laptop.store.createBucket('listed')
    const Keys = ['b', 'a/2', 'a/1', 'ä', 'b']
    for (const Key of Keys) {
      await laptop.s3.send(new CreateMultipartUploadCommand({ Bucket: 'listed', Key }))
    }
    const seen: (string | undefined)[] = []
    let markers = {}
    for (;;) {
      const page = await laptop.s3.send(
        new ListMultipartUploadsCommand({
          Bucket: 'listed',
          Delimiter: '/',
          MaxUploads: 1,
          ...markers,
        }),
      )
      seen.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix))
      seen.push(...(page.Uploads ?? []).map(({ Key }) => Key))
      if (!page.IsTruncated) break
      markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
    }
    expect(seen).toEqual(['a/', 'b', 'b', 'ä'])
  })

  test('64 MiB by lib-storage, read back whole, in little memory', async () => {
    const count = 64
    const chunk = Buffer.alloc(MiB, 'stream')
    const hash = createHash('md5')
    async function* bytes() {
      for (let index = 0; index < count; index += 1) {
        const part = Buffer.concat([Buffer.from([index]), chunk.subarray(1)])
        hash.update(part)
        yield part
      }
    }
    const params = { Bucket, Key: 'large', Body: Readable.from(bytes()) }
    await new Upload({ client: laptop.s3, params, partSize: 8 * MiB }).done()
    const found = createHash('md5')
    const { Body } = await laptop.s3.send(new GetObjectCommand({ Bucket, Key: 'large' }))
    for await (const part of Body as Readable) found.update(part)
    expect(found.digest('hex')).toBe(hash.digest('hex'))
    expect(laptop.store.head(Bucket, 'large')).toMatchObject({ size: count * MiB })
  })
})
