/** Lambda's Runtime API for one function in a process: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Runtime {
  /** Throws what the handler threw, or how the process ended. */
  invoke<T>(event: object): Promise<T>
  close(): Promise<void>
}

interface Invocation {
  event: object
  resolve: (answer: never) => void
  reject: (error: Error) => void
}

const textOf = async (request: IncomingMessage): Promise<string> =>
  Buffer.concat(await request.toArray()).toString()

/** `command` gets the API's `host:port`, and gives the program to start and its environment. */
export async function startRuntime(
  command: (api: string) => { program: string[]; env: Record<string, string> },
): Promise<Runtime> {
  const queued: Invocation[] = []
  const running = new Map<string, Invocation>()
  let idle: ServerResponse | undefined
  let ended: Error | undefined

  const next = (): void => {
    const [invocation] = idle ? queued.splice(0, 1) : []
    if (!idle || !invocation) return
    const id = randomUUID()
    running.set(id, invocation)
    const deadline = String(Date.now() + 30_000)
    idle.setHeader('Lambda-Runtime-Aws-Request-Id', id)
    idle.setHeader('Lambda-Runtime-Deadline-Ms', deadline)
    idle.end(JSON.stringify(invocation.event))
    idle = undefined
  }
  const end = (error: Error): void => {
    ended ??= error
    for (const { reject } of [...queued.splice(0), ...running.values()]) reject(ended)
  }
  const server = createServer(async (request, response) => {
    const [, id = '', outcome] = /invocation\/(.+)\/(response|error)$/.exec(request.url ?? '') ?? []
    if (request.url?.endsWith('/invocation/next')) {
      idle = response
      return next()
    }
    const text = await textOf(request)
    response.writeHead(202).end()
    if (request.url?.endsWith('/init/error')) return end(new Error(text))
    const invocation = running.get(id)
    running.delete(id)
    if (outcome === 'response') invocation?.resolve(JSON.parse(text) as never)
    else invocation?.reject(new Error(text))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { program, env } = command(`127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [file = '', ...args] = program
  const child: ChildProcess = spawn(file, args, { env, stdio: 'ignore' })
  child.once('exit', (code, signal) => end(new Error(`the runtime ended with ${signal ?? code}`)))
  child.once('error', end)

  return {
    invoke: (event) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ended)
        queued.push({ event, resolve, reject })
        next()
      }),
    async close() {
      child.kill('SIGKILL')
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
