/** Lays out dist/, the image's content: the bundled handlers, the worker, and onnxruntime for Linux on one architecture. */
import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const [arch = 'x64'] = process.argv.slice(2)
const here = fileURLToPath(new URL('.', import.meta.url))
const dist = `${here}dist`

rmSync(dist, { recursive: true, force: true })
await build({
  entryPoints: [`${here}handler.ts`, `${here}score.ts`],
  outdir: dist,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true, // what is imported later is read later
  mainFields: ['module', 'main'], // what the SDK has and nobody uses stays out: a third of it, and of the start
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  banner: {
    js: "import { createRequire as hypatiaRequire } from 'node:module'; const require = hypatiaRequire(import.meta.url);",
  },
})
cpSync(`${here}worker.mjs`, `${dist}/worker.mjs`)
const parts = [
  ...['package.json', 'dist', `bin/napi-v6/linux/${arch}`].map(
    (part) => `onnxruntime-node/${part}`,
  ),
  ...['package.json', 'dist/cjs'].map((part) => `onnxruntime-common/${part}`),
]
const isNeeded = (file) => !/\.(map|d\.ts|min\.js)$/.test(file)
for (const part of parts) {
  const path = `node_modules/${part}`
  cpSync(`${here}${path}`, `${dist}/${path}`, { recursive: true, filter: isNeeded })
}
