/** In the place of aws/clients: S3, Glue and SQS of this process. */
import { GlueModel } from '../simulation/models/glue.ts'
import { type Input, type S3Event, S3Model } from '../simulation/models/s3.ts'
import { randomOf } from '../simulation/random.ts'

interface Command {
  constructor: { name: string }
  input: Input
}

interface Sent {
  queue: string
  body: string
}

export interface Around {
  s3: S3Model
  glue: GlueModel
  events: S3Event[]
  sent: Sent[]
}

export function newAround(): Around {
  const events: S3Event[] = []
  const s3 = new S3Model(randomOf(1), Date.now, (event) => events.push(event))
  return { s3, glue: new GlueModel(), events, sent: [] }
}

let around = newAround()

/** From here on the functions meet these. */
export function surround(next: Around): void {
  around = next
}

const client = (answer: (operation: string, input: Input) => unknown) => () => ({
  send: async (command: Command) => answer(command.constructor.name, command.input),
})

export const s3 = client((operation, input) => around.s3.answer(operation, input))
export const glue = client((operation, input) => around.glue.answer(operation, input))
export const sqs = client((operation, input) => {
  if (operation !== 'SendMessageBatchCommand') throw new Error(`no queue knows ${operation}`)
  for (const { MessageBody } of input.Entries as { MessageBody: string }[]) {
    around.sent.push({ queue: String(input.QueueUrl), body: MessageBody })
  }
  return {}
})
