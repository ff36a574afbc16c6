/** An Athena with its engine, a bucket of somebody's and one that is the pipeline's; statements are asked over the wire. */
import { GetQueryResultsCommand } from '@aws-sdk/client-athena'
import { openEngine } from '../../../../local/athena/engine/engine.ts'
import { finish, newHome, openAthena, removeHome } from '../athena.ts'

export type House = Awaited<ReturnType<typeof openHouse>>

export async function openHouse() {
  const home = newHome()
  const ours = {
    ...{ databases: new Set(['lake']), buckets: new Set(['lake']) },
    open: new Map([['work', 'athena/']]),
  }
  let engine: ReturnType<typeof openEngine> | undefined
  const athena = await openAthena(
    home,
    (source) => {
      engine = openEngine(source)
      return engine
    },
    ours,
  )
  const { store, catalog, client } = athena
  for (const bucket of ['mine', 'lake']) store.createBucket(bucket)
  for (const Name of ['mine', 'lake']) catalog.createDatabase({ Name })
  const ask = async (sql: string, parameters?: string[]) => {
    const { QueryExecutionId, Status, Statistics, SubstatementType } = await finish(client, sql, {
      QueryExecutionContext: { Database: 'mine' },
      ...(parameters && { ExecutionParameters: parameters }),
    })
    if (Status?.State !== 'SUCCEEDED') throw new Error(Status?.StateChangeReason)
    const page = await client.send(new GetQueryResultsCommand({ QueryExecutionId }))
    const rows = (page.ResultSet?.Rows ?? []).map(({ Data = [] }) =>
      Data.map(({ VarCharValue }) => VarCharValue ?? null),
    )
    return {
      ...{ rows, updateCount: page.UpdateCount, sub: SubstatementType },
      columns: page.ResultSet?.ResultSetMetadata?.ColumnInfo?.map(
        ({ Name, Type }) => `${Name} ${Type}`,
      ),
      manifest: Statistics?.DataManifestLocation,
    }
  }
  return {
    ...{ store, catalog, client, ask },
    /** Rows of a SELECT without their header. */
    rows: async (sql: string) => (await ask(sql)).rows.slice(1),
    keys: (bucket: string, prefix = '') => store.list(bucket, prefix).map(({ key }) => key),
    async close() {
      await athena.close()
      engine?.close()
      removeHome(home)
    },
  }
}
