/**
 * `npm run nifi`: the real NiFi on this machine, against the laptop that runs, or the API that `LANDING_URL` and its
 * sisters name. A file that is sent to it, or put into its directory, becomes a table.
 */
import { join, resolve } from 'node:path'
import { clientCredentials } from '../clients/typescript/hypatia.ts'
import { dataflowOf } from '../nifi/documents.ts'
import { assemble, lacking } from '../nifi/engine/assemble.ts'
import { NotStarted, ready, start } from '../nifi/engine/engine.ts'
import { filled } from '../nifi/engine/fill.ts'
import { follow } from '../nifi/engine/follow.ts'
import { layOut } from '../nifi/engine/home.ts'
import { flows } from '../nifi/flows.ts'
import { secretOf } from '../schemas/sources.ts'
import { home, isAlive, readLaptop } from './settings.ts'
import { msText } from './units.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const port = Number(process.env.HYPATIA_NIFI_PORT ?? 8090)
const ports = { web: port, intake: port + 1, management: port + 2 }

/** What the flows' parameters are filled from; undefined where there is nothing to land in. */
function environment(nifiHome: string): Record<string, string | undefined> | undefined {
  const own = {
    INTAKE_PORT: String(ports.intake),
    DIRECTORY_IN: join(nifiHome, 'in'),
    DIRECTORY_REFUSED: join(nifiHome, 'refused'),
  }
  if (process.env.LANDING_URL) return { ...own, ...process.env }
  const laptop = readLaptop()
  if (!laptop || !isAlive(laptop.pid)) return undefined
  return {
    ...own,
    LANDING_URL: laptop.api,
    LANDING_TOKEN_URL: laptop.issuer.tokenUrl,
    LANDING_CLIENT_ID: laptop.issuer.clientId,
    LANDING_CLIENT_SECRET: laptop.issuer.clientSecret,
    ...process.env,
  }
}

async function run(): Promise<number> {
  const lacks = lacking()
  if (lacks) {
    say(`NiFi needs Java 21 or newer and Maven; this machine has ${lacks}.`)
    say(
      'On Debian 13: apt-get install openjdk-21-jdk-headless maven; elsewhere https://adoptium.net.',
    )
    return 1
  }
  const nifiHome = resolve(home(), 'nifi')
  const values = environment(nifiHome)
  if (!values) {
    say(
      'No laptop runs here: `npm start` in another terminal first, or name an API by LANDING_URL.',
    )
    return 1
  }
  const lib = await assemble(say)
  // A flow whose secret is not given stays stopped.
  const running = flows
    .filter(({ parameters }) => parameters.every((one) => !one.sensitive || values[one.variable]))
    .map(({ name }) => name)
  layOut({
    home: nifiHome,
    lib,
    webPort: ports.web,
    dataflow: filled(dataflowOf(flows), running, values),
  })
  say('Starting NiFi …')
  const startedAt = performance.now()
  const engine = await start({
    home: nifiHome,
    webPort: ports.web,
    managementPort: ports.management,
  })
  process.once('SIGINT', engine.stop)
  process.once('SIGTERM', engine.stop)
  try {
    await ready(engine, running)
  } catch (error) {
    await engine.stop()
    throw error
  }
  say(invitation(nifiHome, msText(performance.now() - startedAt), running))
  const end = new AbortController()
  const followed = follow({
    url: engine.url,
    api: values.LANDING_URL ?? '',
    token: clientCredentials({
      tokenUrl: values.LANDING_TOKEN_URL ?? '',
      clientId: values.LANDING_CLIENT_ID ?? '',
      clientSecret: values.LANDING_CLIENT_SECRET ?? '',
    }),
    secretOf: (name) => secretOf(process.env, name),
    say,
    signal: end.signal,
  })
  await engine.ended
  end.abort()
  await followed
  return 0
}

function invitation(nifiHome: string, took: string, running: string[]): string {
  const stopped = flows.filter(({ name }) => !running.includes(name)).map(({ name }) => name)
  return `NiFi is up (${took}), all of it valid.

canvas       http://127.0.0.1:${ports.web}/nifi
http-push    curl -H "Authorization: Bearer $HYPATIA_TOKEN" --data-binary @airports.csv http://127.0.0.1:${ports.intake}/faa/airports/airports.csv
             a token that lands under the source: \`npm start\` prints one as HYPATIA_TOKEN
directory    mkdir -p ${join(nifiHome, 'in/faa/airports')} && cp airports.csv $_
             refused files: ${join(nifiHome, 'refused')}
${stopped.includes('rest-poll') ? 'rest-poll    stopped: X_BEARER_TOKEN and X_QUERY in the environment start it' : 'rest-poll    runs'}
sources      definitions/sources/*.yml, after npx hypatia define; or PUT /v1/sources/<source>: docs/sources.md

Ctrl-C stops it; what it had not landed is still with its sender.`
}

try {
  process.exitCode = await run()
} catch (error) {
  if (!(error instanceof NotStarted)) throw error
  say(error.message)
  process.exitCode = 1
}
