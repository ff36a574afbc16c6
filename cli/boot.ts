/** serverless-offline in a process of its own: what it logs goes to a file, so that the terminal stays readable. */
import { spawn } from 'node:child_process'
import { mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { home, isAlive, type Laptop, readLaptop } from './settings.ts'

const tellMs = 10_000 // a machine with much else to do takes minutes: whoever waits hears of it
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

export interface BootOptions {
  /** Begins with an empty home. */
  fresh?: boolean
  /** Makes a damaged database again from what the objects tell. */
  repair?: boolean
  /** Told now and then how long it takes already, and the last that was said. */
  waiting?: (ms: number, lastWords: string) => void
}

/** However long it takes; throws NotBooted with the end of the log where the process ends before it is up. */
export async function boot({
  fresh = false,
  repair = false,
  waiting = () => {},
}: BootOptions = {}): Promise<Booted> {
  mkdirSync(home(), { recursive: true, mode: 0o700 })
  const logFile = join(home(), 'laptop.log')
  const log = openSync(logFile, 'w', 0o600)
  const child = spawn('node_modules/.bin/serverless', ['offline', '--stage', 'laptop'], {
    stdio: ['ignore', log, log],
    env: { ...process.env, HYPATIA_FRESH: fresh ? '1' : '', HYPATIA_REPAIR: repair ? '1' : '' },
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
  const began = performance.now()
  for (let toldMs = 0; alive; ) {
    const laptop = readLaptop()
    if (laptop && laptop.pid === child.pid && isAlive(laptop.pid)) {
      return { laptop, ended, stop }
    }
    await sleep(pollMs)
    const ms = performance.now() - began
    if (ms - toldMs < tellMs) continue
    toldMs = ms
    waiting(ms, endOf(logFile, 1))
  }
  throw new NotBooted(
    `The laptop did not start. The end of ${logFile}:\n\n${endOf(logFile, linesTold)}`,
  )
}

const linesTold = 20

const endOf = (logFile: string, lines: number): string =>
  readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
