/**
 * Deaths of functions' threads. serverless-offline waits for a dead one until the function's timeout, and gives it the
 * next event afterwards, for ever: here the invocation fails at once, and its instance is known to be of no use.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Worker } from 'node:worker_threads'

/** serverless-offline's LambdaFunction, as far as it is used: one thread, one invocation at a time. */
export interface Instance {
  setEvent(event: unknown): void
  runHandler(): Promise<unknown>
}

export interface Workers {
  /** The handler's answer; rejects as soon as its thread has ended. */
  run(instance: Instance): Promise<unknown>
  isDead(instance: Instance): boolean
  close(): void
}

export function watchWorkers(): Workers {
  const running = new AsyncLocalStorage<Instance>()
  const failing = new WeakMap<Instance, (error: Error) => void>()
  const dead = new WeakSet<Instance>()
  const onWorker = (worker: Worker): void => {
    const instance = running.getStore() // whose invocation has made it
    if (!instance) return
    worker.once('exit', (code) => {
      dead.add(instance)
      failing.get(instance)?.(new Error(`the function's thread ended with ${code}`))
    })
  }
  process.on('worker', onWorker)
  return {
    run: (instance) =>
      new Promise((resolve, reject) => {
        failing.set(instance, reject)
        running.run(instance, () => instance.runHandler()).then(resolve, reject)
      }),
    isDead: (instance) => dead.has(instance),
    close: () => void process.off('worker', onWorker),
  }
}
