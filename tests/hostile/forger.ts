/** Tokens that open nothing: forged, stale, of others; some of them signed by the laptop's own key, taken from its home. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { importJWK, SignJWT } from 'jose'
import { home, type Laptop } from '../../cli/settings.ts'

type Forge = () => Promise<string | undefined> | string | undefined

const part = (value: object | string): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** An Authorization header by what is wrong with it; undefined: none is sent. */
export async function openForger({ issuer, token }: Laptop): Promise<Record<string, Forge>> {
  const database = new DatabaseSync(join(home(), 'laptop.db'), { readOnly: true })
  const kept = JSON.parse(String(database.prepare('SELECT kept FROM issuer').get()?.kept))
  database.close()
  const own = await importJWK(kept.privateJwk, 'ES256')
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const [header = '', payload = '', signature = ''] = token.split('.')
  const nowSeconds = () => Math.floor(Date.now() / 1000)
  const usual = () => ({
    ...{ iss: issuer.url, sub: kept.clientId, client_id: kept.clientId, token_use: 'access' },
    scope: 'hypatia/lake:read hypatia/query:run hypatia/land:* hypatia/queries:all',
    ...{ iat: nowSeconds(), exp: nowSeconds() + 600 },
  })
  const signed = async (
    more: object,
    head: object = {},
    key: Parameters<SignJWT['sign']>[0] = own,
  ) =>
    `Bearer ${await new SignJWT({ ...usual(), ...more } as Record<string, unknown>)
      .setProtectedHeader({ alg: 'ES256', kid: kept.kid, ...head })
      .sign(key)}`
  const raw = (head: object, end = 'x', claims: object | string = usual()): string =>
    `Bearer ${part(head)}.${part(claims)}.${end}`
  const hmac = (secret: string) => () =>
    new SignJWT(usual())
      .setProtectedHeader({ alg: 'HS256', kid: kept.kid })
      .sign(new TextEncoder().encode(secret))
      .then((made) => `Bearer ${made}`)
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })

  return {
    'no header': () => undefined,
    'a word and a space': () => 'Bearer ',
    'another scheme': () => `Basic ${token}`,
    'two parts': () => `Bearer ${header}.${payload}`,
    'four parts': () => `Bearer ${token}.x`,
    'two tokens': () => `Bearer ${token}, Bearer ${token}`,
    'a quoted one': () => `Bearer "${token}"`,
    'with a tab': () => `Bearer\t${token}x`,
    'a long one': () => `Bearer ${'a'.repeat(6_000)}.b.c`,
    'no algorithm': () => raw({ alg: 'none' }, ''),
    'no algorithm, and a signature': () => raw({ alg: 'none', kid: kept.kid }, signature),
    'no algorithm in capitals': () => raw({ alg: 'NONE', kid: kept.kid }),
    'an algorithm that there is not': () => raw({ alg: 'ES999', kid: kept.kid }, signature),
    'the public key as a secret': hmac(JSON.stringify(kept.publicJwk ?? kept.kid)),
    'an empty secret': hmac('0'),
    'another key': () => signed({}, {}, other.privateKey),
    'another key, and its name': () => signed({}, { kid: 'mine' }, other.privateKey),
    'a key that it brings': () =>
      signed({}, { jwk: other.publicKey.export({ format: 'jwk' }) }, other.privateKey),
    'a key that it points to': () =>
      signed({}, { jku: 'http://127.0.0.1:1/jwks' }, other.privateKey),
    'a name that is a path': () => signed({}, { kid: '../../../../dev/null' }, other.privateKey),
    'another kind of key': () => signed({}, { alg: 'RS256' }, rsa.privateKey),
    'an extension that nobody knows': () => raw({ alg: 'ES256', kid: kept.kid, crit: ['x'], x: 1 }),
    'another payload under our signature': () =>
      `Bearer ${header}.${part({ ...usual(), sub: 'root' })}.${signature}`,
    'another header over it': () => `Bearer ${part({ alg: 'ES256' })}.${payload}.${signature}x`,
    'half of a signature': () => `Bearer ${header}.${payload}.${signature.slice(0, 43)}`,
    'a signature of zeros': () => `Bearer ${header}.${payload}.${'A'.repeat(86)}`,
    'a signature in DER': () => {
      const der = sign('sha256', Buffer.from(`${header}.${payload}`), other.privateKey)
      return `Bearer ${header}.${payload}.${der.toString('base64url')}`
    },
    'no JSON': () => raw({ alg: 'ES256', kid: kept.kid }, signature, 'nothing'),
    'a list of claims': () => raw({ alg: 'ES256', kid: kept.kid }, signature, '[]'),
    ...stale(signed, nowSeconds, issuer.url),
  }
}

type Signed = (more: object) => Promise<string>

/** By our own key: what it says is wrong. */
function stale(signed: Signed, nowSeconds: () => number, issuer: string): Record<string, Forge> {
  return {
    expired: () => signed({ exp: nowSeconds() - 60 }),
    'long expired': () => signed({ iat: 1, exp: 2 }),
    'not yet valid': () => signed({ nbf: nowSeconds() + 600 }),
    'made in the future': () => signed({ iat: nowSeconds() + 600, exp: nowSeconds() + 1_200 }),
    'without an end': () => signed({ exp: undefined }),
    'without a beginning': () => signed({ iat: undefined }),
    'another issuer': () => signed({ iss: 'https://evil.example' }),
    'no issuer': () => signed({ iss: undefined }),
    'an issuer that begins as ours': () => signed({ iss: `${issuer}.evil.example` }),
    'another audience': () => signed({ aud: 'https://other.example' }),
    'another client': () => signed({ client_id: 'other' }),
    'no client': () => signed({ client_id: undefined }),
    'of identity': () => signed({ token_use: 'id' }),
    'to refresh': () => signed({ token_use: 'refresh' }),
    'of nobody': () => signed({ sub: undefined }),
    'without scopes': () => signed({ scope: undefined }),
    'scopes in a list': () => signed({ scope: ['hypatia/lake:read'] }),
  }
}
