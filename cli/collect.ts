/** `hypatia collect` and `hypatia deliver`: the programs of the image `collect` beside the laptop. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { command } from './command.ts'
import { isAlive, readLaptop } from './settings.ts'
import { Usage } from './usage.ts'

const folder = fileURLToPath(new URL('../containers/collect', import.meta.url))

const runner = (name: string, program: string, does: string) =>
  command({
    name,
    takes: '',
    does,
    operands: [0, 0],
    options: {},
    async run() {
      const child = spawn(process.execPath, [`${collectFolder()}/${program}`], {
        env: { ...process.env, ...landing() },
        stdio: 'inherit',
      })
      const exited = once(child, 'exit') // a Ctrl-C in the terminal is the child's too
      for (const signal of ['SIGINT', 'SIGTERM'] as const)
        process.on(signal, () => child.kill(signal))
      const [code] = await exited
      return code ?? 1
    },
  })

export const collect = runner(
  'collect',
  'main.ts',
  'Fetch what sources of the kinds that it runs bring, until Ctrl-C (docs/sources.md).',
)

export const deliver = runner(
  'deliver',
  'deliver/main.ts',
  'Send what destinations are to have, until Ctrl-C (docs/destinations.md).',
)

/** Where the runner is. Throws Usage where its packages are not installed. */
export function collectFolder(): string {
  if (!existsSync(`${folder}/node_modules`))
    throw new Usage('its packages are not installed: npm ci --prefix containers/collect')
  return folder
}

/** Where it lands; throws Usage where there is nothing. */
function landing(): Record<string, string> {
  if (process.env.LANDING_URL) return {}
  const laptop = readLaptop()
  if (!laptop || !isAlive(laptop.pid))
    throw new Usage('no laptop runs here: `npm start` first, or name an API by LANDING_URL')
  return {
    LANDING_URL: laptop.api,
    LANDING_TOKEN_URL: laptop.issuer.tokenUrl,
    LANDING_CLIENT_ID: laptop.issuer.clientId,
    LANDING_CLIENT_SECRET: laptop.issuer.clientSecret,
  }
}
