/** Get and PutBucketNotificationConfiguration: queues only. */
import { randomUUID } from 'node:crypto'
import { malformed } from '../wire/xml.ts'
import type { QueueTarget } from './bucket.ts'
import { answerEmpty, answerXml, type Exchange, listOf, textOf, xmlBody } from './exchange.ts'
import { invalidArgument, notImplemented } from './fault.ts'

const others = ['TopicConfiguration', 'CloudFunctionConfiguration', 'EventBridgeConfiguration']

const names = new Set([
  's3:ObjectCreated:*',
  's3:ObjectCreated:Put',
  's3:ObjectCreated:Post',
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:*',
  's3:ObjectRemoved:Delete',
  's3:ObjectRemoved:DeleteMarkerCreated',
])

export function getBucketNotification(exchange: Exchange): void {
  const { notifications } = exchange.store.buckets.get(exchange.bucket)
  answerXml(exchange, 'NotificationConfiguration', {
    QueueConfiguration: notifications.map(({ id, queueArn, events, prefix, suffix }) => {
      const rules = [
        { Name: 'Prefix', Value: prefix },
        { Name: 'Suffix', Value: suffix },
      ].filter(({ Value }) => Value !== '')
      return {
        Id: id,
        Queue: queueArn,
        Event: events,
        Filter: rules.length > 0 ? { S3Key: { FilterRule: rules } } : undefined,
      }
    }),
  })
}

export async function putBucketNotification(exchange: Exchange): Promise<void> {
  const { store, bucket, origin } = exchange
  store.buckets.get(bucket)
  const body = await xmlBody(exchange, 'NotificationConfiguration')
  const other = others.find((name) => body[name] !== undefined)
  if (other) throw notImplemented(`A notification by ${other}`)
  const targets = listOf(body.QueueConfiguration).map(targetOf)
  checkApart(targets)
  store.setNotifications(bucket, targets, origin)
  answerEmpty(exchange)
}

function targetOf(configuration: Record<string, unknown>): QueueTarget {
  const { Id, Queue, Event, Filter } = configuration
  const events = listOf(Event).map(String)
  if (textOf(Queue) === undefined || events.length === 0) throw malformed()
  const unknown = events.find((event) => !names.has(event))
  if (unknown) {
    throw invalidArgument(
      `The event '${unknown}' is not supported for notifications`,
      'Event',
      unknown,
    )
  }
  const { S3Key } = (Filter || {}) as { S3Key?: Record<string, unknown> }
  const rules = listOf(S3Key?.FilterRule).map(({ Name, Value }) => ({
    name: String(Name).toLowerCase(),
    value: textOf(Value) ?? '',
  }))
  const ruled = rules.map(({ name }) => name)
  if (
    ruled.some((name) => !['prefix', 'suffix'].includes(name)) ||
    new Set(ruled).size < ruled.length
  ) {
    throw invalidArgument(
      'filter rule name must be either prefix or suffix, each at most once',
      'FilterRule.Name',
      ruled.join(', '),
    )
  }
  const ruleOf = (name: string) => rules.find((rule) => rule.name === name)?.value ?? ''
  return {
    id: textOf(Id) || randomUUID(),
    queueArn: String(Queue),
    events,
    prefix: ruleOf('prefix'),
    suffix: ruleOf('suffix'),
  }
}

/** No object may concern two configurations by the same event. */
function checkApart(targets: readonly QueueTarget[]): void {
  for (const [index, one] of targets.entries()) {
    for (const other of targets.slice(index + 1)) {
      const events = one.events.some((a) => other.events.some((b) => shareEvent(a, b)))
      const begins = one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix)
      const ends = one.suffix.endsWith(other.suffix) || other.suffix.endsWith(one.suffix)
      if (!events || !begins || !ends) continue
      throw invalidArgument(
        'Configurations overlap. Configurations on the same bucket cannot share a common event type.',
        'QueueConfiguration',
        `${one.id}, ${other.id}`,
      )
    }
  }
}

function shareEvent(a: string, b: string): boolean {
  const [all, other] = a.endsWith('*') ? [a, b] : [b, a]
  return a === b || (all.endsWith('*') && other.startsWith(all.slice(0, -1)))
}
