/** Folders under the temporary one. Lambda keeps it when it kills a function: what the dead left would fill it. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'

/** A new folder of this process; those of the same name whose process is gone are removed. Call once as a module loads. */
export function ownFolder(name: string): string {
  const prefix = `hypatia-${name}-`
  for (const entry of readdirSync(tmpdir())) {
    const [, pid] = entry.startsWith(prefix)
      ? (/^(\d+)-/.exec(entry.slice(prefix.length)) ?? [])
      : []
    if (pid === undefined || isAlive(Number(pid))) continue
    rmSync(join(tmpdir(), entry), { recursive: true, force: true })
  }
  return mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
}

/** Numbers come again: ours was another's where this process has begun only now. Threads share it, and may be at work. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return !isMainThread
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
