// Builds the page into dashboard/dist, unless it is as new as its sources: a second start pays milliseconds.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = import.meta.dirname
const built = join(root, 'dist', 'index.html')
const parts = readdirSync(root).filter((name) => name !== 'dist')
const sources = [...parts.map((name) => join(root, name)), join(root, '../package-lock.json')]

const newestMs = (path) => {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  const inside = readdirSync(path).map((name) => newestMs(join(path, name)))
  return Math.max(stat.mtimeMs, ...inside) // a folder is as new as the last name that came or went
}

if (!existsSync(built) || statSync(built).mtimeMs < Math.max(...sources.map(newestMs))) {
  process.env.NODE_ENV = 'production'
  const { build } = await import('vite')
  await build({ configFile: join(root, 'vite.config.ts') })
}
