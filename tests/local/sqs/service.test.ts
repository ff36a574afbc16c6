import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as sqs from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openQueues, type Queues } from '../../../local/sqs/queues.ts'
import { sqsService } from '../../../local/sqs/service.ts'
import { openState, type State } from '../../../local/state.ts'
import { type Server, startServer } from '../../../local/wire/server.ts'

let home: string
let state: State
let queues: Queues
let server: Server
let client: sqs.SQSClient

const credentials = { accessKeyId: 'LAPTOPKEY', secretAccessKey: 'secret' }

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'sqs-'))
  state = openState(home)
  queues = openQueues(state)
  server = await startServer({
    port: 0,
    services: [sqsService(queues)],
    credentials: [credentials],
  })
  client = new sqs.SQSClient({ region: 'eu-central-1', endpoint: server.endpoint, credentials })
})

afterAll(async () => {
  client.destroy()
  queues.close()
  await server.close()
  state.close()
  rmSync(home, { recursive: true })
})

let count = 0
async function newQueue(Attributes: Record<string, string> = {}): Promise<string> {
  const suffix = Attributes.FifoQueue ? '.fifo' : ''
  const { QueueUrl } = await client.send(
    new sqs.CreateQueueCommand({ QueueName: `queue-${count++}${suffix}`, Attributes }),
  )
  return QueueUrl as string
}

const receive = (QueueUrl: string, more: Partial<sqs.ReceiveMessageCommandInput> = {}) =>
  client
    .send(
      new sqs.ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
        ...more,
      }),
    )
    .then(({ Messages = [] }) => Messages)

const send = (QueueUrl: string, MessageBody: string, more: object = {}) =>
  client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody, ...more }))

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect('no error').toBe('an error') as never,
    (error: Error & { Code?: string }) => error,
  )

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

    expect(QueueUrl).toMatch(new RegExp(`^${server.endpoint}/000000000000/queue-\\d+$`))
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

describe('dead letters', () => {
  test('what was received too often falls to the dead letters, and moves back as new', async () => {
    const deadUrl = await newQueue()
    const deadArn = queues.queue(deadUrl).arn
    const QueueUrl = await newQueue({
      VisibilityTimeout: '0',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadArn, maxReceiveCount: 2 }),
    })
    await send(QueueUrl, 'poison')
    const tries = [await receive(QueueUrl), await receive(QueueUrl), await receive(QueueUrl)]
    const [dead] = await receive(deadUrl, { VisibilityTimeout: 0 })
    const sources = await client.send(
      new sqs.ListDeadLetterSourceQueuesCommand({ QueueUrl: deadUrl }),
    )
    const { TaskHandle } = await client.send(
      new sqs.StartMessageMoveTaskCommand({ SourceArn: deadArn }),
    )
    const { Results } = await client.send(
      new sqs.ListMessageMoveTasksCommand({ SourceArn: deadArn }),
    )
    const [back] = await receive(QueueUrl)

    expect(tries.map(({ length }) => length)).toEqual([1, 1, 0])
    expect(dead?.Attributes?.DeadLetterQueueSourceArn).toBe(queues.queue(QueueUrl).arn)
    expect(sources.queueUrls).toEqual([QueueUrl])
    expect(TaskHandle).toBeTruthy()
    expect(Results).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }])
    expect(back).toMatchObject({ Body: 'poison', Attributes: { ApproximateReceiveCount: '1' } })
    expect(back?.MessageId).not.toBe(dead?.MessageId)
  })

  test('only a dead-letter queue can be moved from', async () => {
    const QueueUrl = await newQueue()
    const move = (SourceArn: string) =>
      errorOf(client.send(new sqs.StartMessageMoveTaskCommand({ SourceArn })))
    expect(await move(queues.queue(QueueUrl).arn)).toBeInstanceOf(sqs.UnsupportedOperation)
    expect(await move('arn:aws:sqs:eu-central-1:000000000000:no')).toBeInstanceOf(
      sqs.ResourceNotFoundException,
    )
  })
})

describe('FIFO', () => {
  const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' }

  test('a group keeps its order, and waits while one of it is in flight', async () => {
    const QueueUrl = await newQueue(fifo)
    for (const [body, MessageGroupId] of [
      ['a1', 'a'],
      ['a2', 'a'],
      ['b1', 'b'],
      ['a3', 'a'],
    ]) {
      await send(QueueUrl, body as string, { MessageGroupId })
    }
    const first = await receive(QueueUrl, { MaxNumberOfMessages: 2 })
    const second = await receive(QueueUrl)
    const third = await receive(QueueUrl)
    for (const { ReceiptHandle } of first) {
      await client.send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    }
    const fourth = await receive(QueueUrl)
    const bodies = [first, second, third, fourth].map((batch) => batch.map(({ Body }) => Body))

    expect(bodies).toEqual([['a1', 'a2'], ['b1'], [], ['a3']])
    expect(fourth[0]?.Attributes).toMatchObject({
      MessageGroupId: 'a',
      SequenceNumber: expect.stringMatching(/^\d{20}$/),
      MessageDeduplicationId: expect.any(String),
    })
  })

  test('a repeated deduplication id sends nothing, even after the first is gone', async () => {
    const QueueUrl = await newQueue(fifo)
    const once = { MessageGroupId: 'g', MessageDeduplicationId: 'once' }
    const first = await send(QueueUrl, 'x', once)
    const [message] = await receive(QueueUrl)
    const { ReceiptHandle } = message ?? {}
    await client.send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    const second = await send(QueueUrl, 'x', once)

    expect(second.MessageId).toBe(first.MessageId)
    expect(second.SequenceNumber).toBe(first.SequenceNumber)
    expect(queues.depth(QueueUrl).visible).toBe(0)
  })

  test('what only one kind of queue understands is refused by the other', async () => {
    const QueueUrl = await newQueue({ FifoQueue: 'true' })
    const standard = await newQueue()
    expect((await errorOf(send(QueueUrl, 'x'))).message).toContain('MessageGroupId')
    expect((await errorOf(send(QueueUrl, 'x', { MessageGroupId: 'g' }))).message).toContain(
      'ContentBasedDeduplication',
    )
    expect((await errorOf(send(standard, 'x', { MessageDeduplicationId: 'd' }))).message).toContain(
      'MessageDeduplicationId',
    )
    expect(
      await errorOf(client.send(new sqs.CreateQueueCommand({ QueueName: 'a.fifo' }))),
    ).toMatchObject({ Code: 'InvalidParameterValue' })
  })
})
