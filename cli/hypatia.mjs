#!/usr/bin/env node
// `npx hypatia …` on whatever Node the machine has: the program itself runs on the Node 24 of node_modules.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const node = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url))
const program = fileURLToPath(new URL('main.ts', import.meta.url))
if (!existsSync(node)) {
  console.error('Hypatia is not installed yet. Run `npm start` (or `npm test`) once in its folder.')
  process.exit(1)
}
const { status } = spawnSync(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' })
process.exit(status ?? 1)
