/** Moving dead letters back. On the laptop a move is over when it is answered, whatever its rate. */
import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { sqsFault } from './fault.ts'
import { operation, type SqsOperations } from './operation.ts'
import type { Queues } from './queues.ts'

const schema = `
  CREATE TABLE IF NOT EXISTS sqs_moves (
    handle TEXT PRIMARY KEY, source TEXT NOT NULL, task TEXT NOT NULL, started_ms INTEGER NOT NULL)`

export function moveOperations(queues: Queues): SqsOperations {
  const { database } = queues
  database.exec(schema)
  const insert = database.prepare('INSERT INTO sqs_moves VALUES (?, ?, ?, ?)')
  const recent = database.prepare(
    'SELECT task FROM sqs_moves WHERE source = ? ORDER BY started_ms DESC, rowid DESC LIMIT ?',
  )
  const existing = (arn: string, parameter: string) => {
    const queue = queues.list().find((candidate) => candidate.arn === arn)
    if (queue) return queue
    throw sqsFault(
      'ResourceNotFoundException',
      `The resource that you specified for the ${parameter} parameter doesn't exist.`,
    )
  }

  return {
    StartMessageMoveTask: operation(
      z.object({ SourceArn: z.string(), DestinationArn: z.string().optional() }),
      ({ SourceArn, DestinationArn }) => {
        const source = existing(SourceArn, 'SourceArn')
        if (queues.sourcesOf(source.name).length === 0) {
          throw sqsFault(
            'UnsupportedOperation',
            'Source queue must be configured as a Dead Letter Queue.',
          )
        }
        if (DestinationArn) existing(DestinationArn, 'DestinationArn')
        const moved = queues.redrive(source.name, DestinationArn)
        const handle = randomUUID()
        const startedMs = Date.now()
        const task = {
          Status: 'COMPLETED',
          SourceArn,
          DestinationArn,
          ApproximateNumberOfMessagesMoved: moved,
          ApproximateNumberOfMessagesToMove: moved,
          StartedTimestamp: startedMs,
        }
        insert.run(handle, SourceArn, JSON.stringify(task), startedMs)
        return { TaskHandle: handle }
      },
    ),

    ListMessageMoveTasks: operation(
      z.object({ SourceArn: z.string(), MaxResults: z.int().min(1).max(10).default(1) }),
      ({ SourceArn, MaxResults }) => {
        existing(SourceArn, 'SourceArn')
        const tasks = recent.all(SourceArn, MaxResults).map(({ task }) => JSON.parse(String(task)))
        return tasks.length > 0 ? { Results: tasks } : {}
      },
    ),
  }
}
