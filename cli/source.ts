/** `hypatia source …`: what is fetched, and how it is doing; paused, resumed, said by a file that is none of the folder's. */
import { Conflict } from '../aws/conflict.ts'
import { pagesOf } from '../aws/listing.ts'
import { changeRecord } from '../aws/records.ts'
import { deleteObject, getJson } from '../aws/s3.ts'
import { isPaused, sourceKey, sourceOfKey, sourceStateKey, sources } from '../lake/source.ts'
import { isReservedSource } from '../lake/tablename.ts'
import {
  type SourceRecord,
  type SourceState,
  sourceDefinition,
  sourceName,
} from '../schemas/sources.ts'
import { command, table } from './command.ts'
import { definitionIn, type Found } from './definition.ts'
import { speakForTheStack } from './stack.ts'
import { Usage } from './usage.ts'

const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** Throws Usage for what is no definition, or has a name that no source may have. */
export function sourceIn(file: string): Found<SourceRecord['definition']> {
  const found = definitionIn(file, { what: 'a source', schema: sourceDefinition })
  const isName = sourceName.safeParse(found.name).success && !isReservedSource(found.name)
  if (!isName) throw new Usage(`${file}: "${found.name}" cannot be a source's name`)
  return found
}

export const listSources = command({
  name: 'source list',
  takes: '',
  does: 'Say what is fetched, by which kind, into which dataset, and how it is doing.',
  operands: [0, 0],
  options: {},
  async run() {
    const { workBucket } = await speakForTheStack()
    const rows: string[][] = []
    for await (const page of pagesOf(workBucket, sources)) {
      for (const { key } of page) {
        const found = await getJson<SourceRecord>(workBucket, key)
        if (!found) continue
        const name = sourceOfKey(key)
        const { kind, dataset } = found.value.definition
        rows.push([
          name,
          `${kind} → ${name}/${dataset}, ${await doing(workBucket, name, found.value)}`,
        ])
      }
    }
    print(rows.length > 0 ? table(rows) : 'Nothing is fetched: docs/sources.md says how.')
    return 0
  },
})

async function doing(bucket: string, name: string, record: SourceRecord): Promise<string> {
  if (isPaused(record)) return 'paused'
  const said = await getJson<SourceState & { at: string }>(bucket, sourceStateKey(name))
  if (!said) return 'not run yet'
  const { state, says, at } = said.value
  return `${state} since ${at.slice(0, 19)}Z${says ? `: ${says}` : ''}`
}

export const addSource = command({
  name: 'source add',
  takes: '<file>',
  does: 'Say what a file of YAML says, called as its source, once: it stays without the file.',
  operands: [1, 1],
  options: {},
  async run({ positionals: [file = ''] }) {
    const { name, said } = sourceIn(file)
    const { workBucket } = await speakForTheStack()
    await changeRecord<SourceRecord>(workBucket, sourceKey(name), (present) => {
      demandOurs(name, present)
      return { ...present, definition: said }
    })
    print(`${name} is fetched into ${name}/${said.dataset}.`)
    return 0
  },
})

const hand = (verb: 'pause' | 'resume', does: string) =>
  command({
    name: `source ${verb}`,
    takes: '<source>',
    does,
    operands: [1, 1],
    options: {},
    async run({ positionals: [name = ''] }) {
      const { workBucket } = await speakForTheStack()
      const paused = verb === 'pause'
      const found = await changeRecord<SourceRecord>(workBucket, sourceKey(name), (present) =>
        !present || isPaused(present) === paused ? undefined : { ...present, paused },
      )
      if (!found) throw new Usage(`nobody says how ${name} is fetched`)
      print(paused ? `${name} is paused.` : `${name} goes on.`)
      return 0
    },
  })

export const pauseSource = hand('pause', 'Fetch nothing more of a source until it is resumed.')
export const resumeSource = hand('resume', 'Let a source go on that was paused.')

export const removeSource = command({
  name: 'source remove',
  takes: '<source>',
  does: 'Take a source back that no file says; what has landed stays, and its place too.',
  operands: [1, 1],
  options: {},
  async run({ positionals: [name = ''] }) {
    const { workBucket: bucket } = await speakForTheStack()
    const found = await getJson<SourceRecord>(bucket, sourceKey(name))
    if (!found) throw new Usage(`nobody says how ${name} is fetched`)
    demandOurs(name, found.value)
    try {
      await deleteObject({ bucket, key: sourceKey(name) }, { etag: found.etag })
    } catch (error) {
      if (!(error instanceof Conflict)) throw error
      throw new Usage(`${name} has been changed meanwhile: look at it again`)
    }
    await deleteObject({ bucket, key: sourceStateKey(name) })
    print(`${name} is fetched no more.`)
    return 0
  },
})

function demandOurs(name: string, present: SourceRecord | undefined): void {
  if (present?.file === undefined) return
  throw new Usage(`${present.file} says ${name}: change it there, then: npx hypatia define`)
}
