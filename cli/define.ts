/** `hypatia define`: what the files of `definitions/` say is said to the lake; what they say no more is taken back. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { Conflict } from '../aws/conflict.ts'
import { pagesOf } from '../aws/listing.ts'
import { changeRecord } from '../aws/records.ts'
import { deleteObject, getJson } from '../aws/s3.ts'
import { destinationKey, destinations } from '../lake/destination.ts'
import { retentionKey, retentions } from '../lake/maintain/retention.ts'
import { sourceKey, sources } from '../lake/source.ts'
import { datasetDefinition } from '../schemas/definitions.ts'
import type { DefinitionRecord } from '../schemas/record.ts'
import type { RetentionRecord } from '../schemas/retention.ts'
import { command } from './command.ts'
import { definitionIn, type Found, filesIn } from './definition.ts'
import { destinationIn } from './destination.ts'
import { readingsIn, sayReadings } from './reading.ts'
import { sourceIn } from './source.ts'
import { speakForTheStack } from './stack.ts'
import { Usage } from './usage.ts'

export const define = command({
  name: 'define',
  takes: '[<folder>]',
  does: 'Say to the lake what the files of definitions/ say: how long datasets are kept and how their files are read, which sources are fetched, what destinations are sent.',
  operands: [0, 1],
  options: {},
  async run({ positionals: [folder = 'definitions'] }) {
    if (!existsSync(folder)) throw new Usage(`there is no folder ${folder}`)
    // All of them, before anything is written.
    const records = [...retentionsIn(folder), ...definedIn(folder)]
    const readings = readingsIn(folder)
    const { workBucket } = await speakForTheStack({ queues: readings.length > 0 })
    const said = [await say(workBucket, records), await sayReadings(workBucket, readings)]
    const changed = said.reduce((sum, one) => sum + one.changed, 0)
    const takenBack = said.reduce((sum, one) => sum + one.takenBack, 0)
    process.stdout.write(
      `${records.length} definitions: ${changed} changed, ${takenBack} taken back.\n`,
    )
    return 0
  },
})

/** What a file wants of a record in the work bucket; null: nothing. */
interface Wanted {
  key: string
  /** What it should be, by what it is; the very same where it is so. */
  from: ((present: Stored | undefined) => Stored) | null
}
type Stored = RetentionRecord | DefinitionRecord<unknown>

function retentionsIn(folder: string): Wanted[] {
  const kind = { what: 'a dataset', schema: datasetDefinition }
  return filesIn(join(folder, 'datasets')).map((path) => {
    const { file, name, said } = definitionIn(path, kind)
    const next = said.retention && { ...said.retention, definition: file }
    return { key: retentionKey(name), from: next ? sameOr(next) : null }
  })
}

const definedIn = (folder: string): Wanted[] => [
  ...filesIn(join(folder, 'sources')).map((path) => wantedOf(sourceIn(path), sourceKey)),
  ...filesIn(join(folder, 'destinations')).map((path) =>
    wantedOf(destinationIn(path), destinationKey),
  ),
]

const wantedOf = <D>({ file, name, said }: Found<D>, key: (name: string) => string): Wanted => ({
  key: key(name),
  from: (present) => {
    const { paused } = (present ?? {}) as DefinitionRecord<D> // by hand: that stays
    const next = { definition: said, file, ...(paused === undefined ? {} : { paused }) }
    return sameOr(next)(present)
  },
})

const sameOr =
  (next: Stored) =>
  (present: Stored | undefined): Stored =>
    present && isDeepStrictEqual(present, next) ? present : next

async function say(bucket: string, wanted: Wanted[]) {
  const told = { changed: 0, takenBack: 0 }
  const kept = new Set<string>()
  for (const { key, from } of wanted) {
    if (!from) continue
    kept.add(key)
    let isNew = false
    await changeRecord<Stored>(bucket, key, (present) => {
      const next = from(present)
      isNew = next !== present
      return next
    })
    if (isNew) told.changed++
  }
  for (const prefix of [retentions, sources, destinations]) {
    for await (const page of pagesOf(bucket, prefix)) {
      for (const { key } of page)
        if (!kept.has(key) && (await isTakenBack(bucket, key))) told.takenBack++
    }
  }
  return told
}

/** What the API has said is no file's to take back. */
async function isTakenBack(bucket: string, key: string): Promise<boolean> {
  const present = await getJson<Partial<DefinitionRecord<unknown>>>(bucket, key)
  const isOfAFile =
    present && (key.startsWith(retentions) ? present.value.definition : present.value.file)
  if (!isOfAFile) return false
  try {
    await deleteObject({ bucket, key }, { etag: present.etag })
    return true
  } catch (error) {
    if (error instanceof Conflict) return false // said anew meanwhile
    throw error
  }
}
