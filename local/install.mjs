// Brings node_modules to what package-lock.json says, and does nothing when it is there: the house's, and those of the
// images, which have their own. Runs on the machine's own Node, before anything is installed. `start` leaves out what only tests use.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'

const forStart = process.argv[2] === 'start'
const packagesOf = (file) =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}

function install(folder) {
  const wanted = Object.entries(packagesOf(`${folder}/package-lock.json`)).filter(
    ([path, { optional, peer, dev, devOptional }]) =>
      path && !optional && !peer && !(forStart && (dev || devOptional)),
  )
  const present = packagesOf(`${folder}/node_modules/.package-lock.json`)
  const missing = wanted.filter(([path, { version }]) => present[path]?.version !== version)
  if (missing.length === 0) return false

  console.error(
    `Installing what ${folder}/package-lock.json lists (${missing.length} packages to go; about a minute)…`,
  )
  // The Node that runs npm, not process.execPath: npm ci deletes node_modules/.bin/node.
  const { npm_node_execpath: node, npm_execpath: npm } = process.env
  const omit = forStart ? ['--omit=dev'] : []
  execFileSync(node, [npm, 'ci', ...omit, '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
    // onnxruntime would fetch CUDA from a place of its own
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  })
  return true
}

/** onnxruntime comes with every platform's library: 242 of its 288 MB are for other machines. */
function trim(binaries) {
  for (const platform of readdirSync(binaries)) {
    for (const arch of readdirSync(`${binaries}/${platform}`)) {
      const isOurs = platform === process.platform && arch === process.arch
      if (!isOurs) rmSync(`${binaries}/${platform}/${arch}`, { recursive: true })
    }
  }
}

install('.')
if (!forStart) install('containers/collect')
if (install('containers/predict')) {
  trim('containers/predict/node_modules/onnxruntime-node/bin/napi-v6')
}
