/** The operations on queues themselves: their life, attributes, tags and dead letters. */
import * as z from 'zod'
import { page, tokenOf } from '../paging.ts'
import type { WireRequest } from '../wire/service.ts'
import { attributeNames } from './attributes.ts'
import { sqsFault } from './fault.ts'
import { operation, type SqsOperations } from './operation.ts'
import type { Queue } from './queue.ts'
import type { Queues } from './queues.ts'

const text = z.record(z.string(), z.string())
const ofQueue = z.object({ QueueUrl: z.string() })
const paged = {
  MaxResults: z.int().min(1).max(1_000).default(1_000),
  NextToken: tokenOf(z.string()),
}

/** The URL on the host that the client spoke to: an SDK sends its next request there. */
const urlOf = (queues: Queues, { name }: Queue, { request }: WireRequest) =>
  queues.url(name, `http://${request.headers.host}`)

export function queueOperations(queues: Queues): SqsOperations {
  return {
    CreateQueue: operation(
      z.object({ QueueName: z.string(), Attributes: text.default({}), tags: text.default({}) }),
      ({ QueueName, Attributes, tags }, request) => {
        const queue = queues.create(QueueName, Attributes)
        queues.tags.tag(queue.arn, tags)
        return { QueueUrl: urlOf(queues, queue, request) }
      },
    ),

    GetQueueUrl: operation(z.object({ QueueName: z.string() }), ({ QueueName }, request) => ({
      QueueUrl: urlOf(queues, queues.queue(QueueName), request),
    })),

    ListQueues: operation(
      z.object({ QueueNamePrefix: z.string().default(''), ...paged }),
      ({ QueueNamePrefix, MaxResults, NextToken }, request) =>
        urlsOf(
          queues,
          queues.list(QueueNamePrefix),
          'QueueUrls',
          { MaxResults, NextToken },
          request,
        ),
    ),

    ListDeadLetterSourceQueues: operation(
      ofQueue.extend(paged),
      ({ QueueUrl, MaxResults, NextToken }, request) =>
        urlsOf(queues, queues.sourcesOf(QueueUrl), 'queueUrls', { MaxResults, NextToken }, request),
    ),

    DeleteQueue: operation(ofQueue, ({ QueueUrl }) => queues.drop(QueueUrl)),
    PurgeQueue: operation(ofQueue, ({ QueueUrl }) => queues.purge(QueueUrl)),

    SetQueueAttributes: operation(
      ofQueue.extend({ Attributes: text }),
      ({ QueueUrl, Attributes }) => queues.setAttributes(QueueUrl, Attributes),
    ),

    GetQueueAttributes: operation(
      ofQueue.extend({ AttributeNames: z.array(z.string()).default([]) }),
      ({ QueueUrl, AttributeNames }) => {
        const all = queues.attributes(QueueUrl)
        if (AttributeNames.includes('All')) return { Attributes: all }
        for (const name of AttributeNames) {
          if (!attributeNames.has(name)) {
            throw sqsFault('InvalidAttributeName', `Unknown Attribute ${name}.`)
          }
        }
        const asked = Object.entries(all).filter(([name]) => AttributeNames.includes(name))
        return asked.length > 0 ? { Attributes: Object.fromEntries(asked) } : {}
      },
    ),

    TagQueue: operation(ofQueue.extend({ Tags: text }), ({ QueueUrl, Tags }) =>
      queues.tags.tag(queues.queue(QueueUrl).arn, Tags),
    ),
    UntagQueue: operation(
      ofQueue.extend({ TagKeys: z.array(z.string()) }),
      ({ QueueUrl, TagKeys }) => queues.tags.untag(queues.queue(QueueUrl).arn, TagKeys),
    ),
    ListQueueTags: operation(ofQueue, ({ QueueUrl }) => ({
      Tags: queues.tags.tagsOf(queues.queue(QueueUrl).arn),
    })),
  }
}

function urlsOf(
  queues: Queues,
  found: Queue[],
  member: string,
  { MaxResults, NextToken }: { MaxResults: number; NextToken: string | undefined },
  request: WireRequest,
) {
  const { items, ...token } = page(found, ({ name }) => name, {
    size: MaxResults,
    after: NextToken,
  })
  const urls = items.map((queue) => urlOf(queues, queue, request))
  return { ...(urls.length > 0 ? { [member]: urls } : {}), ...token }
}
