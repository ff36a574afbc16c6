/** What the API says of itself, and of whoever asks. */
import { environment } from '../../aws/environment.ts'
import { type Answer, type Call, json } from '../../aws/gateway/call.ts'
import * as limits from '../../lake/limits.ts'
import { apiVersion, scopes } from '../../schemas/route.ts'

const names = [
  'datasets',
  'queries',
  'models',
  'prediction-jobs',
  'activity',
  'quarantine',
  'overview',
  'me',
  'health',
]

export async function getIndex(): Promise<Answer> {
  const { requestBytesMax, pageBytesMax, rowsLookedAtMax, rowsSortedMax, presignedSeconds } = limits
  return json({
    name: 'Hypatia',
    version: apiVersion,
    links: {
      ...Object.fromEntries(names.map((name) => [name, `/v1/${name}`])),
      ...{ openapi: '/v1/openapi.json', openapi30: '/v1/openapi-3.0.json' },
    },
    scopes,
    issuer: environment.issuer(),
    signIn: environment.signIn(),
    limits: { requestBytesMax, pageBytesMax, rowsLookedAtMax, rowsSortedMax, presignedSeconds },
  })
}

export const getHealth = async (): Promise<Answer> => json({ status: 'ok' })

/** The documents are read when they are asked for: the first request of a function waits for neither. */
export async function getOpenapi(): Promise<Answer> {
  const { default: document } = await import('../../schemas/openapi.json', {
    with: { type: 'json' },
  })
  return json(document)
}

export async function getOpenapi30(): Promise<Answer> {
  const { default: document } = await import('../../schemas/openapi-3.0.json', {
    with: { type: 'json' },
  })
  return json(document)
}

export async function getMe({ caller }: Call): Promise<Answer> {
  const { subject, expiresMs } = caller
  const all = [...caller.scopes].sort()
  const sources = all.filter((scope) => scope.startsWith('land:'))
  return json({
    subject,
    scopes: all,
    sources: sources.map((scope) => scope.slice('land:'.length)),
    expiresAt: expiresMs === undefined ? null : new Date(expiresMs).toISOString(),
  })
}
