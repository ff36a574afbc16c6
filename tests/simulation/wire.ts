/** Between workers and AWS: a call takes effect some time after it was made, and is answered some time after that. */
import { GlueClient } from '@aws-sdk/client-glue'
import type { Faults } from './faults.ts'
import type { Input } from './models/s3.ts'
import type { Random } from './random.ts'
import type { Timeline } from './timeline.ts'
import type { Worker } from './worker.ts'

export type Answer = (operation: string, input: Input) => unknown

export interface WireOptions {
  timeline: Timeline
  random: Random
  faults: Faults
  services: Record<'s3' | 'glue' | 'sqs' | 'athena', Answer>
  tell(text: string): void
}

interface Call {
  worker: Worker
  n: number
  /** For people. */
  what: string
  isBlind: boolean
  effect(): unknown
}

const requestTimeoutMs = 60_000 // aws/clients/client.ts
const never = new Promise<never>(() => {})
/** By these Glue changes raw tables whatever has become of them: it knows no condition for them. */
const blind = new Set([
  ...['CreateTableCommand', 'DeleteTableCommand'],
  ...['BatchCreatePartitionCommand', 'BatchUpdatePartitionCommand'],
])

export class Wire {
  /** Whether a blind call came to pass when its caller had long given it up: then only the next night can mend it. */
  hasLateBlind = false
  private readonly options: WireOptions
  private calls = 0
  private swaps = 0

  constructor(options: WireOptions) {
    this.options = options
  }

  /** What the worker has in place of `aws/clients`. */
  clientsOf(worker: Worker): Record<string, unknown> {
    const { s3, glue, sqs, athena } = this.options.services
    const client = (answer: Answer, base = {}): object =>
      Object.assign(Object.create(base), {
        config: { systemClockOffset: -worker.skewMs }, // the SDK has it of each answer
        send: (command: { input: Input }) => this.send(worker, answer, command),
      })
    return {
      s3: client(s3),
      glue: client(glue, GlueClient.prototype),
      sqs: client(sqs),
      athena: client(athena),
    }
  }

  private send(worker: Worker, answer: Answer, command: { input: Input }): Promise<unknown> {
    if (!worker.isAlive) return never
    const { input } = command
    const operation = command.constructor.name
    const n = this.calls++
    const place = input.Key ?? input.Name ?? input.QueueUrl ?? input.QueryExecutionId ?? ''
    const what = `${worker.name} ${worker.number} #${n} ${operation} ${place}`
    const effect = (): unknown => answer(operation, input)
    const call: Call = { worker, n, what, isBlind: blind.has(operation), effect }
    const { random, faults } = this.options
    const stall = operation === 'UpdateTableCommand' ? faults.at('stall', this.swaps++) : undefined
    const slow = faults.at('slow', n)
    const latencyMs = 1 + random.below(20) + (slow?.ms ?? 0) + (stall?.ms ?? 0)
    return latencyMs > requestTimeoutMs
      ? this.tooLate(call, latencyMs)
      : this.inTime(call, latencyMs)
  }

  private inTime({ worker, n, what, effect }: Call, latencyMs: number): Promise<unknown> {
    const { timeline, random, faults, tell } = this.options
    const [kill, lost] = [faults.at('kill', n), faults.at('lost', n)]
    return new Promise((resolve, reject) => {
      const answered = (): void => {
        let end = (): void => {}
        let how = 'ok'
        try {
          const value = effect()
          end = () => resolve(value)
        } catch (error) {
          how = (error as Error).name
          end = () => reject(error)
        }
        tell(`${what} ${how}`)
        if (kill?.when === 'after') this.dies(worker)
        timeline.after(1 + random.below(20), () => worker.isAlive && end())
      }
      timeline.after(latencyMs, () => {
        if (kill?.when === 'before') return this.dies(worker)
        if (faults.at('throttle', n)) return void reject(named('ThrottlingException'))
        if (!lost) return answered()
        unheard(effect)
        tell(`${what} answer lost`)
        if (lost.answer === 'failed')
          return void timeline.after(20, () => worker.isAlive && reject(named('TimeoutError')))
        timeline.after(random.below(3_000), answered) // the SDK's own next attempt
      })
    })
  }

  /** The caller hears of a timeout, and later it happens all the same. */
  private tooLate({ worker, what, isBlind, effect }: Call, ms: number): Promise<never> {
    const { timeline, tell } = this.options
    timeline.after(ms, () => {
      unheard(effect)
      this.hasLateBlind ||= isBlind
      tell(`${what} happens after all`)
    })
    return new Promise<never>((_, reject) => {
      timeline.after(requestTimeoutMs, () => worker.isAlive && reject(named('TimeoutError')))
    })
  }

  private dies(worker: Worker): void {
    this.options.tell(`${worker.name} ${worker.number} is killed`)
    worker.kill()
  }
}

const named = (name: string): Error => Object.assign(new Error(name), { name })

function unheard(effect: () => unknown): void {
  try {
    effect()
  } catch {} // nobody hears of it
}
