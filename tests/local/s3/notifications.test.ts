import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { AwsFault } from '../../../local/wire/service.ts'
import { type Laptop, startLaptop } from './laptop.ts'

const Bucket = 'raw'
const QueueArn = 'arn:aws:sqs:eu-central-1:000000000000:arrivals'
const sent: { queue: string; body: string }[] = []
let laptop: Laptop

beforeAll(async () => {
  laptop = await startLaptop(undefined, (queue, body) => {
    if (queue.endsWith('none')) throw new AwsFault('QueueDoesNotExist', 'none')
    sent.push({ queue, body })
  })
  laptop.store.createBucket(Bucket, { region: 'eu-central-1', versioning: 'Enabled' })
})
afterAll(() => laptop.close())

interface EventRecord {
  eventName: string
  s3: { configurationId: string; object: Record<string, unknown> }
}

const configure = (NotificationConfiguration: NotificationConfiguration) =>
  laptop.s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }),
  )
const taken = () =>
  sent.splice(0).flatMap(({ body }) => (JSON.parse(body).Records ?? []) as EventRecord[])

const all: NotificationConfiguration = {
  QueueConfigurations: [
    { Id: 'all', QueueArn, Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] },
  ],
}

describe('notifications', () => {
  test('a configuration is tested, kept and answered', async () => {
    await configure({
      QueueConfigurations: [
        {
          Id: 'csv',
          QueueArn,
          Events: ['s3:ObjectCreated:Put'],
          Filter: {
            Key: {
              FilterRules: [
                { Name: 'prefix', Value: 'in/' },
                { Name: 'suffix', Value: '.csv' },
              ],
            },
          },
        },
      ],
    })
    expect(sent.splice(0).map(({ body }) => JSON.parse(body))).toMatchObject([
      { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket },
    ])
    const found = await laptop.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))
    expect(found.QueueConfigurations).toMatchObject([{ Id: 'csv', QueueArn }])
    for (const key of ['in/a.csv', 'in/a.txt', 'out/a.csv'])
      await laptop.store.put(Bucket, key, 'x')
    expect(taken().map(({ s3 }) => s3.object.key)).toEqual(['in/a.csv'])
  })

  test('every way of writing and removing has its event', async () => {
    await configure(all)
    taken()
    const { s3 } = laptop
    const Key = 'a b/dt=2020/ü+(1).csv'
    const put = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'hello' }))
    await s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'c',
        CopySource: `${Bucket}/${encodeURIComponent(Key)}`,
      }),
    )
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'm' }))
    const to = { Bucket, Key: 'm', UploadId }
    const { ETag, ChecksumCRC32 } = await s3.send(
      new UploadPartCommand({ ...to, PartNumber: 1, Body: 'x' }),
    )
    const Parts = [{ PartNumber: 1, ETag, ChecksumCRC32 }]
    await s3.send(new CompleteMultipartUploadCommand({ ...to, MultipartUpload: { Parts } }))
    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key }))
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: put.VersionId }))
    const events = taken()
    expect(events.map(({ eventName }) => eventName)).toEqual([
      'ObjectCreated:Put',
      'ObjectCreated:Copy',
      'ObjectCreated:CompleteMultipartUpload',
      'ObjectRemoved:DeleteMarkerCreated',
      'ObjectRemoved:Delete',
    ])
    const sequencers = events.map(({ s3 }) => String(s3.object.sequencer))
    expect(sequencers.every((one) => /^[0-9A-F]{16,}$/.test(one))).toBe(true)
    expect([...sequencers].sort()).toEqual(sequencers)
    expect(events[0]).toMatchObject({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'eu-central-1',
      userIdentity: { principalId: 'AWS:AKIDLAPTOP' },
      requestParameters: { sourceIPAddress: '127.0.0.1' },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'all',
        bucket: { name: Bucket, arn: 'arn:aws:s3:::raw' },
        object: {
          key: 'a+b/dt%3D2020/%C3%BC%2B%281%29.csv',
          size: 5,
          eTag: '5d41402abc4b2a76b9719d911017c592',
          versionId: put.VersionId,
        },
      },
    })
    expect(events[3]?.s3.object.versionId).toBe(marker.VersionId)
    expect(events[4]?.s3.object).toMatchObject({ versionId: put.VersionId })
    expect(events[4]?.s3.object.size).toBeUndefined()
  })

  test('a refused write and a delete of nothing have no event', async () => {
    await laptop.store.put(Bucket, 'there', 'x')
    taken()
    await expect(
      laptop.s3.send(new PutObjectCommand({ Bucket, Key: 'there', Body: 'y', IfNoneMatch: '*' })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' })
    laptop.store.delete(Bucket, 'there', 'no-such-version')
    expect(taken()).toEqual([])
  })

  test('an unknown queue, another target and overlapping configurations are refused', async () => {
    const configuration = all.QueueConfigurations?.[0]
    await expect(
      configure({
        QueueConfigurations: [
          { ...configuration, QueueArn: 'none', Events: ['s3:ObjectCreated:*'] },
        ],
      }),
    ).rejects.toMatchObject({ name: 'InvalidArgument' })
    await expect(
      configure({
        LambdaFunctionConfigurations: [
          { LambdaFunctionArn: 'arn:x', Events: ['s3:ObjectCreated:*'] },
        ],
      }),
    ).rejects.toMatchObject({ name: 'NotImplemented' })
    await expect(
      configure({
        QueueConfigurations: [
          { QueueArn, Events: ['s3:ObjectCreated:*'] },
          { QueueArn, Events: ['s3:ObjectCreated:Put'] },
        ],
      }),
    ).rejects.toMatchObject({ name: 'InvalidArgument' })
    await laptop.store.put(Bucket, 'still', 'x')
    expect(taken()).toHaveLength(1)
  })
})
