/** How definitions say that files are read: from a dataset's first one on, and those that are there are read anew. */
import { join } from 'node:path'
import { environment } from '../aws/environment.ts'
import { pagesOf } from '../aws/listing.ts'
import { changeRecord } from '../aws/records.ts'
import { getJson } from '../aws/s3.ts'
import { send } from '../aws/sqs.ts'
import {
  type Defined,
  defined,
  type Interpretation,
  interpretationKey,
  interpretations,
  isReplayed,
  replayOf,
} from '../lake/interpretation.ts'
import { assetsDataset, isReservedSource, ownerOfTable, tableName } from '../lake/tablename.ts'
import { datasetDefinition } from '../schemas/definitions.ts'
import { definitionIn, filesIn } from './definition.ts'
import { speakForTheStack } from './stack.ts'
import { Usage } from './usage.ts'

type Owner = Pick<Interpretation, 'source' | 'dataset'>
interface Reading {
  owner: Owner
  definition: Defined
}

/** Throws Usage where nobody can tell of which dataset a file is. */
export function readingsIn(folder: string): Reading[] {
  const kind = { what: 'a dataset', schema: datasetDefinition }
  return filesIn(join(folder, 'datasets')).flatMap((path) => {
    const { file, name, said } = definitionIn(path, kind)
    const owner = ownerOf(file, name, said.folder)
    if (!said.files) return []
    if (!owner) {
      const names = '"folder: <source>/<dataset>"'
      throw new Usage(`${file} does not tell whose files it speaks of: say ${names} in it`)
    }
    return [{ owner, definition: { pins: said.files, file } }]
  })
}

function ownerOf(file: string, table: string, folder: string | undefined): Owner | undefined {
  const [source = '', dataset = ''] = folder?.split('/') ?? []
  const owner = folder === undefined ? ownerOfTable(table) : { source, dataset }
  if (owner && (owner.dataset === assetsDataset || isReservedSource(owner.source))) {
    throw new Usage(`${file}: the table is Hypatia's own, and no file is read for it`)
  }
  if (folder === undefined || tableName(source, dataset) === table) return owner
  throw new Usage(`${file}: the table of ${folder} is called ${tableName(source, dataset)}`)
}

export async function sayReadings(bucket: string, readings: Reading[]) {
  const told = { changed: 0, takenBack: 0 }
  const kept = new Set<string>()
  for (const { owner, definition } of readings) {
    const key = interpretationKey(owner.source, owner.dataset)
    kept.add(key)
    if (await isSaid(bucket, key, owner, definition)) told.changed++
  }
  for await (const page of pagesOf(bucket, interpretations)) {
    for (const { key } of page) {
      if (kept.has(key)) continue
      const { value } = (await getJson<Interpretation>(bucket, key)) ?? {}
      if (value?.defined && (await isSaid(bucket, key, value, undefined))) told.takenBack++
    }
  }
  return told
}

/** Whether it is another word than before. A replay that did not end is asked for again. */
async function isSaid(
  bucket: string,
  key: string,
  { source, dataset }: Owner,
  definition: Defined | undefined,
): Promise<boolean> {
  let isNew = false
  const found = await changeRecord<Interpretation>(bucket, key, (present) => {
    const next = defined(present, { source, dataset }, definition)
    isNew = next !== present
    return next
  })
  if (found && !isReplayed(found.value)) {
    await speakForTheStack({ queues: true })
    await send(environment.maintainQueue(), { body: replayOf(found.value) })
  }
  return isNew
}
