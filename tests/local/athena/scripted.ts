/** An engine that does what a test says, where the real one's timing cannot be commanded. */
import { writeFileSync } from 'node:fs'
import type { Engine, EngineRequest } from '../../../local/athena/engine/engine.ts'

/**
 * `SELECT ROWS n` has n rows of a number and a NULL; `SELECT SLOW` ends only by being stopped;
 * whatever `fails` throws for a statement is how it fails.
 */
export function scriptedEngine(fails: (sql: string) => unknown = () => undefined) {
  const tasks: EngineRequest[] = []
  const engine: Engine = {
    close: () => undefined,
    write: () => Promise.reject(new Error('the script has no rows')),
    look: () => Promise.reject(new Error('the script has no plan')),
    async run(task) {
      tasks.push(task)
      const failure = fails(task.sql)
      if (failure) throw failure
      if (/SLOW/.test(task.sql)) await aborted(task.signal)
      const rows = Number(/ROWS (\d+)/.exec(task.sql)?.[1] ?? 1)
      const lines = Array.from({ length: rows }, (_, i) => `"${i}",\n`).join('')
      writeFileSync(task.csvFile, `"n","nothing"\n${lines}`)
      const columns = [
        { name: 'n', type: 'bigint', precision: 19, scale: 0 },
        { name: 'nothing', type: 'varchar', precision: 2_147_483_647, scale: 0 },
      ]
      return { columns, rowCount: rows, bytesScanned: 42 }
    },
  }
  return { engine, tasks }
}

const aborted = (signal: AbortSignal) =>
  new Promise((_, reject) => {
    const stop = () => reject(new Error('interrupted'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)
  })
