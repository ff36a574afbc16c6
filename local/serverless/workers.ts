/**
 * Deaths of functions' threads, after a timeout too. serverless-offline waits for a dead one until the function's
 * timeout, and gives it the next event afterwards, for ever: here the invocation fails at once, and the dead is passed by.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Worker } from 'node:worker_threads'

/** serverless-offline's LambdaFunction, as far as it is used: one thread, one invocation at a time. */
export interface Instance {
  /** Only one that is IDLE is given an event. */
  readonly status: string
  setEvent(event: unknown): void
  runHandler(): Promise<unknown>
}

/** Of all instances of this one's class, the API's too; what is returned ends it. */
export function watchWorkers(instance: Instance): () => void {
  const prototype: Instance = Object.getPrototypeOf(instance)
  const own = Object.getOwnPropertyDescriptors(prototype)
  const { runHandler } = prototype
  const running = new AsyncLocalStorage<Instance>()
  const failing = new WeakMap<Instance, (error: Error) => void>()
  const dead = new WeakSet<Instance>()
  const onWorker = (worker: Worker): void => {
    const whose = running.getStore() // whose invocation has made it
    if (!whose) return
    worker.once('exit', (code) => {
      dead.add(whose)
      failing.get(whose)?.(new Error(`the function's thread ended with ${code}`))
    })
  }
  process.on('worker', onWorker)
  Object.defineProperties(prototype, {
    runHandler: {
      ...own.runHandler,
      value(this: Instance) {
        return new Promise((resolve, reject) => {
          failing.set(this, reject)
          running.run(this, () => runHandler.call(this)).then(resolve, reject)
        })
      },
    },
    status: {
      ...own.status,
      get(this: Instance) {
        return dead.has(this) ? 'DEAD' : own.status.get?.call(this)
      },
    },
  })
  return () => {
    process.off('worker', onWorker)
    Object.defineProperties(prototype, { runHandler: own.runHandler, status: own.status })
  }
}
