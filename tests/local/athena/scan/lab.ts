/** A store, a catalog and DuckDB in one process: tables over objects, read as the laptop's Athena reads them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance, type Json } from '@duckdb/node-api'
import { serdeClasses } from '../../../../lake/serde/reader.ts'
import { registerTextScans } from '../../../../local/athena/scan/functions.ts'
import {
  type PlannedTable,
  type PlanRequest,
  planTable,
} from '../../../../local/athena/scan/plan.ts'
import type { TextScan } from '../../../../local/athena/scan/textscan.ts'
import { openCatalog } from '../../../../local/glue/catalog.ts'
import { openStore } from '../../../../local/s3/store.ts'
import { openState } from '../../../../local/state.ts'

export interface LabTable {
  serde: keyof typeof serdeClasses
  columns: Record<string, string>
  parameters?: Record<string, string>
  tableParameters?: Record<string, string>
  partitionKeys?: Record<string, string>
  files: Record<string, Uint8Array | string>
}

const glueColumns = (columns: Record<string, string>) =>
  Object.entries(columns).map(([Name, Type]) => ({ Name, Type }))

export async function openLab() {
  const home = mkdtempSync(join(tmpdir(), 'scan-'))
  const state = openState(home)
  const store = openStore(state)
  const catalog = openCatalog(state)
  store.createBucket('lab')
  catalog.createDatabase({ Name: 'raw' })
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  const scans: TextScan[] = []
  registerTextScans(connection, scans)

  async function table(name: string, given: LabTable) {
    for (const [key, body] of Object.entries(given.files)) {
      await store.put('lab', `raw/${name}/${key}`, body)
    }
    const descriptor = {
      Columns: glueColumns(given.columns),
      Location: `s3://lab/raw/${name}/`,
      SerdeInfo: {
        SerializationLibrary: serdeClasses[given.serde],
        Parameters: given.parameters ?? {},
      },
    }
    catalog.createTable('raw', {
      Name: name,
      TableType: 'EXTERNAL_TABLE',
      Parameters: given.tableParameters ?? {},
      PartitionKeys: glueColumns(given.partitionKeys ?? {}),
      StorageDescriptor: descriptor,
    })
    return descriptor
  }

  function partition(name: string, values: string[], folder: string) {
    const { StorageDescriptor } = catalog.getTable('raw', name)
    const Location = `s3://lab/raw/${name}/${folder}`
    catalog.createPartition('raw', name, {
      Values: values,
      StorageDescriptor: { ...StorageDescriptor, Location },
    })
  }

  const plan = (name: string, options: Partial<PlanRequest> = {}): Promise<PlannedTable> =>
    planTable({ table: catalog.getTable('raw', name), catalog, store, ...options })

  /** Rows as DuckDB's JSON has them: wide numbers as text. */
  async function run(planned: PlannedTable, select = '*'): Promise<Json[][]> {
    if (planned.textScan) scans.push(planned.textScan)
    const reader = await connection.runAndReadAll(`SELECT ${select} FROM (${planned.sql})`)
    return reader.getRowsJson()
  }

  function close() {
    connection.closeSync()
    instance.closeSync()
    state.close()
    rmSync(home, { recursive: true })
  }

  return { home, store, catalog, connection, table, partition, plan, run, close }
}
