/** Warm processes that run DuckDB: a query that crashes or hangs takes its process, never the laptop. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import {
  athenaInterruptMsMax,
  athenaProcessesMax,
  athenaSilenceMsMax,
} from '../../../lake/limits.ts'
import { AthenaError } from '../../../lake/sql/error.ts'
import { fault } from './fault.ts'
import type { Answer, Order, SandboxQuery } from './message.ts'

export interface Pool {
  /** Runs a query; returns how many rows it wrote. Rejects with AthenaError, or the signal's reason. */
  run(query: SandboxQuery, signal: AbortSignal): Promise<number>
  /** Starts the processes ahead of the first query. */
  warm(): void
  close(): void
}

const program = fileURLToPath(new URL('child.ts', import.meta.url))

/** `silenceMsMax`: how long a process may say nothing while it runs a query. */
export function openPool(silenceMsMax = athenaSilenceMsMax): Pool {
  const idle: ChildProcess[] = []
  const all = new Set<ChildProcess>()
  const waiting: ((child: ChildProcess) => void)[] = []
  let ids = 0

  const start = (): ChildProcess => {
    const child = fork(program, [], {
      execPath: process.execPath,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: {},
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    all.add(child)
    child.once('exit', () => {
      all.delete(child)
      const place = idle.indexOf(child)
      if (place >= 0) idle.splice(place, 1)
      if (waiting.length > 0 && all.size < athenaProcessesMax) waiting.shift()?.(start())
    })
    return child
  }

  const take = (): Promise<ChildProcess> => {
    // The one that has rested longest has made its next database.
    const child = idle.shift() ?? (all.size < athenaProcessesMax ? start() : undefined)
    return child ? Promise.resolve(child) : new Promise((resolve) => waiting.push(resolve))
  }

  const give = (child: ChildProcess) => {
    if (!child.connected) return
    const next = waiting.shift()
    if (next) next(child)
    else {
      // An idle process keeps nobody alive.
      child.unref()
      child.channel?.unref()
      idle.push(child)
    }
  }

  return {
    async run(query, signal) {
      signal.throwIfAborted()
      const child = await take()
      child.ref()
      child.channel?.ref()
      ids += 1
      try {
        return await ask(child, { id: ids, query, signal, silenceMsMax })
      } finally {
        give(child)
      }
    },
    warm() {
      while (all.size < athenaProcessesMax) give(start())
    },
    close() {
      for (const child of all) child.kill('SIGKILL')
    },
  }
}

interface Asked {
  id: number
  query: SandboxQuery
  signal: AbortSignal
  silenceMsMax: number
}

/** Sends a query and waits for its answer; on abort interrupts it, and kills what heeds nothing or says nothing. */
function ask(child: ChildProcess, { id, query, signal, silenceMsMax }: Asked): Promise<number> {
  return new Promise((resolve, reject) => {
    let killer: NodeJS.Timeout | undefined
    let isSilent = false
    const watch = setTimeout(() => {
      isSilent = true
      child.kill('SIGKILL') // a stopped process heeds no other
    }, silenceMsMax)
    const send = (order: Order) => child.send(order, () => {})
    const abort = () => {
      send({ cancel: id })
      killer = setTimeout(() => child.kill('SIGKILL'), athenaInterruptMsMax)
    }
    const end = (settle: () => void) => {
      clearTimeout(watch)
      clearTimeout(killer)
      signal.removeEventListener('abort', abort)
      child.off('message', answered)
      child.off('exit', died)
      settle()
    }
    const answered = (answer: Answer) => {
      if (answer.id !== id) return
      watch.refresh()
      if ('lives' in answer) return
      end(() => {
        if (signal.aborted) reject(signal.reason)
        else if ('fault' in answer) reject(fault(answer.fault))
        else resolve(answer.rowCount)
      })
    }
    const died = (_code: number | null, by: NodeJS.Signals | null) =>
      end(() => reject(signal.aborted ? signal.reason : deathOf(isSilent, by)))
    child.on('message', answered)
    child.once('exit', died)
    signal.addEventListener('abort', abort, { once: true })
    send({ id, query })
  })
}

/** Nobody kills it behind our back but a system that is short of memory. */
function deathOf(isSilent: boolean, by: NodeJS.Signals | null): AthenaError {
  if (by === 'SIGKILL' && !isSilent) {
    const message =
      "Query exhausted resources: the system killed the query's process, for this machine has no more memory"
    return new AthenaError({ code: 'EXCEEDED_LOCAL_MEMORY_LIMIT', message, category: 2, type: 101 })
  }
  const how = isSilent
    ? 'was stopped, or stuck, and has been replaced: run the query again'
    : 'died'
  return new AthenaError({
    code: 'GENERIC_INTERNAL_ERROR',
    message: `GENERIC_INTERNAL_ERROR: The process that ran the query ${how}`,
    category: 1,
    type: 100,
  })
}
