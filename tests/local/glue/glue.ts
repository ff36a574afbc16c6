/** A Glue of its own for a test, and the real SDK's client of it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GlueClient } from '@aws-sdk/client-glue'
import { openCatalog } from '../../../local/glue/catalog.ts'
import { glueService } from '../../../local/glue/service.ts'
import { openState } from '../../../local/state.ts'
import { startServer } from '../../../local/wire/server.ts'

const key = { accessKeyId: 'hypatia', secretAccessKey: 'hypatia-secret' }

export async function openGlue() {
  const home = mkdtempSync(join(tmpdir(), 'hypatia-glue-'))
  const state = openState(home)
  const catalog = openCatalog(state)
  const server = await startServer({
    port: 0,
    services: [glueService(catalog)],
    credentials: [key],
  })
  const client = new GlueClient({
    endpoint: server.endpoint,
    region: 'eu-west-1',
    credentials: key,
    maxAttempts: 1,
  })
  return {
    catalog,
    client,
    async close() {
      client.destroy()
      await server.close()
      state.close()
      rmSync(home, { recursive: true })
    },
  }
}

export const textTable = (name: string, location: string) => ({
  Name: name,
  TableType: 'EXTERNAL_TABLE',
  PartitionKeys: [
    { Name: 'day', Type: 'string' },
    { Name: 'hour', Type: 'int' },
  ],
  Parameters: { classification: 'csv' },
  StorageDescriptor: {
    Columns: [
      { Name: 'id', Type: 'bigint' },
      { Name: 'name', Type: 'string', Comment: 'as sent' },
    ],
    Location: location,
    InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    SerdeInfo: {
      SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
      Parameters: { 'field.delim': ',' },
    },
  },
})
