/** One warm copy of a function: its modules, its memory, its files; all gone when it dies. */
import * as crypto from 'node:crypto'
import { createRequire } from 'node:module'
import * as os from 'node:os'
import type { Script_ } from './bundle.ts'
import { filesOf } from './files.ts'
import type { Random } from './random.ts'
import type { Timeline } from './timeline.ts'

const hostRequire = createRequire(import.meta.url)

export interface WorkerOptions {
  number: number
  name: string
  script: Script_
  env: Record<string, string>
  skewMs: number
  /** Of its own. */
  random: Random
  timeline: Timeline
  tell(text: string): void
  diesAfterAwaits: number
  clients(worker: Worker): Record<string, unknown>
}

export class Worker {
  readonly number: number
  readonly name: string
  readonly exports: Record<string, unknown>
  isAlive = true
  /** How far its clock is before that of AWS. */
  readonly skewMs: number
  /** When it had nothing to do any more. */
  idleSinceMs = 0
  private awaits = 0
  private diesAfterAwaits: number

  constructor(options: WorkerOptions) {
    this.number = options.number
    this.skewMs = options.skewMs
    this.diesAfterAwaits = options.diesAfterAwaits
    this.name = options.name
    const module = { exports: {} }
    const { random, timeline, env, script } = options
    const later = (work: () => void, ms = 0): (() => void) =>
      timeline.after(ms, () => this.isAlive && work())
    const sleep = (ms: number, value?: unknown): Promise<unknown> =>
      new Promise((resolve) => later(() => resolve(value), ms))
    const own: Record<string, unknown> = {
      ...filesOf(() => random.hex(6)),
      'node:crypto': { ...crypto, ...chanceOf(random) },
      'node:os': { ...os, availableParallelism: () => 2 },
      'node:timers/promises': { setTimeout: sleep },
      '@aws-lambda-powertools/logger': { Logger: loggerOf(options.tell) },
    }
    script({
      require: (name) => own[name] ?? hostRequire(name),
      module,
      Date: dateOf(() => timeline.nowMs + options.skewMs),
      Math: Object.assign(Object.create(Math), { random: random.next }),
      process: { env, pid: 1, execPath: '' } as { env: Record<string, string> },
      setTimeout: later,
      clearTimeout: (timer) => (timer as () => void)?.(),
      simulated: options.clients(this),
      esm: esmOf,
      awaits: (self, given, body) => this.run(body.apply(self, [...((given ?? []) as unknown[])])),
    })
    this.exports = module.exports
  }

  kill(): void {
    this.isAlive = false
  }

  /** It lives on. */
  spare(): void {
    this.diesAfterAwaits = Number.POSITIVE_INFINITY
  }

  /** An async function, lowered: each time it would go on, it may be that it does not. */
  private run(body: Generator): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const step = (how: 'next' | 'throw', value?: unknown): void => {
        const at = next(body, how, value)
        if ('error' in at) reject(at.error)
        else if (at.done) resolve(at.value)
        else {
          Promise.resolve(at.value).then(
            (answer) => this.mayGoOn() && step('next', answer),
            (error) => this.mayGoOn() && step('throw', error),
          )
        }
      }
      step('next')
    })
  }

  private mayGoOn(): boolean {
    if (this.awaits++ === this.diesAfterAwaits) this.kill()
    return this.isAlive
  }
}

const modules = new WeakMap<object, object>()

/** Once for all workers. */
function esmOf(module: object): object {
  const known = modules.get(module)
  if (known) return known
  const made = { default: module, ...module }
  modules.set(module, made)
  return made
}

function next(
  body: Generator,
  how: 'next' | 'throw',
  value: unknown,
): IteratorResult<unknown> | { error: unknown } {
  try {
    return body[how](value)
  } catch (error) {
    return { error }
  }
}

function dateOf(now: () => number): DateConstructor {
  return class extends Date {
    constructor(...given: [] | [number | string]) {
      super(given.length === 0 ? now() : given[0])
    }
    static override now = now
  } as DateConstructor
}

const chanceOf = (random: Random) => ({
  randomUUID: () => [8, 4, 4, 4, 12].map((digits) => random.hex(digits)).join('-'),
  randomBytes: (count: number) => Buffer.from(random.hex(2 * count), 'hex'),
})

const loggerOf = (tell: (text: string) => void) =>
  class {
    warn(text: string, { error }: { error?: Error } = {}): void {
      tell(`${text}: ${error?.stack}`)
    }
    error(text: string, error: Error): void {
      tell(`${text}: ${error.stack}`)
    }
  }
