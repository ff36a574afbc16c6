/** Folders of the lake bucket that are no dataset's: a table of somebody's own, or what is left of one. */
import { environment } from '../../aws/environment.ts'
import { objectsUnder } from '../../aws/listing.ts'
import { getJson } from '../../aws/s3.ts'
import { foldersOf } from '../../aws/versions.ts'
import type { Dataset } from '../../lake/dataset.ts'
import { left } from './erasurerecord.ts'

/** Nobody here knows what columns they have, and the certificate names them. */
export async function tellOfFolders(id: string): Promise<undefined> {
  const lake = `s3://${environment.lakeBucket()}/`
  const known = await locations()
  for await (const source of foldersOf(environment.lakeBucket(), '')) {
    for await (const folder of foldersOf(environment.lakeBucket(), source)) {
      if (known.has(`${lake}${folder}`)) continue
      await left(id, `${lake}${folder}`, 'no dataset lies there: nobody looked into it')
    }
  }
}

async function locations(): Promise<Set<string>> {
  const all = new Set<string>()
  for await (const { key } of objectsUnder(environment.workBucket(), 'datasets/')) {
    const record = (await getJson<Dataset>(environment.workBucket(), key))?.value
    if (record) all.add(`${record.location}/`)
  }
  return all
}
