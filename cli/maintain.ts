/** `hypatia maintain`: what the schedule asks for each night, now. */
import { environment } from '../aws/environment.ts'
import { send } from '../aws/sqs.ts'
import type { MaintainMessage } from '../schemas/messages.ts'
import { command } from './command.ts'
import { speakForTheStack } from './stack.ts'
import { Usage } from './usage.ts'

const hourMs = 3_600_000
const hurryMs = 15 * 60_000 // a function's whole time: who asked is still there to know

export const maintain = command({
  name: 'maintain',
  takes: '',
  does: 'Let old history go, and files that nothing names: what happens each night, now.',
  operands: [0, 0],
  options: {
    grace: {
      type: 'string',
      takes: '<hours>',
      does: 'for who knows that nothing else is at work: older than this is old enough, history too',
    },
  },
  async run({ values: { grace } }) {
    const hours = grace === undefined ? undefined : Number(grace)
    if (hours !== undefined && !(hours >= 0)) throw new Usage('--grace takes hours, from 0')
    await speakForTheStack({ queues: true })
    const body: MaintainMessage = {
      kind: 'nightly',
      ...(hours !== undefined && {
        hurry: { graceMs: Math.round(hours * hourMs), untilMs: Date.now() + hurryMs },
      }),
    }
    await send(environment.maintainQueue(), { body })
    process.stdout.write('asked: what goes stands in the activity as "swept".\n')
    return 0
  },
})
