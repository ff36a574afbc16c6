/** Files by their number, shared among processes. One that dies or hangs is named by the file that it had, and replaced. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export type Task = 'draws' | 'mutations'

/** What a process says: that it begins with this file, and what became of it. */
export type Said<T> = { begins: number } | { ended: T }

export interface Lost {
  seed: number
  how: string
}

const program = fileURLToPath(new URL('worker.ts', import.meta.url))
const silentMsMax = 120_000

export async function inProcesses<T>(
  task: Task,
  from: number,
  count: number,
  processes: number,
): Promise<{ ended: T[]; lost: Lost[] }> {
  const ended: T[] = []
  const lost: Lost[] = []
  const end = from + count
  const one = async (first: number): Promise<void> => {
    for (let next = first; next < end; ) {
      const left = await begun<T>([task, next, end, processes].map(String), ended)
      if (!left) return
      lost.push(left)
      next = left.seed + processes
    }
  }
  await Promise.all(Array.from({ length: processes }, (_, i) => one(from + i)))
  return { ended, lost }
}

/** Undefined: it did all of its files. */
function begun<T>(args: string[], ended: T[]): Promise<Lost | undefined> {
  const child = fork(program, args)
  let seed = Number(args[1])
  let isLate = false
  const late = (): void => {
    isLate = true
    child.kill('SIGKILL')
  }
  let timer = setTimeout(late, silentMsMax)
  child.on('message', (said: Said<T>) => {
    clearTimeout(timer)
    timer = setTimeout(late, silentMsMax)
    if ('begins' in said) seed = said.begins
    else ended.push(said.ended)
  })
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      const how = isLate ? `said nothing for ${silentMsMax} ms` : `ended with ${signal ?? code}`
      resolve(code === 0 ? undefined : { seed, how })
    })
  })
}
