/** serverless-offline in a process of its own: what it logs goes to a file, so that the terminal stays readable. */
import { spawn } from 'node:child_process'
import { mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { home, isAlive, type Laptop, readLaptop } from './settings.ts'

const bootMs = 120_000 // a cold disk and a busy machine take half a minute
const pollMs = 25

export interface Booted {
  laptop: Laptop
  /** Resolves when the process has ended, however it did. */
  ended: Promise<void>
  /** Asks it to end in order. */
  stop(): Promise<void>
}

export class NotBooted extends Error {
  override name = 'NotBooted'
}

/** Throws NotBooted with the end of the log. `fresh` begins with an empty home. */
export async function boot({ fresh = false } = {}): Promise<Booted> {
  mkdirSync(home(), { recursive: true, mode: 0o700 })
  const logFile = join(home(), 'laptop.log')
  const log = openSync(logFile, 'w', 0o600)
  const child = spawn('node_modules/.bin/serverless', ['offline', '--stage', 'laptop'], {
    stdio: ['ignore', log, log],
    env: { ...process.env, HYPATIA_FRESH: fresh ? '1' : '' },
    detached: true, // a Ctrl-C in the terminal is for whoever booted it, to stop it in order
  })
  let alive = true
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      alive = false
      resolve()
    })
  })
  const stop = (): Promise<void> => {
    child.kill('SIGINT')
    return ended
  }
  const until = Date.now() + bootMs
  while (alive && Date.now() < until) {
    const laptop = readLaptop()
    if (laptop && laptop.pid === child.pid && isAlive(laptop.pid)) {
      return { laptop, ended, stop }
    }
    await sleep(pollMs)
  }
  child.kill('SIGKILL')
  const tail = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-20).join('\n')
  throw new NotBooted(`The laptop did not start. The end of ${logFile}:\n\n${tail}`)
}
