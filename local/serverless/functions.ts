/** The functions as serverless-offline runs them, each invocation in a worker thread of its own. */
import type { Invoke } from '../lambda/poller.ts'
import type { Serverless } from './serverless.ts'
import { type Instance, watchWorkers } from './workers.ts'

/** What `serverless-offline/lambda` exports, as far as it is used. */
interface OfflineLambda {
  create(functions: { functionKey: string; functionDefinition: object }[]): void
  getByFunctionName(name: string): Instance
  cleanup(): Promise<void>
}

type OfflineLambdaClass = new (serverless: Serverless, options: object) => OfflineLambda

/** One build of the code, with the workers that run it. */
interface Build {
  lambda: OfflineLambda
  running: number
  isOld: boolean
}

export interface Functions {
  invoke: Invoke
  /** The next invocations run the code as it now is; those that run end on the old. */
  renew(): void
  close(): Promise<void>
}

/** In process: through its HTTP endpoint an invocation costs a connection and two more JSON copies. */
export async function openFunctions(serverless: Serverless): Promise<Functions> {
  const module: string = 'serverless-offline/lambda'
  const { default: Lambda } = (await import(module)) as { default: OfflineLambdaClass }
  const { service } = serverless
  const functions = Object.entries(service.functions).map(([functionKey, functionDefinition]) => ({
    functionKey,
    functionDefinition,
  }))
  const open = (): Build => {
    const lambda = new Lambda(serverless, service.custom?.['serverless-offline'] ?? {})
    lambda.create(functions)
    return { lambda, running: 0, isOld: false }
  }
  let build = open()
  const renew = (): void => {
    const old = build
    build = open()
    old.isOld = true
    if (old.running === 0) void old.lambda.cleanup()
  }
  const [any] = Object.values(service.functions)
  const unwatch = any && watchWorkers(build.lambda.getByFunctionName(any.name))

  return {
    async invoke(name, event) {
      const current = build
      const instance = current.lambda.getByFunctionName(name)
      instance.setEvent(event)
      current.running++
      try {
        return await instance.runHandler()
      } finally {
        current.running--
        if (current.isOld && current.running === 0) void current.lambda.cleanup()
      }
    },
    renew,
    async close() {
      unwatch?.()
      await build.lambda.cleanup()
    },
  }
}
