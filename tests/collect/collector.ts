/** A laptop, a door before its API, and the runner as the image starts it: to be killed, ended and begun again. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from '@jest/globals'
import { type Laptop, readLaptop } from '../../cli/settings.ts'
import { type Hypatia, records } from '../../clients/typescript/hypatia.ts'
import { sourceDefinition } from '../../schemas/sources.ts'
import { type Machine, openMachine } from '../day/machine.ts'
import { type Door, openDoor } from '../judges/nifi/door.ts'

export interface Collector {
  client: Hypatia
  door: Door
  /** Where its runners keep what is on its way. */
  temporary: string
  define(source: string, definition: object): Promise<void>
  begin(): void
  /** Until the API says that it runs. */
  runs(source: string): Promise<void>
  /** As a power cut. */
  kill(): Promise<void>
  /** In order; its exit code. */
  end(): Promise<number | null>
  /** All that the runners have said. */
  log(): string
  /** Rows of one column, once there are as many as are expected, neither more nor fewer: in their order. */
  values(sql: string, count: number): Promise<string[]>
  close(): Promise<void>
}

const waitMs = 90_000
const pollMs = 300

const built = [process.execPath, 'containers/collect/dist/main.mjs']

/** `program`: what starts it; its environment is given by us. */
export async function openCollector(secrets = {}, program = built): Promise<Collector> {
  execFileSync(process.execPath, ['containers/collect/build.mjs'])
  const machine: Machine = await openMachine()
  await machine.start()
  const laptop = readLaptop()
  if (!laptop) throw new Error('no laptop runs')
  const folder = mkdtempSync(join(tmpdir(), 'hypatia-collect-test-'))
  const door = await openDoor(laptop.api)
  const env = environmentOf(laptop, door, folder, secrets)
  let said = ''
  let child: ChildProcess | undefined
  let isClosed = false
  const isRunning = () => child?.exitCode === null && child.signalCode === null
  const ended = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (!child || !isRunning()) return null
    const exit = once(child, 'exit')
    child.kill(signal)
    const [code] = await exit
    return code
  }
  return {
    client: machine.client,
    door,
    temporary: folder,
    async define(source, definition) {
      const body = sourceDefinition.parse(definition)
      const header = { 'if-none-match': '*' as const }
      await machine.client.call('putSource', { path: { source }, header, body })
    },
    begin() {
      if (isClosed || isRunning()) throw new Error('it is closed, or runs')
      child = spawn(program[0] ?? '', program.slice(1), { env })
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (text) => {
          said += text
        })
    },
    async runs(source) {
      for (const until = Date.now() + waitMs; ; await sleep(pollMs)) {
        const { body } = await machine.client.call('listSources')
        const found = body.sources.find(({ name }) => name === source)
        if (found?.state?.state === 'running') return
        if (Date.now() > until) throw new Error(`${source} does not run: ${said.slice(-3_000)}`)
      }
    },
    kill: async () => void (await ended('SIGKILL')),
    end: () => ended('SIGTERM'),
    log: () => said,
    async values(sql, count) {
      const until = Date.now() + waitMs
      for (;;) {
        const found = await valuesOf(machine.client, sql).catch((error: Error) => error)
        const isThere = Array.isArray(found) && found.length === count
        if (isThere) return found
        if (Date.now() > until)
          throw new Error(
            `${Array.isArray(found) ? `${found.length} of ${count} values` : found.message}; the runner said:\n${said.slice(-3_000)}`,
          )
        await sleep(pollMs)
      }
    },
    async close() {
      isClosed = true
      await ended('SIGKILL')
      door.shut()
      await machine.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const environmentOf = (
  { issuer }: Laptop,
  door: Door,
  folder: string,
  secrets: Record<string, string>,
): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  TMPDIR: folder,
  LANDING_URL: door.url,
  LANDING_TOKEN_URL: issuer.tokenUrl,
  LANDING_CLIENT_ID: issuer.clientId,
  LANDING_CLIENT_SECRET: issuer.clientSecret,
  COLLECT_LEASE_MS: '1500',
  COLLECT_DEFINITIONS_MS: '300',
  ...Object.fromEntries(Object.entries(secrets).map(([name, value]) => [`SECRET_${name}`, value])),
})

async function valuesOf(client: Hypatia, sql: string): Promise<string[]> {
  const found: string[] = []
  for await (const page of client.query(sql))
    for (const row of records(page)) found.push(String(Object.values(row)[0]))
  return found
}

/** Between kills: some of these times the runner has begun to land, has landed, or has not yet seen anything. */
const killsAfterMs = [700, 1_500, 2_600]

/**
 * What every kind must stand: it runs; it is killed while more comes, and again; the API is away while more comes; it is
 * ended in order. All ids that were sent are rows, once each.
 */
export async function stands(
  collector: Collector,
  { send, ids }: { send(ids: number[]): Promise<void>; ids: string },
): Promise<number[]> {
  const sent: number[] = []
  const some = async (count: number): Promise<void> => {
    const next = Array.from({ length: count }, (_, i) => sent.length + i)
    await send(next)
    sent.push(...next)
  }
  const are = async (): Promise<void> => {
    const found = (await collector.values(ids, sent.length)).map(Number)
    expect(found.toSorted((a, b) => a - b)).toEqual(sent)
  }
  await collector.end()
  collector.begin()
  await some(60)
  await are()
  for (const ms of killsAfterMs) {
    const sending = some(40)
    await sleep(ms)
    await collector.kill()
    await sending
    collector.begin()
    await some(20)
  }
  await are()
  collector.door.shut()
  await some(30)
  await sleep(2_500)
  await collector.door.open()
  await are()
  expect(await collector.end()).toBe(0)
  await some(20)
  collector.begin()
  await are()
  return sent
}
