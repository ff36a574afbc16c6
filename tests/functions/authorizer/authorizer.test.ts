import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { APIGatewayTokenAuthorizerEvent } from 'aws-lambda'
import { type exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose'
import { type Laptop, startLaptop } from '../../../local/laptop.ts'

const home = mkdtempSync(join(tmpdir(), 'hypatia-issuer-'))
let laptop: Laptop
let handler: typeof import('../../../functions/authorizer/handler.ts')['handler']
beforeAll(async () => {
  laptop = await startLaptop({ home, port: 0 })
  process.env.ISSUER = laptop.issuerUrl
  process.env.CLIENTS = laptop.issuer.clientId
  process.env.JWKS_URL = `${laptop.issuerUrl}/.well-known/jwks.json`
  handler = (await import('../../../functions/authorizer/handler.ts')).handler
})
afterAll(async () => {
  await laptop.close()
  rmSync(home, { recursive: true })
})

const ask = (authorizationToken: string) =>
  handler({
    type: 'TOKEN',
    methodArn: 'arn:aws:execute-api:eu-central-1:000000000000:api/dev/GET/v1/datasets',
    authorizationToken,
  } as APIGatewayTokenAuthorizerEvent)

test('a token of the issuer opens the API, with its scopes beside', async () => {
  const scopes = ['hypatia/lake:read', 'other/admin', 'hypatia/land:shop']
  const answer = await ask(`Bearer ${await laptop.issuer.token(laptop.issuerUrl, { scopes })}`)
  expect(answer.context).toMatchObject({ scope: 'lake:read land:shop' })
  expect(Number(answer.context?.expires) * 1000).toBeGreaterThan(Date.now())
  expect(answer.usageIdentifierKey).toBe('hypatia-laptop')
  expect(answer.policyDocument.Statement).toEqual([
    {
      Effect: 'Allow',
      Action: 'execute-api:Invoke',
      Resource: 'arn:aws:execute-api:eu-central-1:000000000000:api/dev/*',
    },
  ])
})

/** By the issuer's own key, with what it says itself but for `more`. */
async function issued(more: object): Promise<string> {
  const row = laptop.state.database.prepare('SELECT kept FROM issuer').get()
  const { privateJwk, kid, clientId } = JSON.parse(String(row?.kept))
  const now = Math.floor(Date.now() / 1000)
  const scope = 'hypatia/lake:read hypatia/model:write hypatia/land:*'
  const usual = {
    iss: laptop.issuerUrl,
    sub: 'ada',
    client_id: clientId,
    token_use: 'access',
    scope,
  }
  const claims = { ...usual, iat: now, exp: now + 60, ...more }
  return new SignJWT(claims as Record<string, unknown>)
    .setProtectedHeader({ alg: 'ES256', kid })
    .sign(await importJWK(privateJwk, 'ES256'))
}

const seconds = (more: number) => Math.floor(Date.now() / 1000) + more

describe('what the issuer itself signed', () => {
  test.each<[string, () => object, string]>([
    ['as it should be', () => ({}), 'Allow '],
    ['for our audience', () => ({ aud: ['hypatia'] }), 'Allow '],
    ['for another audience', () => ({ aud: 'other' }), 'Deny token.invalid'],
    ['for a client that is not ours', () => ({ client_id: 'other' }), 'Deny token.invalid'],
    ['for no client', () => ({ client_id: undefined }), 'Deny token.invalid'],
    ['for nobody', () => ({ sub: undefined }), 'Deny token.invalid'],
    ['for a name that is none', () => ({ sub: '' }), 'Deny token.invalid'],
    ['without scopes', () => ({ scope: undefined }), 'Deny token.invalid'],
    ['with scopes in a list', () => ({ scope: ['hypatia/lake:read'] }), 'Deny token.invalid'],
    ['to say who somebody is', () => ({ token_use: 'id' }), 'Deny token.invalid'],
    ['a moment ahead of our clock', () => ({ iat: seconds(3) }), 'Allow '],
    ['in the future', () => ({ iat: seconds(60) }), 'Deny token.invalid'],
    ['for the future', () => ({ nbf: seconds(60) }), 'Deny token.invalid'],
    ['at no time', () => ({ iat: undefined }), 'Deny token.invalid'],
    ['for ever', () => ({ exp: undefined }), 'Deny token.invalid'],
    ['long ago', () => ({ exp: seconds(-60) }), 'Deny token.expired'],
  ])('%s', async (_name, more, expected) => {
    const { policyDocument, context } = await ask(`Bearer ${await issued(more())}`)
    const [statement] = policyDocument.Statement
    expect(`${statement?.Effect} ${context?.problem ?? ''}`).toBe(expected)
  })

  test.each<[string, object, string]>([
    ['a machine, what its client may', {}, 'lake:read model:write land:*'],
    ['a person of no group, what everybody may', { username: 'ada' }, 'lake:read'],
    ['one of a group, what that gives', person('modellers'), 'lake:read model:write'],
    ['one who sends for a source', person('land:shop', 'other'), 'lake:read land:shop'],
    ['one who sends for all', person('senders'), 'lake:read land:*'],
    ['one of a group that gives nothing, what everybody may', person('constructor'), 'lake:read'],
    ['an admin, no more than was asked for', person('admins'), 'lake:read model:write land:*'],
  ])('lets %s', async (_who, more, expected) => {
    const { context } = await ask(`Bearer ${await issued(more)}`)
    expect(String(context?.scope).split(' ').sort()).toEqual(expected.split(' ').sort())
  })
})

function person(...groups: string[]) {
  return { username: 'ada', 'cognito:groups': groups }
}

describe('what is not to be trusted opens nothing', () => {
  const claims = (more: object = {}) => ({
    token_use: 'access',
    scope: 'hypatia/lake:read',
    ...more,
  })
  const signed = async (more: object, issuer = laptop.issuerUrl, alg = 'ES256') => {
    const { privateKey } = await generateKeyPair(alg)
    const jwt = new SignJWT(claims(more)).setProtectedHeader({ alg }).setIssuer(issuer)
    return jwt.setSubject('x').setExpirationTime('1h').sign(privateKey)
  }

  test.each([
    ['no JWT', async () => 'Bearer abc.def.ghi'],
    [
      'an expired one',
      async () => `Bearer ${await laptop.issuer.token(laptop.issuerUrl, { seconds: -60 })}`,
    ],
    ['another issuer’s name', async () => `Bearer ${await laptop.issuer.token('https://evil')}`],
    ['another’s key', async () => `Bearer ${await signed({})}`],
    [
      'no signature',
      async () => {
        const [, payload] = (await laptop.issuer.token(laptop.issuerUrl)).split('.')
        return `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.x`
      },
    ],
    [
      'a public key taken for a shared secret',
      async () => {
        const jwks = await (await fetch(process.env.JWKS_URL ?? '')).text()
        const jwt = new SignJWT(claims()).setProtectedHeader({ alg: 'HS256' }).setSubject('x')
        const secret = new TextEncoder().encode(jwks)
        return `Bearer ${await jwt.setIssuer(laptop.issuerUrl).setExpirationTime('1h').sign(secret)}`
      },
    ],
  ])('%s is denied by its reason, which is no error of the function', async (name, token) => {
    const { principalId, policyDocument, context } = await ask(await token())
    expect([principalId, policyDocument.Statement[0]?.Effect]).toEqual(['nobody', 'Deny'])
    expect(context?.problem).toBe(name === 'an expired one' ? 'token.expired' : 'token.invalid')
  })

  test.each([
    ['nothing', async () => ''],
    ['no bearer', async () => `Basic ${await laptop.issuer.token(laptop.issuerUrl)}`],
    ['no JWT', async () => 'Bearer abc'],
  ])('%s is no token at all', async (_name, token) => {
    await expect(ask(await token())).rejects.toThrow(/^Unauthorized$/)
  })
})

describe('the laptop’s issuer', () => {
  const post = async (form: Record<string, string>, authorization?: string) => {
    const answer = await fetch(`${laptop.issuerUrl}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
      ...(authorization && { headers: { authorization } }),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, string> }
  }

  test('refuses in OAuth’s words', async () => {
    const wrong = { grant_type: 'client_credentials', client_id: 'x', client_secret: 'y' }
    expect(await post(wrong)).toEqual({ status: 401, body: { error: 'invalid_client' } })
    expect((await post({ grant_type: 'password' })).body.error).toBe('unsupported_grant_type')
  })

  test('publishes its public key, and nothing of the private one', async () => {
    const { keys } = (await (await fetch(process.env.JWKS_URL ?? '')).json()) as {
      keys: Awaited<ReturnType<typeof exportJWK>>[]
    }
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([
      ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
    ])
  })
})
