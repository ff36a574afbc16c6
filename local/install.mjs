// Brings node_modules to what package-lock.json says, and does nothing when it is there.
// Runs on the machine's own Node, before anything is installed. `start` leaves out what only tests use.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

const forStart = process.argv[2] === 'start'
const packagesOf = (file) =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}
const wanted = Object.entries(packagesOf('package-lock.json')).filter(
  ([path, { optional, peer, dev, devOptional }]) =>
    path && !optional && !peer && !(forStart && (dev || devOptional)),
)
const present = packagesOf('node_modules/.package-lock.json')
const missing = wanted.filter(([path, { version }]) => present[path]?.version !== version)

if (missing.length > 0) {
  console.error(
    `Installing what package-lock.json lists (${missing.length} packages to go; about a minute)…`,
  )
  // The Node that runs npm, not process.execPath: npm ci deletes node_modules/.bin/node.
  const { npm_node_execpath: node, npm_execpath: npm } = process.env
  const omit = forStart ? ['--omit=dev'] : []
  execFileSync(node, [npm, 'ci', ...omit, '--loglevel=error', '--no-audit', '--no-fund'], {
    stdio: 'inherit',
  })
}
