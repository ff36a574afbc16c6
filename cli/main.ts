/** The command line: `hypatia sql …`, `hypatia land …`, `hypatia model …`. Each says what it did, with times and sizes, or why not. */
import { land, landUsage } from './land.ts'
import { model, modelUsage } from './model.ts'
import { NoSettings } from './settings.ts'
import { sql, sqlUsage } from './sql.ts'
import { Usage } from './usage.ts'

const commands: Record<string, { run: (args: string[]) => Promise<number>; usage: string }> = {
  sql: { run: sql, usage: sqlUsage },
  land: { run: land, usage: landUsage },
  model: { run: model, usage: modelUsage },
}

const help = `Usage:\n${Object.values(commands)
  .map(({ usage }) => `  ${usage}`)
  .join('\n')}\n`

async function main([name = 'help', ...args]: string[]): Promise<number> {
  const command = commands[name]
  if (command) return command.run(args)
  const asked = ['help', '--help', '-h'].includes(name)
  if (!asked) process.stderr.write(`hypatia: no command "${name}".\n`)
  process[asked ? 'stdout' : 'stderr'].write(help)
  return asked ? 0 : 2
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof Usage || error instanceof NoSettings)) throw error
  process.stderr.write(`hypatia: ${error.message}\n`)
  process.exitCode = 2
}
