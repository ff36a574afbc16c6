/** Lays out dist/, the image's content: the bundled runner, and the packages of its own as they are. */
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))
const dist = `${here}dist`
const { dependencies } = JSON.parse(readFileSync(`${here}package.json`, 'utf8'))

rmSync(dist, { recursive: true, force: true })
await build({
  entryPoints: [`${here}main.ts`, `${here}deliver/main.ts`],
  outbase: here,
  outdir: dist,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true, // a kind is read when a source wants it
  external: Object.keys(dependencies),
  mainFields: ['module', 'main'],
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  banner: {
    js: "import { createRequire as hypatiaRequire } from 'node:module'; const require = hypatiaRequire(import.meta.url);",
  },
})
const isNeeded = (file) => !/\.(map|d\.[cm]?ts)$/.test(file)
cpSync(`${here}node_modules`, `${dist}/node_modules`, { recursive: true, filter: isNeeded })
