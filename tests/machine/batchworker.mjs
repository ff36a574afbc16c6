/** A function whose messages say what they do: work for a moment, never end, fail, or take the process with them. */
import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger } from '@aws-lambda-powertools/logger'
import { batchHandler } from '../../aws/batch.ts'

const { QUEUE_URL = '', DONE = '', LEFT_MS = '' } = process.env
const workMs = 100
const killMs = 40

const handler = batchHandler(
  () => QUEUE_URL,
  new Logger(),
  async ({ body }) => {
    const [what] = body.split(' ')
    if (what === 'kill') {
      await sleep(killMs)
      process.kill(process.pid, 'SIGKILL')
    }
    if (what === 'fail') throw new Error('it fails')
    if (what === 'hang') await new Promise(() => {})
    await sleep(workMs)
    appendFileSync(DONE, `${body}\n`)
  },
)

process.on('message', async (event) => {
  const context = { getRemainingTimeInMillis: () => Number(LEFT_MS) }
  process.send(await handler(event, context))
})
process.on('disconnect', () => process.exit())
