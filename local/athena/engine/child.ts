/** The process that runs DuckDB: one query a database, in a sandbox. It speaks with pool.ts by messages. */

import { athenaBeatMs } from '../../../lake/limits.ts'
import type { Answer, ChildRequest, Order } from './message.ts'
import { openSandbox, type Sandbox } from './sandbox.ts'

const answer = (message: Answer) => process.send?.(message)

/** A database costs a dozen milliseconds of both cores: it is made while the client reads its answer, not before. */
const restMs = 20

/** Made ahead, so that a query does not wait for it. */
let next: Promise<Sandbox> | undefined = openSandbox()
let running: { id: number; sandbox: Sandbox } | undefined

async function run({ id, query }: ChildRequest): Promise<void> {
  const made = next ?? openSandbox()
  next = undefined
  const sandbox = await made
  running = { id, sandbox }
  const beat = setInterval(() => answer({ id, lives: true }), athenaBeatMs)
  try {
    answer({ id, rowCount: await sandbox.run(query) })
  } catch (error) {
    answer({ id, fault: error instanceof Error ? error.message : String(error) })
  } finally {
    clearInterval(beat)
    running = undefined
    setTimeout(() => {
      sandbox.close()
      next ??= openSandbox()
    }, restMs)
  }
}

process.on('message', (order: Order) => {
  if ('query' in order) void run(order)
  else if (running?.id === order.cancel) running.sandbox.interrupt()
})
// The laptop is gone: nobody waits for an answer.
process.on('disconnect', () => process.exit())
