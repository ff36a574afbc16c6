/** The event of an SQS batch, exactly as Lambda hands it over. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
import type { MessageAttributes } from '../sqs/digest.ts'
import type { Message } from '../sqs/message.ts'
import { systemAttributesOf } from '../sqs/shapes.ts'

export interface SqsEvent {
  Records: ReturnType<typeof recordOf>[]
}

export function sqsEvent(messages: readonly Message[], queueArn: string): SqsEvent {
  return { Records: messages.map((message) => recordOf(message, queueArn)) }
}

function recordOf(message: Message, queueArn: string) {
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: systemAttributesOf(message),
    messageAttributes: attributesOf(message.attributes),
    md5OfBody: message.md5OfBody,
    ...(message.md5OfAttributes ? { md5OfMessageAttributes: message.md5OfAttributes } : {}),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3],
  }
}

function attributesOf(attributes: MessageAttributes) {
  const shapes = Object.entries(attributes).map(([name, { DataType, ...value }]) => [
    name,
    {
      ...(value.StringValue === undefined ? {} : { stringValue: value.StringValue }),
      ...(value.BinaryValue === undefined ? {} : { binaryValue: value.BinaryValue }),
      stringListValues: [],
      binaryListValues: [],
      dataType: DataType,
    },
  ])
  return Object.fromEntries(shapes)
}
