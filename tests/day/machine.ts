/** The laptop as `npm start` boots it, on ports of its own, to be stopped or to lose its power at any moment. */
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Booted, boot } from '../../cli/boot.ts'
import { isAlive, pointSdkAt } from '../../cli/settings.ts'
import { clientCredentials, type Hypatia, hypatia } from '../../clients/typescript/hypatia.ts'

export interface Machine {
  client: Hypatia
  start(): Promise<void>
  /** In order. */
  stop(): Promise<void>
  /** Kills it and whatever it has started, at once. */
  losePower(): Promise<void>
  /** To the laptop's own process, where it is up. */
  signal(name: NodeJS.Signals): void
  close(): Promise<void>
}

/** Empty and not yet started. */
export async function openMachine(): Promise<Machine> {
  const home = mkdtempSync(join(tmpdir(), 'hypatia-day-'))
  const [api, aws] = [await freePort(), await freePort()]
  Object.assign(process.env, {
    HYPATIA_HOME: join(home, 'home'),
    HYPATIA_API_PORT: `${api}`,
    HYPATIA_AWS_PORT: `${aws}`,
  })
  let booted: Booted | undefined
  let token: ReturnType<typeof clientCredentials> | undefined
  const machine: Machine = {
    client: hypatia({
      url: `http://127.0.0.1:${api}`,
      token: (refused) => token?.(refused) ?? '',
    }),
    async start() {
      booted = await boot()
      pointSdkAt(booted.laptop)
      process.env.MODELS_BUCKET = booted.laptop.buckets.models
      token ??= clientCredentials(booted.laptop.issuer)
    },
    async stop() {
      await booted?.stop()
      booted = undefined
    },
    async losePower() {
      if (!booted) return
      process.kill(-booted.laptop.pid, 'SIGKILL')
      await booted.ended
      booted = undefined
    },
    signal(name) {
      if (booted && isAlive(booted.laptop.pid)) process.kill(booted.laptop.pid, name)
    },
    async close() {
      await machine.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
  return machine
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const persistMs = 90_000
const pollMs = 200

/** As a sender does: again and again until it is acknowledged, whatever becomes of the connection. */
export async function persist<T>(act: () => Promise<T>): Promise<T> {
  const until = Date.now() + persistMs
  for (;;) {
    try {
      return await act()
    } catch (error) {
      const isLost = (error as Error).name === 'TypeError' // fetch's, of another realm than jest's
      if (!isLost || Date.now() > until) throw error
      await sleep(pollMs)
    }
  }
}
