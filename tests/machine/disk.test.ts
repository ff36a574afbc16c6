/** A disk without room: writes are refused in words, reads go on, and all goes on when there is room again. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, expect } from '@jest/globals'
import { type Laptop, startLaptop } from '../../local/laptop.ts'
import { smallDisk } from './smalldisk.ts'

const { folder: home, where, release } = smallDisk(6)
const MiB = 1024 ** 2

let laptop: Laptop
afterAll(async () => {
  await laptop?.close()
  release()
})

const clientOf = ({ endpoint, region, credentials }: Laptop) => ({
  ...{ endpoint, region, credentials, maxAttempts: 1 },
})

where('objects, messages and the database of a full disk', async () => {
  laptop = await startLaptop({ home: join(home, 'home'), port: 0 })
  laptop.store.createBucket('raw', { versioning: 'Enabled' })
  const queue = laptop.queues.create('q')
  const s3 = new S3Client({ ...clientOf(laptop), forcePathStyle: true })
  const sqs = new SQSClient(clientOf(laptop))
  const QueueUrl = laptop.queues.url(queue.name, laptop.endpoint)
  const put = (key: string, bytes: number) =>
    s3.send(new PutObjectCommand({ Bucket: 'raw', Key: key, Body: Buffer.alloc(bytes, key) }))
  const sent = (body: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }))

  const acknowledged = new Map<string, number>()
  const messages: string[] = []
  const refused: { name: string; message: string; $metadata: { httpStatusCode: number } }[] = []
  /** Until even small things find no room. */
  const fill = async (name: string) => {
    for (const bytes of [MiB, 100_000, 10_000, 1_000]) {
      for (let i = 0, full = 0; full < 3; i++) {
        const key = `${name} ${bytes} ${i}`
        await put(key, bytes).then(
          () => acknowledged.set(key, bytes),
          (error) => {
            refused.push(error)
            full++
          },
        )
      }
    }
    for (let i = 0, full = 0; full < 3 && i < 200; i++) {
      const body = `${name} ${i} ${'x'.repeat(20_000)}`
      await sent(body).then(
        () => messages.push(body),
        (error) => {
          refused.push(error)
          full++
        },
      )
    }
  }
  const check = async () => {
    for (const [key, bytes] of acknowledged) {
      expect((await laptop.store.get('raw', key)).equals(Buffer.alloc(bytes, key))).toBe(true)
    }
    expect(laptop.store.list('raw')).toHaveLength(acknowledged.size)
  }

  const ballast = join(home, 'ballast')
  writeFileSync(ballast, Buffer.alloc(2 * MiB))
  await fill('first')
  expect(refused.length).toBeGreaterThan(10)
  for (const error of refused) {
    expect(error).toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } })
    expect(error.message).toContain('No space is left')
  }
  await check()

  rmSync(ballast)
  refused.length = 0
  await put('there is room again', 1_000)
  acknowledged.set('there is room again', 1_000)
  await check()

  await fill('second')
  await laptop.close()
  laptop = await startLaptop({ home: join(home, 'home'), port: 0 })
  await check()
  const found: string[] = []
  for (;;) {
    const taken = await laptop.queues.receive('q', { max: 10 })
    if (taken.length === 0) break
    for (const { body, receiptHandle } of taken) {
      found.push(body)
      laptop.queues.remove('q', receiptHandle)
    }
  }
  expect(found.sort()).toEqual(messages.sort())
})
