import * as sqs from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Bench, errorOf, startSqs } from './bench.ts'

let bench: Bench
let client: sqs.SQSClient
let queues: Bench['queues']

beforeAll(async () => {
  bench = await startSqs()
  ;({ client, queues } = bench)
})
afterAll(() => bench.close())

const newQueue: Bench['newQueue'] = (attributes) => bench.newQueue(attributes)
const send: Bench['send'] = (...args) => bench.send(...args)
const receive: Bench['receive'] = (...args) => bench.receive(...args)

describe('queues', () => {
  test('a queue is created, found, described, tagged and deleted', async () => {
    const QueueUrl = await newQueue({ VisibilityTimeout: '7' })
    const { Attributes } = await client.send(
      new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    )
    await client.send(new sqs.TagQueueCommand({ QueueUrl, Tags: { team: 'data' } }))
    const { Tags } = await client.send(new sqs.ListQueueTagsCommand({ QueueUrl }))
    await client.send(
      new sqs.SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: '3' } }),
    )
    const changed = await client.send(
      new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['DelaySeconds'] }),
    )
    await client.send(new sqs.DeleteQueueCommand({ QueueUrl }))

    expect(QueueUrl).toMatch(new RegExp(`^${bench.endpoint}/000000000000/queue-\\d+$`))
    expect(Attributes).toMatchObject({
      VisibilityTimeout: '7',
      MaximumMessageSize: '1048576',
      ApproximateNumberOfMessages: '0',
      QueueArn: expect.stringMatching(/^arn:aws:sqs:eu-central-1:000000000000:queue-/),
    })
    expect(Tags).toEqual({ team: 'data' })
    expect(changed.Attributes).toEqual({ DelaySeconds: '3' })
    expect(await errorOf(receive(QueueUrl))).toBeInstanceOf(sqs.QueueDoesNotExist)
  })

  test('the same creation twice answers the same queue, another one is refused', async () => {
    const QueueUrl = await newQueue({ VisibilityTimeout: '7' })
    const QueueName = QueueUrl.split('/').at(-1)
    const again = (VisibilityTimeout: string) =>
      client.send(new sqs.CreateQueueCommand({ QueueName, Attributes: { VisibilityTimeout } }))

    expect((await again('7')).QueueUrl).toBe(QueueUrl)
    expect(await errorOf(again('8'))).toBeInstanceOf(sqs.QueueNameExists)
    expect(await errorOf(again('x'))).toBeInstanceOf(sqs.InvalidAttributeValue)
  })

  test('lists by prefix in pages', async () => {
    for (const letter of 'abc') {
      await client.send(new sqs.CreateQueueCommand({ QueueName: `paged-${letter}` }))
    }
    const pages: string[][] = []
    for await (const { QueueUrls = [] } of sqs.paginateListQueues(
      { client, pageSize: 2 },
      { QueueNamePrefix: 'paged-' },
    )) {
      pages.push(QueueUrls.map((url) => url.slice(-1)))
    }
    expect(pages).toEqual([['a', 'b'], ['c']])
  })

  test('an unknown queue bears the code that older code looks for', async () => {
    const error = await errorOf(client.send(new sqs.GetQueueUrlCommand({ QueueName: 'nowhere' })))
    expect(error).toBeInstanceOf(sqs.QueueDoesNotExist)
    expect(error).toMatchObject({
      message: 'The specified queue does not exist.',
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
    })
  })

  test('an operation that the laptop does not know answers 501 and its name', async () => {
    const QueueUrl = await newQueue()
    const error = await errorOf(
      client.send(new sqs.RemovePermissionCommand({ QueueUrl, Label: 'x' })),
    )
    expect(error).toMatchObject({ $metadata: { httpStatusCode: 501 } })
    expect(error.message).toContain('RemovePermission')
  })
})

