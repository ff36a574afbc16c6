/** The laptop's issuer: one key pair and one client, made at its first start, the same ever after. */
import { randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import type { State } from '../state.ts'

export const algorithm = 'ES256'

export interface IssuerKeys {
  kid: string
  publicJwk: JWK
  privateKey: Awaited<ReturnType<typeof importJWK>>
  clientId: string
  clientSecret: string
}

interface Kept {
  privateJwk: JWK
  kid: string
  clientId: string
  clientSecret: string
}

export async function issuerKeysOf({ database }: State): Promise<IssuerKeys> {
  database.exec(
    'CREATE TABLE IF NOT EXISTS issuer (one INTEGER PRIMARY KEY CHECK (one = 1), kept TEXT NOT NULL)',
  )
  const row = database.prepare('SELECT kept FROM issuer').get()
  const kept: Kept = row ? JSON.parse(String(row.kept)) : await made()
  database.prepare('INSERT OR IGNORE INTO issuer VALUES (1, ?)').run(JSON.stringify(kept))
  const { privateJwk, ...rest } = kept
  const { d, ...publicJwk } = privateJwk
  return {
    ...rest,
    publicJwk: { ...publicJwk, kid: kept.kid, alg: algorithm, use: 'sig' },
    privateKey: await importJWK(privateJwk, algorithm),
  }
}

async function made(): Promise<Kept> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  return {
    privateJwk: await exportJWK(privateKey),
    kid: randomBytes(8).toString('hex'),
    clientId: 'hypatia-laptop',
    clientSecret: randomBytes(30).toString('base64url'),
  }
}
