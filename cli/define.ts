/** `hypatia define`: what the files of `definitions/` say is said to the lake; what they say no more is taken back. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { Conflict } from '../aws/conflict.ts'
import { pagesOf } from '../aws/listing.ts'
import { changeRecord } from '../aws/records.ts'
import { deleteObject, getJson } from '../aws/s3.ts'
import { retentionKey, retentions } from '../lake/maintain/retention.ts'
import { type DatasetDefinition, datasetDefinition } from '../schemas/definitions.ts'
import type { RetentionRecord } from '../schemas/retention.ts'
import { command } from './command.ts'
import { speakForTheStack } from './stack.ts'
import { Usage } from './usage.ts'

export const define = command({
  name: 'define',
  takes: '[<folder>]',
  does: 'Say to the lake what the files of definitions/ say: how long datasets are kept.',
  operands: [0, 1],
  options: {},
  async run({ positionals: [folder = 'definitions'] }) {
    const found = definitionsIn(folder) // all of them, before anything is written
    const { workBucket } = await speakForTheStack()
    const { changed, takenBack } = await say(workBucket, found)
    process.stdout.write(
      `${found.length} definitions: ${changed} changed, ${takenBack} taken back.\n`,
    )
    return 0
  },
})

interface Found {
  file: string
  table: string
  said: DatasetDefinition
}

/** Throws Usage for what is no definition, with the file and the place in it. */
function definitionsIn(folder: string): Found[] {
  const datasets = join(folder, 'datasets')
  if (!existsSync(folder)) throw new Usage(`there is no folder ${folder}`)
  const names = existsSync(datasets) ? readdirSync(datasets).sort() : []
  return names
    .filter((name) => name.endsWith('.yml'))
    .map((name) => {
      const file = join(datasets, name)
      return { file, table: basename(name, '.yml'), said: definitionOf(file) }
    })
}

function definitionOf(file: string): DatasetDefinition {
  const read = datasetDefinition.safeParse(yamlOf(file) ?? {})
  if (read.success) return read.data
  const issues = read.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'the file'}: ${message}`,
  )
  throw new Usage(`${file} is no definition of a dataset. ${issues.join('; ')}`)
}

function yamlOf(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Usage(`${file} is no YAML: ${(error as Error).message.split('\n')[0]}`)
  }
}

async function say(bucket: string, found: Found[]) {
  const told = { changed: 0, takenBack: 0 }
  const kept = new Set<string>()
  for (const { file, table, said } of found) {
    if (!said.retention) continue
    const next: RetentionRecord = { ...said.retention, definition: file }
    kept.add(retentionKey(table))
    let isNew = false
    await changeRecord<RetentionRecord>(bucket, retentionKey(table), (present) => {
      isNew = JSON.stringify(present) !== JSON.stringify(next)
      return isNew ? next : undefined
    })
    if (isNew) told.changed++
  }
  for await (const page of pagesOf(bucket, retentions)) {
    for (const { key } of page) {
      if (!kept.has(key) && (await isTakenBack(bucket, key))) told.takenBack++
    }
  }
  return told
}

/** What the API has said is no file's to take back. */
async function isTakenBack(bucket: string, key: string): Promise<boolean> {
  const present = await getJson<RetentionRecord>(bucket, key)
  if (present?.value.definition === undefined) return false
  try {
    await deleteObject({ bucket, key }, { etag: present.etag })
    return true
  } catch (error) {
    if (error instanceof Conflict) return false // said anew meanwhile
    throw error
  }
}
