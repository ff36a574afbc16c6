/**
 * What the image's programs have in common: they run what is defined until they are told to end, and hold nothing. Settings
 * are `LANDING_*`, as NiFi has them, and `COLLECT_*`.
 */
import { clientCredentials, hypatia } from '../../clients/typescript/hypatia.ts'
import { collectDefinitionsMs, collectDrainMsMax, collectLeaseMs } from '../../lake/limits.ts'
import { secretOf, secretVariable } from '../../schemas/sources.ts'
import { logger } from './log.ts'
import { type Noun, run } from './runner.ts'

const set = (name: string): string => {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set`)
  return value
}
const milliseconds = (name: string, otherwise: number): number =>
  Number(process.env[name] ?? otherwise)

/** Its value. Throws where this process has none. */
export function secret(name: string): string {
  const value = secretOf(process.env, name)
  if (value === undefined)
    throw new Error(
      `the secret "${name}" is not there: neither ${secretVariable(name)} nor SOURCE_SECRETS has it`,
    )
  return value
}

/** The API that the environment names. */
export const apiOf = () =>
  hypatia({
    url: set('LANDING_URL'),
    token: clientCredentials({
      tokenUrl: set('LANDING_TOKEN_URL'),
      clientId: set('LANDING_CLIENT_ID'),
      clientSecret: set('LANDING_CLIENT_SECRET'),
    }),
  })

/** Ends the process. */
export async function program<D>(noun: Noun<D>): Promise<never> {
  const ending = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      ending.abort()
      setTimeout(() => process.exit(1), collectDrainMsMax).unref()
    })
  }
  const healthPort = process.env.COLLECT_HEALTH_PORT
  logger.info(`${noun.plural} begin`)
  await run(
    noun,
    {
      api: apiOf(),
      secretOf: secret,
      leaseMs: milliseconds('COLLECT_LEASE_MS', collectLeaseMs),
      definitionsMs: milliseconds('COLLECT_DEFINITIONS_MS', collectDefinitionsMs),
      healthPort: healthPort === undefined ? undefined : Number(healthPort),
    },
    ending.signal,
  )
  process.exit(0)
}
