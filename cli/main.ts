/** The command line: `hypatia sql …`, `hypatia land …`. Each command says what it did, with times and sizes, or why not. */
import { readFileSync } from 'node:fs'
import { Conflict } from '../aws/conflict.ts'
import { adopt } from './adopt.ts'
import { collect, deliver } from './collect.ts'
import { type Command, helpOf, lineOf, table } from './command.ts'
import { define } from './define.ts'
import { destinationCommands } from './destination.ts'
import { land } from './land.ts'
import { maintain } from './maintain.ts'
import { alias, register } from './model.ts'
import { rebuild } from './rebuild.ts'
import { reconcile } from './reconcile.ts'
import { scrub } from './scrub.ts'
import { NoSettings } from './settings.ts'
import { sourceCommands } from './source.ts'
import { sql } from './sql.ts'
import { testSource } from './trysource.ts'
import { Usage } from './usage.ts'

const commands: Command[] = [
  ...[sql, land, adopt, define, register, alias],
  ...[...sourceCommands, testSource],
  ...destinationCommands,
  ...[collect, deliver, reconcile, maintain, rebuild, scrub],
]

const help = (): string => `Land any file; a moment later it is a correct table.

Usage: hypatia <command> [options]

${table(commands.map(({ name, takes, does }) => [lineOf({ name, takes }).slice(8), does]))}

hypatia <command> --help says more of one. It speaks to the laptop that runs here (npm start), or to the stack that HYPATIA_… name.
`

const version = (): string => {
  const file = new URL('../package.json', import.meta.url)
  return `${(JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version}\n`
}

async function main(args: string[]): Promise<number> {
  const [first = 'help'] = args
  if (['--version', '-v', 'version'].includes(first)) return said(version())
  if (['help', '--help', '-h'].includes(first))
    return said(args[1] ? helpOn(args.slice(1)) : help())
  const command = commandOf(args)
  const own = args.slice(command.name.split(' ').length)
  const options = own.includes('--') ? own.slice(0, own.indexOf('--')) : own
  if (options.includes('--help') || options.includes('-h')) return said(helpOf(command))
  return command.run(own)
}

function helpOn(args: string[]): string {
  return helpOf(commandOf(args))
}

/** Throws Usage where the first words name none. */
function commandOf(args: string[]): Command {
  const found = commands.find(({ name }) => name.split(' ').every((word, i) => args[i] === word))
  if (found) return found
  const [first = ''] = args
  const kin = commands.filter(({ name }) => name.startsWith(`${first} `))
  const [which, named] = kin.length > 0 ? [`${first} takes`, kin] : ['there are', commands]
  const names = named.map(({ name }) => name).join(', ')
  throw new Usage(
    `no command "${args.slice(0, kin.length > 0 ? 2 : 1).join(' ')}": ${which} ${names}.`,
  )
}

function said(text: string): number {
  process.stdout.write(text)
  return 0
}

/** What went wrong, where it is nobody's bug: words for whoever typed the command. */
function wordsOf(error: unknown): string | undefined {
  if (error instanceof Usage || error instanceof NoSettings) return error.message
  if (error instanceof Conflict) return `${error.message}: another writes there too; ask again.`
  const { name, message, code, $metadata } = Object(error) as Record<string, unknown>
  if ($metadata) return `AWS refused: ${name}: ${message}`
  if (name === 'CredentialsProviderError') return `No AWS credentials: ${message}`
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) return `${message || code}`
  return undefined
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const words = wordsOf(error)
  if (words === undefined) throw error
  process.stderr.write(`hypatia: ${words}\n`)
  process.exitCode = 2
}
