// Builds the page into dashboard/dist, unless it is as new as its sources: a second start pays milliseconds.
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = import.meta.dirname
const dist = join(root, 'dist')
const built = join(dist, 'index.html')
const parts = readdirSync(root).filter((name) => !name.startsWith('dist'))
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
  // Beside it first: whoever serves or builds at the same time sees one whole page or the other.
  const outDir = join(root, `dist-${process.pid}`)
  await build({ configFile: join(root, 'vite.config.ts'), build: { outDir } })
  rmSync(dist, { recursive: true, force: true })
  renameSync(outDir, dist)
}
