/** An Athena of its own for a test, and the real SDK's clients of it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AthenaClient,
  GetQueryExecutionCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
} from '@aws-sdk/client-athena'
import type { Engine } from '../../../local/athena/engine/engine.ts'
import { athenaService } from '../../../local/athena/service.ts'
import type { Ours } from '../../../local/athena/write/scope.ts'
import { type Catalog, openCatalog } from '../../../local/glue/catalog.ts'
import { openStore, type Store } from '../../../local/s3/store.ts'
import { openState } from '../../../local/state.ts'
import { startServer } from '../../../local/wire/server.ts'

const key = { accessKeyId: 'hypatia', secretAccessKey: 'hypatia-secret' }

export const newHome = () => mkdtempSync(join(tmpdir(), 'hypatia-athena-'))
export const removeHome = (home: string) => rmSync(home, { recursive: true, force: true })

/** Opened over a home that may have a past; `close` leaves the home, as a restart would find it. */
export async function openAthena(
  home: string,
  engineOf: (source: { store: Store; catalog: Catalog }) => Engine,
  ours?: Ours,
) {
  const state = openState(home)
  const store = openStore(state)
  if (!store.buckets.has('work')) store.createBucket('work')
  const catalog = openCatalog(state)
  const engine = engineOf({ store, catalog })
  const athena = athenaService({ state, store, catalog, engine, ...(ours && { ours }) })
  const server = await startServer({ port: 0, services: [athena], credentials: [key] })
  const client = new AthenaClient({
    endpoint: server.endpoint,
    region: 'eu-west-1',
    credentials: key,
    maxAttempts: 1,
  })
  return {
    state,
    store,
    catalog,
    athena,
    client,
    async close() {
      client.destroy()
      await server.close()
      state.close()
    },
  }
}

type Request = Partial<StartQueryExecutionCommandInput>

/** Starts a query whose result goes to `s3://work/athena/` unless the request says otherwise. */
export async function start(client: AthenaClient, sql: string, request: Request = {}) {
  const { QueryExecutionId = '' } = await client.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      ResultConfiguration: { OutputLocation: 's3://work/athena' },
      ...request,
    }),
  )
  return QueryExecutionId
}

export async function execution(client: AthenaClient, id: string): Promise<QueryExecution> {
  const found = await client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }))
  return found.QueryExecution as QueryExecution
}

/** The execution once its state is one of these. */
export async function until(client: AthenaClient, id: string, ...states: string[]) {
  for (;;) {
    const found = await execution(client, id)
    if (states.includes(found.Status?.State ?? '')) return found
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

export const ended = (client: AthenaClient, id: string) =>
  until(client, id, 'SUCCEEDED', 'FAILED', 'CANCELLED')

export async function finish(client: AthenaClient, sql: string, request: Request = {}) {
  return ended(client, await start(client, sql, request))
}
