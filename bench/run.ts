/** `npm run bench -- <name>`: one figure or one family of figures a file; without a name, the list. */
import { readdirSync, readFileSync } from 'node:fs'

const [name] = process.argv.slice(2)
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !['run.ts', 'figures.ts'].includes(file))
  .map((file) => file.slice(0, -3))

if (name && names.includes(name)) {
  await import(`./${name}.ts`)
} else {
  if (name) console.error(`No figure "${name}".\n`)
  for (const one of names) console.log(`npm run bench -- ${one.padEnd(12)} ${summaryOf(one)}`)
  process.exitCode = name ? 2 : 0
}

/** The first sentence of the file's docstring. */
function summaryOf(one: string): string {
  const text = readFileSync(`${import.meta.dirname}/${one}.ts`, 'utf8')
  return /^\/\*\* (.*?)[.:](\s|$)/.exec(text)?.[1] ?? ''
}
