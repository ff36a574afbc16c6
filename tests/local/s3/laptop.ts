/** A store behind the real endpoint, in a folder of its own, and an SDK's client of it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { corsOf } from '../../../local/s3/cors.ts'
import { s3Service } from '../../../local/s3/service.ts'
import { openStore, type Store } from '../../../local/s3/store.ts'
import { openState, type State } from '../../../local/state.ts'
import { startServer } from '../../../local/wire/server.ts'
import { keys } from '../wire/signer.ts'

export interface Sent {
  queue: string
  body: Record<string, unknown>
}

export interface Laptop {
  endpoint: string
  home: string
  state: State
  store: Store
  s3: S3Client
  /** What was sent to queues; a queue whose ARN ends in `none` is not there. */
  sent: Sent[]
  close(): Promise<void>
}

export async function startLaptop(
  home = mkdtempSync(join(tmpdir(), 'hypatia-s3-')),
  send?: (queue: string, body: string) => void,
): Promise<Laptop> {
  const sent: Sent[] = []
  const state = openState(home)
  const keep = (queue: string, body: string) => {
    sent.push({ queue, body: JSON.parse(body) })
  }
  const store = openStore(state, { send: send ?? keep })
  const server = await startServer({
    ...{ port: 0, services: [s3Service(store)], credentials: [keys] },
    ...{ open: corsOf(store), durable: state.durable },
  })
  const s3 = new S3Client({
    endpoint: server.endpoint,
    region: 'eu-central-1',
    credentials: keys,
    forcePathStyle: true,
    maxAttempts: 1,
  })
  return {
    endpoint: server.endpoint,
    home,
    state,
    store,
    s3,
    sent,
    async close() {
      s3.destroy()
      await server.close()
      state.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
