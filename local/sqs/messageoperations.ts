/** The operations on single messages. */
import * as z from 'zod'
import { operation, type SqsOperations } from './operation.ts'
import type { Queues } from './queues.ts'
import { outgoingOf, outgoingShape, receivedShape, sentShape } from './shapes.ts'

const ofQueue = z.object({ QueueUrl: z.string() })
const names = z.array(z.string()).default([])

export function messageOperations(queues: Queues): SqsOperations {
  return {
    SendMessage: operation(outgoingShape.extend(ofQueue.shape), ({ QueueUrl, ...input }) =>
      sentShape(queues.send(QueueUrl, outgoingOf(input)), input),
    ),

    ReceiveMessage: operation(
      ofQueue.extend({
        AttributeNames: names,
        MessageSystemAttributeNames: names,
        MessageAttributeNames: names,
        MaxNumberOfMessages: z.int().min(1).max(10).default(1),
        VisibilityTimeout: z.int().min(0).max(43_200).optional(),
        WaitTimeSeconds: z.int().min(0).max(20).optional(),
      }),
      async (input, { response }) => {
        const gone = new AbortController()
        response.once('close', () => gone.abort())
        const messages = await queues.receive(input.QueueUrl, {
          max: input.MaxNumberOfMessages,
          visibilitySeconds: input.VisibilityTimeout,
          waitMs: input.WaitTimeSeconds === undefined ? undefined : input.WaitTimeSeconds * 1_000,
          signal: gone.signal,
        })
        const system = [...input.AttributeNames, ...input.MessageSystemAttributeNames]
        const Messages = messages.map((message) =>
          receivedShape(message, system, input.MessageAttributeNames),
        )
        return Messages.length > 0 ? { Messages } : {}
      },
    ),

    DeleteMessage: operation(
      ofQueue.extend({ ReceiptHandle: z.string() }),
      ({ QueueUrl, ReceiptHandle }) => queues.remove(QueueUrl, ReceiptHandle),
    ),

    ChangeMessageVisibility: operation(
      ofQueue.extend({ ReceiptHandle: z.string(), VisibilityTimeout: z.int() }),
      ({ QueueUrl, ReceiptHandle, VisibilityTimeout }) =>
        queues.changeVisibility(QueueUrl, ReceiptHandle, VisibilityTimeout),
    ),
  }
}
