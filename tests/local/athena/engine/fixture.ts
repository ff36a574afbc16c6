/** A laptop's store and catalog with two small tables, and the engine over them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EngineRequest, openEngine } from '../../../../local/athena/engine/engine.ts'
import { openCatalog } from '../../../../local/glue/catalog.ts'
import { openStore } from '../../../../local/s3/store.ts'
import { openState } from '../../../../local/state.ts'

const text = {
  InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  SerdeInfo: {
    SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
    Parameters: { 'field.delim': ',' },
  },
}

/** Opens it all in a folder of its own. */
export async function openFixture() {
  const home = mkdtempSync(join(tmpdir(), 'engine-'))
  const state = openState(home)
  const store = openStore(state)
  const catalog = openCatalog(state)
  store.createBucket('raw')
  await store.put('raw', 't/1.csv', '1,x\n2,y\n,\n')
  await store.put('raw', 'days/d=2024-01-01/a.csv', '1\n2\n')
  await store.put('raw', 'days/d=2024-01-02/a.csv', '3\n')
  catalog.createDatabase({ Name: 'raw' })
  const columns = [
    { Name: 'a', Type: 'bigint' },
    { Name: 'b', Type: 'string' },
  ]
  catalog.createTable('raw', {
    Name: 't',
    TableType: 'EXTERNAL_TABLE',
    StorageDescriptor: { ...text, Columns: columns, Location: 's3://raw/t/' },
  })
  catalog.createTable('raw', {
    Name: 'days',
    TableType: 'EXTERNAL_TABLE',
    PartitionKeys: [{ Name: 'd', Type: 'string' }],
    StorageDescriptor: { ...text, Columns: columns.slice(0, 1), Location: 's3://raw/days/' },
  })
  for (const day of ['2024-01-01', '2024-01-02']) {
    const Location = `s3://raw/days/d=${day}/`
    const StorageDescriptor = { ...text, Columns: columns.slice(0, 1), Location }
    catalog.createPartition('raw', 'days', { Values: [day], StorageDescriptor })
  }
  const engine = openEngine({ store, catalog })
  let files = 0
  return {
    home,
    store,
    catalog,
    engine,
    async run(sql: string, more: Partial<EngineRequest> = {}) {
      files += 1
      const csvFile = join(home, `${files}.csv`)
      const { signal } = new AbortController()
      const result = await engine.run({ sql, database: 'raw', csvFile, signal, ...more })
      return { ...result, csv: readFileSync(csvFile, 'utf8') }
    },
    close() {
      engine.close()
      state.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
