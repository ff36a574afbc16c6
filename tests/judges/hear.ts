/** One judge is heard: a program of its own that prints claims, `ok …` or `not ok …`, before its deadline. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Judge {
  name: string
  /** What it lacks on this machine, in words; undefined: nothing. */
  lacks: string | undefined
  command: [program: string, ...args: string[]]
  /** When it is ended, with all that it started. */
  minutesMax: number
  before?: () => void
  after?: () => void
}

export interface Tally {
  passed: number
  failed: number
  skipped: string[]
}

const stopMs = 20_000 // asked first: it may have an engine to stop

interface Ears {
  say(text: string): void
  /** Between asking it to end and ending it. */
  graceMs: number
}

const usual: Ears = { say: (text) => void process.stdout.write(text), graceMs: stopMs }

/** Says what it claims, and adds it up. */
export async function hear(judge: Judge, tally: Tally, ears = usual): Promise<void> {
  const { name, lacks } = judge
  if (lacks) {
    tally.skipped.push(`${name}: ${lacks}`)
    ears.say(`skipped ${name}: ${lacks}\n`)
    return
  }
  try {
    judge.before?.()
    const { claims, failed, fault } = await ran(judge, ears)
    tally.passed += claims - failed
    tally.failed += failed
    if (fault === undefined) return
    tally.failed += 1
    ears.say(`not ok ${name}${fault}\n`)
  } catch (error) {
    tally.failed += 1
    ears.say(`not ok ${name} could not be heard: ${error}\n`)
  } finally {
    judge.after?.()
  }
}

interface Ran {
  claims: number
  failed: number
  /** What is wrong with the judge itself, in words after its name. */
  fault: string | undefined
}

async function ran(
  { command: [program, ...args], minutesMax }: Judge,
  { say, graceMs }: Ears,
): Promise<Ran> {
  const child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const heard = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    heard.out += text
    say(text)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    heard.err = (heard.err + text).slice(-2000)
  })
  const ended = new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? signal))
  })
  const deadline = new AbortController()
  const { signal } = deadline
  const late = sleep(minutesMax * 60_000, 'late' as const, { signal }).catch(() => 'late' as const)
  const status = await Promise.race([ended, late]).finally(() => deadline.abort())
  if (status === 'late') await endAll(child.pid ?? 0, graceMs)
  else await sleep(100) // what it said last
  for (const stream of [child.stdout, child.stderr]) stream.destroy() // another may still hold them
  const claims = heard.out.split('\n').filter((line) => /^(not )?ok /.test(line))
  const failed = claims.filter((line) => line.startsWith('not ok ')).length
  const said: Ran = { claims: claims.length, failed, fault: undefined }
  if (status === 'late') {
    said.fault = `: not done after ${minutesMax} min and ${claims.length} claims\n${heard.err}`
  } else if (claims.length === 0 || status !== 0) {
    said.fault = ` ended with ${status} after ${claims.length} claims\n${heard.err}`
  }
  return said
}

/** Its group, and whatever left that group but is its child or a child's. */
async function endAll(pid: number, graceMs: number): Promise<void> {
  const family = new Set([pid, ...descendantsOf(pid)])
  signalTo(-pid, 'SIGTERM')
  await gone(family, graceMs)
  signalTo(-pid, 'SIGKILL')
  for (const one of family) signalTo(one, 'SIGKILL')
  await gone(family, stopMs)
}

async function gone(family: Iterable<number>, waitMs: number): Promise<void> {
  const end = Date.now() + waitMs
  while (Date.now() < end && [...family].some(isAlive)) await sleep(50)
}

function descendantsOf(pid: number): number[] {
  const parents = readdirSync('/proc').flatMap((name) => {
    const [, parent] = /^PPid:\s+(\d+)$/m.exec(/^\d+$/.test(name) ? statusOf(name) : '') ?? []
    return parent ? [[Number(name), Number(parent)] as const] : []
  })
  const of = (one: number): number[] =>
    parents.filter(([, parent]) => parent === one).flatMap(([child]) => [child, ...of(child)])
  return of(pid)
}

function statusOf(pid: number | string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return '' // it has ended meanwhile
  }
}

const isAlive = (pid: number): boolean => /^State:\s+[^ZX]/m.test(statusOf(pid))

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // it has ended
  }
}
