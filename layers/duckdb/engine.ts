/** The function's side of DuckDB: starts the child, hands it statements, and survives its death. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export type Row = Record<string, unknown>

export interface Engine {
  /**
   * Runs the statements one after another and gives the last one's rows, numbers of 64 bits as text.
   * Throws DuckdbRefused with DuckDB's words, DuckdbDied when the process ended or took too long.
   */
  run(...sql: string[]): Promise<Row[]>
  /** Ends the child; the next `run` starts another. */
  close(): void
}

export class DuckdbRefused extends Error {
  override name = 'DuckdbRefused'
}

export class DuckdbDied extends Error {
  override name = 'DuckdbDied'
}

export interface EngineOptions {
  /** The program: `nodejs/child.mjs` beside this file, `/opt/nodejs/child.mjs` in a function. */
  child: string
  /** The only folder that SQL may read and write. */
  folder: string
  memoryBytes: number
  threads: number
  /** Of one `run`; then the child is killed. */
  timeoutMs: number
}

interface Running {
  process: ChildProcess
  waiting: Map<number, { resolve: (rows: Row[]) => void; reject: (error: Error) => void }>
}

export function openEngine(options: EngineOptions): Engine {
  let running: Running | undefined
  let lastId = 0

  const start = (): Running => {
    const started = startChild(options)
    started.process.once('close', () => {
      if (running === started) running = undefined
    })
    return started
  }

  return {
    run(...sql) {
      running ??= start()
      const { process: child, waiting } = running
      const id = ++lastId
      return new Promise<Row[]>((resolve, reject) => {
        const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs)
        const end = (): boolean => {
          clearTimeout(timer)
          return waiting.delete(id)
        }
        waiting.set(id, {
          resolve: (rows) => end() && resolve(rows),
          reject: (error) => end() && reject(error),
        })
        child.stdin?.write(jsonLine({ id, sql }))
      })
    },
    close() {
      running?.process.kill('SIGKILL')
      running = undefined
    },
  }
}

/** Readline takes U+2028 and U+2029 for line ends; JSON leaves them as they are. */
const jsonLine = (message: object): string =>
  `${JSON.stringify(message).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`

function startChild({ child, folder, memoryBytes, threads }: EngineOptions): Running {
  const program = [child, folder, String(memoryBytes), String(threads)]
  const process_ = spawn(process.execPath, program, { stdio: ['pipe', 'pipe', 'pipe'] })
  const waiting: Running['waiting'] = new Map()
  let lastWords = ''
  process_.stdin.on('error', () => {}) // it died: `close` tells
  process_.stderr.on('data', (data: Buffer) => {
    lastWords = (lastWords + data.toString()).slice(-2_000)
  })
  createInterface({ input: process_.stdout }).on('line', (line) => {
    const { id, rows, error } = JSON.parse(line) as { id: number; rows: Row[]; error?: string }
    if (error === undefined) waiting.get(id)?.resolve(rows)
    else waiting.get(id)?.reject(new DuckdbRefused(error))
  })
  const die = (how: string): void => {
    for (const { reject } of waiting.values()) reject(new DuckdbDied(`DuckDB ${how} ${lastWords}`))
  }
  process_.once('error', (error) => die(`did not start: ${error.message}`))
  process_.once('close', (code, signal) => die(`ended with ${signal ?? code}.`))
  return { process: process_, waiting }
}
