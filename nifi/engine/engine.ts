/** A NiFi as one JVM on the loopback: started without its shell scripts, ready when its flows run, stopped in order. */
import { type ChildProcess, spawn } from 'node:child_process'
import { openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findJava } from './java.ts'
import { faultsOf } from './status.ts'

const bootMs = 300_000 // 15 s on a machine that does nothing else
const readyMs = 60_000
const stopMs = 30_000
const pollMs = 200

export interface Engine {
  pid: number
  /** Of its REST API and canvas. */
  url: string
  ended: Promise<void>
  /** Asks it to end in order. */
  stop(): Promise<void>
  /** Ends it as a power cut would. */
  kill(): Promise<void>
}

interface Start {
  home: string
  webPort: number
  managementPort: number
  heapMb?: number
}

export class NotStarted extends Error {
  override name = 'NotStarted'
}

/** Resolves when it says that it is up. Throws NotStarted with the end of its log. */
export async function start({
  home,
  webPort,
  managementPort,
  heapMb = 512,
}: Start): Promise<Engine> {
  const console = openSync(join(home, 'logs', 'console.log'), 'w')
  const child = spawn(
    join(findJava() ?? '', 'bin', 'java'),
    [
      ...['-Xms128m', `-Xmx${heapMb}m`, '-Djava.awt.headless=true'],
      '-Dnifi.properties.file.path=conf/nifi.properties',
      '-Dorg.apache.nifi.bootstrap.config.log.dir=logs',
      `-Dorg.apache.nifi.management.server.address=127.0.0.1:${managementPort}`,
      ...['-cp', 'lib/*:conf', 'org.apache.nifi.NiFi'],
    ],
    { cwd: home, stdio: ['ignore', console, console], detached: true }, // a Ctrl-C is ours to pass on
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const health = `http://127.0.0.1:${managementPort}/health`
  if (!(await until(() => isUp(health), bootMs, child))) {
    child.kill('SIGKILL')
    throw new NotStarted(`NiFi did not start. The end of its log:\n\n${endOfLog(home)}`)
  }
  return {
    pid: child.pid ?? 0,
    url: `http://127.0.0.1:${webPort}`,
    ended,
    stop: () => stopped(child, ended),
    kill: () => {
      child.kill('SIGKILL')
      return ended
    },
  }
}

/** Resolves when all is valid and these flows run. Throws NotStarted with what is wrong. */
export async function ready({ url }: Engine, running: string[]): Promise<void> {
  const isReady = async () => (await faultsOf(url, running)).length === 0
  if (await until(isReady, readyMs)) return
  const faults = (await faultsOf(url, running)).join('\n')
  throw new NotStarted(`NiFi's flows are not as they should be:\n${faults}`)
}

async function until(
  isSo: () => Promise<boolean>,
  limitMs: number,
  child?: ChildProcess,
): Promise<boolean> {
  const end = Date.now() + limitMs
  while (Date.now() < end && (child?.exitCode ?? null) === null) {
    if (await isSo().catch(() => false)) return true
    await sleep(pollMs)
  }
  return false
}

const isUp = async (health: string): Promise<boolean> => (await fetch(health)).ok

async function stopped(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMs)
  await ended
  clearTimeout(timer)
}

const endOfLog = (home: string): string =>
  ['console.log', 'nifi-app.log']
    .map((name) =>
      readFileSync(join(home, 'logs', name), 'utf8')
        .split('\n')
        .slice(-15)
        .join('\n'),
    )
    .join('\n')
