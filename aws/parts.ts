/** What logs say of files: a record a file in the work bucket, looked up by raw key. */
import { type PartRecord, partKey } from '../lake/logged/logged.ts'
import { environment } from './environment.ts'
import { getJson } from './s3.ts'

export async function partFor(key: string): Promise<PartRecord['part']> {
  const found = await getJson<PartRecord>(environment.workBucket(), partKey(key))
  return found?.value.part
}
