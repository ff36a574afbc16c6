/** The keys of this laptop: random at its first start, the same ever after. */
import { randomBytes } from 'node:crypto'
import type { State } from './state.ts'

export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
}

export function credentialsOf({ database }: State): Credentials {
  database.exec(
    'CREATE TABLE IF NOT EXISTS laptop_credentials (one INTEGER PRIMARY KEY CHECK (one = 1), credentials TEXT NOT NULL)',
  )
  const made: Credentials = {
    accessKeyId: `LAPTOP${randomBytes(7).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  }
  database
    .prepare('INSERT OR IGNORE INTO laptop_credentials VALUES (1, ?)')
    .run(JSON.stringify(made))
  const kept = database.prepare('SELECT credentials FROM laptop_credentials').get()
  return JSON.parse(String(kept?.credentials)) as Credentials
}
