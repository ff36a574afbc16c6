/** Records of datasets in the work bucket. */
import { type Dataset, datasetKey } from '../lake/dataset.ts'
import { environment } from './environment.ts'
import { objectsUnder } from './listing.ts'
import { getJson } from './s3.ts'

/** Throws where there is none. */
export async function readDataset(table: string): Promise<Dataset> {
  const found = await getJson<Dataset>(environment.workBucket(), datasetKey(table))
  if (!found) throw new Error(`dataset ${table} has no record`)
  return found.value
}

const [folder = '', suffix = ''] = datasetKey('*').split('*')

/** The tables that have a record, by their names. */
export async function* datasetTables(): AsyncGenerator<string> {
  for await (const { key } of objectsUnder(environment.workBucket(), folder)) {
    yield key.slice(folder.length, -suffix.length)
  }
}
