/**
 * The image's program: runs the sources of its kinds until it is told to end. It holds nothing: what it has not landed is
 * with the peer, and where each source is stands in the API. Settings are `LANDING_*`, as NiFi has them, and `COLLECT_*`.
 */
import { clientCredentials, hypatia } from '../../clients/typescript/hypatia.ts'
import { collectDefinitionsMs, collectDrainMsMax, collectLeaseMs } from '../../lake/limits.ts'
import { secretOf, secretVariable } from '../../schemas/sources.ts'
import { logger } from './log.ts'
import { run } from './runner.ts'
import { sweepSpools } from './spool.ts'

const set = (name: string): string => {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set`)
  return value
}
const milliseconds = (name: string, otherwise: number): number =>
  Number(process.env[name] ?? otherwise)

function secret(name: string): string {
  const value = secretOf(process.env, name)
  if (value === undefined)
    throw new Error(
      `the secret "${name}" is not there: neither ${secretVariable(name)} nor SOURCE_SECRETS has it`,
    )
  return value
}

const ending = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    ending.abort()
    setTimeout(() => process.exit(1), collectDrainMsMax).unref()
  })
}

const healthPort = process.env.COLLECT_HEALTH_PORT
logger.info('collect begins')
await sweepSpools()
await run(
  {
    api: hypatia({
      url: set('LANDING_URL'),
      token: clientCredentials({
        tokenUrl: set('LANDING_TOKEN_URL'),
        clientId: set('LANDING_CLIENT_ID'),
        clientSecret: set('LANDING_CLIENT_SECRET'),
      }),
    }),
    secretOf: secret,
    leaseMs: milliseconds('COLLECT_LEASE_MS', collectLeaseMs),
    definitionsMs: milliseconds('COLLECT_DEFINITIONS_MS', collectDefinitionsMs),
    healthPort: healthPort === undefined ? undefined : Number(healthPort),
  },
  ending.signal,
)
process.exit(0)
