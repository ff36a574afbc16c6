/** Fills the DuckDB layer with the native library that npm installed: Linux on x86_64, as serverless.yml says. */
import { cpSync, existsSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = `${root}/layers/duckdb/nodejs/node_modules/@duckdb`

rmSync(target, { recursive: true, force: true })
for (const name of ['node-api', 'node-bindings', 'node-bindings-linux-x64']) {
  const source = `${root}/node_modules/@duckdb/${name}`
  if (existsSync(source)) cpSync(source, `${target}/${name}`, { recursive: true })
  else throw new Error(`npm has not installed @duckdb/${name}: build the layer on Linux, x86_64`)
}
