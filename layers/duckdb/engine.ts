/** The function's side of DuckDB: starts the child, hands it statements, and survives its death. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import {
  duckdbCarefulShare,
  duckdbMemoryShare,
  functionMemoryBytes,
  nodeMemoryBytes,
} from '../../lake/limits.ts'

export type Row = Record<string, unknown>

export interface Engine {
  /**
   * Runs the statements one after another and gives the last one's rows, numbers of 64 bits as text.
   * Throws DuckdbRefused with DuckDB's words, DuckdbDied when the process ended or took too long.
   */
  run(...sql: string[]): Promise<Row[]>
  /**
   * Once all that runs has ended, and before anything else: an engine of its own for `work`, of one thread and less
   * memory, so that what dies here dies of itself.
   */
  alone<T>(work: (engine: Engine) => Promise<T>): Promise<T>
  /** Ends the child; the next `run` starts another. */
  close(): void
}

export class DuckdbRefused extends Error {
  override name = 'DuckdbRefused'
}

/**
 * `memory`: by the hand of a system that had no more, or DuckDB said so. `crash`: by what it read, or a bug. `time`: it
 * took too long, or was stopped. `closed`: nobody wants it any more. `start`: it never ran.
 */
export type Death = 'memory' | 'crash' | 'time' | 'closed' | 'start'

export class DuckdbDied extends Error {
  override name = 'DuckdbDied'
  readonly death: Death

  constructor(death: Death, message: string) {
    super(message)
    this.death = death
  }
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

/** Of a function that has so much memory; undefined outside of one. */
export function memoryOf(functionBytes = functionMemoryBytes): number {
  return Math.floor((functionBytes - nodeMemoryBytes) * duckdbMemoryShare)
}

interface Running {
  process: ChildProcess
  waiting: Map<number, { resolve: (rows: Row[]) => void; reject: (error: Error) => void }>
  /** Why it was killed, where that was by us. */
  killed?: Death
}

export function openEngine(options: EngineOptions): Engine {
  let running: Running | undefined
  let lastId = 0
  /** Of whoever is alone. */
  let turn: Promise<unknown> = Promise.resolve()
  const together = new Set<Promise<unknown>>()

  const kill = (death: Death, child = running): void => {
    if (!child) return
    child.killed = death
    child.process.kill('SIGKILL')
    if (running === child) running = undefined
  }

  const start = (): Running => {
    const started = startChild(options)
    started.process.once('close', () => {
      if (running === started) running = undefined
    })
    return started
  }

  const ask = (sql: string[]): Promise<Row[]> => {
    running ??= start()
    const asked = running
    const { process: child, waiting } = asked
    const id = ++lastId
    return new Promise<Row[]>((resolve, reject) => {
      const timer = setTimeout(() => kill('time', asked), options.timeoutMs)
      const end = (): boolean => {
        clearTimeout(timer)
        return waiting.delete(id)
      }
      waiting.set(id, {
        resolve: (rows) => end() && resolve(rows),
        reject(error) {
          // A database that is broken answers nobody any more: who waits for it too is told by its end.
          if (error instanceof DuckdbDied && error.death === 'crash') kill('crash', asked)
          if (end()) reject(error)
        },
      })
      child.stdin?.write(jsonLine({ id, sql }))
    })
  }

  return {
    run(...sql) {
      const asked = turn.then(() => ask(sql))
      together.add(asked)
      const ended = () => together.delete(asked)
      asked.then(ended, ended)
      return asked
    },
    alone(work) {
      const own = Promise.allSettled([turn, ...together]).then(async () => {
        kill('closed') // its memory is wanted
        const memoryBytes = Math.floor(options.memoryBytes * duckdbCarefulShare)
        const careful = openEngine({ ...options, memoryBytes, threads: 1 })
        try {
          return await work(careful)
        } finally {
          careful.close()
        }
      })
      turn = own.catch(() => {})
      return own
    },
    close: () => kill('closed'),
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
    else waiting.get(id)?.reject(refusalOf(error))
  })
  const started: Running = { process: process_, waiting }
  const die = (death: Death, how: string): void => {
    const words = `DuckDB ${how} ${lastWords}`
    for (const { reject } of waiting.values()) reject(new DuckdbDied(death, words))
  }
  process_.once('error', (error) => die('start', `did not start: ${error.message}`))
  process_.once('close', (code, signal) => {
    die(started.killed ?? deathBy(code, signal, lastWords), `ended with ${signal ?? code}.`)
  })
  return started
}

/** After the first of them the database is invalid, and answers with the second. */
const isBroken = /^(INTERNAL|FATAL) Error/

function refusalOf(words: string): Error {
  if (isBroken.test(words)) return new DuckdbDied('crash', words)
  return /^Out of Memory Error/.test(words)
    ? new DuckdbDied('memory', words)
    : new DuckdbRefused(words)
}

/** Nobody but the system kills it with SIGKILL behind our back, and it does so where memory is short. */
function deathBy(code: number | null, signal: string | null, lastWords: string): Death {
  if (signal === 'SIGKILL' || outOfMemory.test(lastWords)) return 'memory'
  return code !== null && code !== 0 && /Cannot find (module|package)/.test(lastWords)
    ? 'start'
    : 'crash'
}

/** As V8, the C++ library and the system say it. */
const outOfMemory = /heap out of memory|bad_alloc|Cannot allocate memory|ENOMEM/
