/** A laptop of the bench's own, in a folder and on ports that no other laptop has. */
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { boot } from '../../cli/boot.ts'
import { type Laptop, type Settings, settings } from '../../cli/settings.ts'

export interface Stand {
  laptop: Laptop
  settings: Settings
  /** For files of the bench; removed with the laptop's own. */
  folder: string
}

/** Boots it, does the work, and leaves nothing behind, however the work ends. Throws when `limitMs` are over. */
export async function withLaptop(
  work: (stand: Stand) => Promise<void>,
  { limitMs = 180_000 } = {},
): Promise<void> {
  await withFolder(async (folder) => {
    await settleIn(folder)
    const { laptop, stop } = await boot({ fresh: true })
    try {
      await within(limitMs, work({ laptop, settings: settings(), folder }))
    } finally {
      await stop()
    }
  })
}

/** The home and the ports of the next boot. */
export async function settleIn(folder: string): Promise<void> {
  process.env.HYPATIA_HOME = join(folder, 'home')
  process.env.HYPATIA_AWS_PORT = String(await freePort())
  process.env.HYPATIA_API_PORT = String(await freePort())
}

/** A folder that is gone afterwards; where `npm start` has its own, so that the disk is the same. */
export async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  mkdirSync('.hypatia', { recursive: true })
  const folder = resolve(mkdtempSync(join('.hypatia', 'bench-')))
  try {
    await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Also Ctrl-C ends the work: the laptop is a process that the terminal does not know. */
async function within(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const cut = new Promise<never>((_, reject) => {
    const end = (why: string) => reject(new Error(`the bench was ended: ${why}`))
    timer = setTimeout(() => end(`it took more than ${limitMs / 1000} s`), limitMs)
    process.once('SIGINT', () => end('SIGINT'))
  })
  await Promise.race([work, cut]).finally(() => clearTimeout(timer))
}

/** What a file costs before anything is done with it: a dozen of them are made for one that lands. */
export function fileCreationMs(folder: string): number[] {
  const own = join(folder, 'created')
  mkdirSync(own)
  return Array.from({ length: 500 }, (_, i) => {
    const began = performance.now()
    writeFileSync(join(own, String(i)), 'x'.repeat(1500))
    return performance.now() - began
  })
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
