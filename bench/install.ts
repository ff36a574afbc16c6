/** Seconds and megabytes of what `npm start` installs, and what the big ones are for. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const purposes: Record<string, string> = {
  node: 'Node 24 itself, whatever the machine has',
  '@duckdb': 'the engine of normalise, commit and the laptop’s Athena',
  '@aws-sdk': 'the functions’ clients; most of it is the deploy tool’s',
  'vega-datasets': 'the data that the demo lands',
  effect: 'brought by serverless-esbuild',
  '@effect': 'brought by serverless-esbuild',
  'java-invoke-local': 'brought by serverless-offline',
  '@esbuild': 'bundles the functions',
}

const folder = mkdtempSync(join(tmpdir(), 'hypatia-install-'))
for (const file of ['package.json', 'package-lock.json', '.npmrc', 'local/install.mjs'])
  cpSync(file, join(folder, file))
const cache = join(folder, 'cache')
const install = (): number => {
  const began = performance.now()
  execFileSync(
    'npm',
    ['ci', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error', `--cache=${cache}`],
    { cwd: folder },
  )
  return (performance.now() - began) / 1000
}
const megabytes = (path: string): number =>
  Number(execFileSync('du', ['-sm', path], { cwd: folder, encoding: 'utf8' }).split('\t')[0])

console.log(`empty npm cache: ${install().toFixed(0)} s`)
console.log(`warm npm cache:  ${install().toFixed(0)} s`)
console.log(`node_modules:    ${megabytes('node_modules')} MB, of it`)
const sizes = execFileSync('sh', ['-c', 'du -sm node_modules/*'], { cwd: folder, encoding: 'utf8' })
  .trim()
  .split('\n')
  .map((line): [number, string] => [
    Number(line.split('\t')[0]),
    line.split('node_modules/')[1] ?? '',
  ])
for (const [size, name] of sizes.sort(([a], [b]) => b - a).slice(0, 10)) {
  console.log(`${String(size).padStart(7)} MB  ${name.padEnd(18)} ${purposes[name] ?? ''}`)
}
rmSync(folder, { recursive: true, force: true })
