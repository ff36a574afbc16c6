/** The SDK's client against SQS of a laptop that has nothing else. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as sqs from '@aws-sdk/client-sqs'
import { openQueues } from '../../../local/sqs/queues.ts'
import { sqsService } from '../../../local/sqs/service.ts'
import { openState } from '../../../local/state.ts'
import { startServer } from '../../../local/wire/server.ts'

const credentials = { accessKeyId: 'LAPTOPKEY', secretAccessKey: 'secret' }

export type Bench = Awaited<ReturnType<typeof startSqs>>

export async function startSqs() {
  const home = mkdtempSync(join(tmpdir(), 'sqs-'))
  const state = openState(home)
  const queues = openQueues(state)
  const services = [sqsService(queues)]
  const server = await startServer({ port: 0, services, credentials: [credentials] })
  const { endpoint } = server
  const client = new sqs.SQSClient({ region: 'eu-central-1', endpoint, credentials })
  let count = 0

  return {
    endpoint,
    queues,
    client,
    async newQueue(Attributes: Record<string, string> = {}): Promise<string> {
      const QueueName = `queue-${count++}${Attributes.FifoQueue ? '.fifo' : ''}`
      const { QueueUrl } = await client.send(new sqs.CreateQueueCommand({ QueueName, Attributes }))
      return String(QueueUrl)
    },
    send: (QueueUrl: string, MessageBody: string, more: object = {}) =>
      client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody, ...more })),
    async receive(QueueUrl: string, more: Partial<sqs.ReceiveMessageCommandInput> = {}) {
      const all = { MessageSystemAttributeNames: ['All' as const], MessageAttributeNames: ['All'] }
      const { Messages = [] } = await client.send(
        new sqs.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...all, ...more }),
      )
      return Messages
    },
    async close() {
      client.destroy()
      queues.close()
      await server.close()
      state.close()
      rmSync(home, { recursive: true })
    },
  }
}

/** The error that it must end with. */
export async function errorOf(promise: Promise<unknown>): Promise<Error & { Code?: string }> {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('it ended well')
}
