/** What a function is before it does anything: kilobytes of its bundle, and how long a fresh Node takes to load it. */
import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { bundling } from '../tests/flow/bundles.ts'
import { figures } from './figures.ts'
import { withFolder } from './stand/laptop.ts'

const names = ['api', 'authorizer', 'catalog', 'normalise', 'commit']
const rounds = 7

const timed = (file: string): number => {
  const code = `const began = performance.now(); await import(${JSON.stringify(file)}); console.log(performance.now() - began); process.exit()`
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', code]))
}

await withFolder(async (folder) => {
  for (const name of names) {
    const outfile = join(folder, `${name}.mjs`)
    await build({
      ...{ entryPoints: [`functions/${name}/handler.ts`], outfile, ...bundling },
    })
    const kilobytes = Math.round(statSync(outfile).size / 1000)
    const tookMs = Array.from({ length: rounds }, () => timed(outfile))
    console.log(`${name.padEnd(12)}${String(kilobytes).padStart(6)} kB  ${figures(tookMs, 'ms')}`)
  }
})