describe('messages', () => {
  test('a message arrives with its attributes, is hidden, and is gone once deleted', async () => {
    const QueueUrl = await newQueue()
    const sent = await send(QueueUrl, 'grüße 👋', {
      MessageAttributes: {
        text: { DataType: 'String', StringValue: 'ä' },
        bytes: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) },
        number: { DataType: 'Number.int', StringValue: '42' },
      },
      MessageSystemAttributes: {
        AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1-2-3' },
      },
    })
    const [message] = await receive(QueueUrl)
    const hidden = await receive(QueueUrl)
    await client.send(
      new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }),
    )

    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'grüße 👋',
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      Attributes: { ApproximateReceiveCount: '1', AWSTraceHeader: 'Root=1-2-3' },
      MessageAttributes: {
        text: { StringValue: 'ä' },
        bytes: { BinaryValue: new Uint8Array([0, 255]) },
        number: { StringValue: '42', DataType: 'Number.int' },
      },
    })
    expect(hidden).toEqual([])
    expect(queues.depth(QueueUrl)).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
  })

  test('the digest of attributes is the one that AWS computes', async () => {
    const QueueUrl = await newQueue()
    const { MD5OfMessageAttributes } = await send(QueueUrl, 'body', {
      MessageAttributes: { timestamp: { DataType: 'Number', StringValue: '1493147359900' } },
    })
    expect(MD5OfMessageAttributes).toBe('235c5c510d26fb653d073faed50ae77c')
  })

  test('a long poll ends within milliseconds of the message, and at its time without one', async () => {
    const QueueUrl = await newQueue()
    const started = Date.now()
    const polling = receive(QueueUrl, { WaitTimeSeconds: 20 })
    setTimeout(() => queues.send(QueueUrl, { body: 'now' }), 100)
    const [message] = await polling
    const woken = Date.now() - started
    const none = await receive(QueueUrl, { WaitTimeSeconds: 1 })

    expect(message?.Body).toBe('now')
    expect(woken).toBeLessThan(1_000)
    expect(none).toEqual([])
  })

  test('a poller that goes away takes no message with it', async () => {
    const QueueUrl = await newQueue()
    const abort = new AbortController()
    const polling = client.send(new sqs.ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: abort.signal,
    })
    setTimeout(() => abort.abort(), 50)
    await errorOf(polling)
    await new Promise((resolve) => setTimeout(resolve, 50))
    queues.send(QueueUrl, { body: 'kept' })

    expect(queues.depth(QueueUrl)).toEqual({ visible: 1, inFlight: 0, delayed: 0 })
  })

  test('visibility is prolonged and ended by the receiver', async () => {
    const QueueUrl = await newQueue({ VisibilityTimeout: '1' })
    await send(QueueUrl, 'x')
    const [first] = await receive(QueueUrl)
    const change = (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
      client.send(
        new sqs.ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }),
      )
    await change(first?.ReceiptHandle, 60)
    const prolonged = await receive(QueueUrl, { WaitTimeSeconds: 2 })
    await change(first?.ReceiptHandle, 0)
    const [again] = await receive(QueueUrl)

    expect(prolonged).toEqual([])
    expect(again?.Attributes?.ApproximateReceiveCount).toBe('2')
    expect(again?.ReceiptHandle).not.toBe(first?.ReceiptHandle)
    expect((await errorOf(change(first?.ReceiptHandle, 5))).message).toContain(
      'Message does not exist',
    )
    expect(await errorOf(change('nonsense', 5))).toBeInstanceOf(sqs.ReceiptHandleIsInvalid)
  })

  test('a delayed message is not there before its time', async () => {
    const QueueUrl = await newQueue()
    await send(QueueUrl, 'late', { DelaySeconds: 1 })
    const delayed = queues.depth(QueueUrl)
    const [message] = await receive(QueueUrl, { WaitTimeSeconds: 5 })

    expect(delayed).toEqual({ visible: 0, inFlight: 0, delayed: 1 })
    expect(message?.Body).toBe('late')
  })

  test('bad messages are refused by name', async () => {
    const QueueUrl = await newQueue({ MaximumMessageSize: '1024' })
    expect(await errorOf(send(QueueUrl, 'x'.repeat(1_025)))).toMatchObject({
      name: 'InvalidParameterValue',
      Code: 'InvalidParameterValue',
    })
    expect(await errorOf(send(QueueUrl, '\u0001'))).toBeInstanceOf(sqs.InvalidMessageContents)
    expect((await errorOf(send(QueueUrl, 'x', { DelaySeconds: 901 }))).message).toContain('<= 900')
    expect((await errorOf(receive(QueueUrl, { MaxNumberOfMessages: 11 }))).message).toContain(
      'MaxNumberOfMessages',
    )
  })
})

describe('batches', () => {
  test('each entry has its own outcome', async () => {
    const QueueUrl = await newQueue({ MaximumMessageSize: '1024' })
    const { Successful, Failed } = await client.send(
      new sqs.SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'good', MessageBody: 'a' },
          { Id: 'long', MessageBody: 'x'.repeat(2_000) },
        ],
      }),
    )
    const [message] = await receive(QueueUrl)
    const deleted = await client.send(
      new sqs.DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'it', ReceiptHandle: message?.ReceiptHandle },
          { Id: 'bad', ReceiptHandle: 'nonsense' },
        ],
      }),
    )

    expect(Successful?.map(({ Id }) => Id)).toEqual(['good'])
    expect(Failed).toMatchObject([{ Id: 'long', SenderFault: true, Code: 'InvalidParameterValue' }])
    expect(deleted.Successful).toEqual([{ Id: 'it' }])
    expect(deleted.Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid' }])
  })

  test('a batch that is none is refused whole', async () => {
    const QueueUrl = await newQueue()
    const batch = (Entries: sqs.SendMessageBatchRequestEntry[]) =>
      errorOf(client.send(new sqs.SendMessageBatchCommand({ QueueUrl, Entries })))
    const entry = { Id: 'a', MessageBody: 'x' }
    const eleven = Array.from({ length: 11 }, (_, index) => ({ ...entry, Id: `${index}` }))
    const heavy = ['a', 'b'].map((Id) => ({ Id, MessageBody: 'x'.repeat(600_000) }))

    expect(await batch([])).toBeInstanceOf(sqs.EmptyBatchRequest)
    expect(await batch([entry, entry])).toBeInstanceOf(sqs.BatchEntryIdsNotDistinct)
    expect(await batch(eleven)).toBeInstanceOf(sqs.TooManyEntriesInBatchRequest)
    expect(await batch([{ ...entry, Id: 'a b' }])).toBeInstanceOf(sqs.InvalidBatchEntryId)
    expect(await batch(heavy)).toBeInstanceOf(sqs.BatchRequestTooLong)
    expect(queues.depth(QueueUrl).visible).toBe(0)
  })
})
