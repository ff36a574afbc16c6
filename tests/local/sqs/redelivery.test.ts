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
