/** Commands on what is defined one by one: `hypatia source …`, `hypatia destination …`. */
import { Conflict } from '../aws/conflict.ts'
import { pagesOf } from '../aws/listing.ts'
import { changeRecord } from '../aws/records.ts'
import { deleteObject, getJson } from '../aws/s3.ts'
import { isPaused } from '../lake/source.ts'
import type { DefinitionRecord, RunState } from '../schemas/record.ts'
import { type Command, command, table } from './command.ts'
import type { Found } from './definition.ts'
import { speakForTheStack } from './stack.ts'
import { Usage } from './usage.ts'

export interface Defined<D extends { paused: boolean }> {
  noun: 'source' | 'destination'
  prefix: string
  key(name: string): string
  stateKey(name: string): string
  /** Throws Usage for what is no definition, or has a name that it may not have. */
  definitionIn(file: string): Found<D>
  /** In a list: what of which kind. */
  lineOf(name: string, definition: D): string
  words: {
    list: string
    /** Where there is nothing. */
    none: string
    added(name: string, definition: D): string
    pause: string
    resume: string
    remove: string
    removed(name: string): string
    unknown(name: string): string
  }
}

export const print = (text: string): void => void process.stdout.write(`${text}\n`)

export function definedCommands<D extends { paused: boolean }>(defined: Defined<D>): Command[] {
  const { noun, words, key, stateKey } = defined
  const takes = `<${noun}>`

  const add = command({
    name: `${noun} add`,
    takes: '<file>',
    does: `Say what a file of YAML says, called as its ${noun}, once: it stays without the file.`,
    operands: [1, 1],
    options: {},
    async run({ positionals: [file = ''] }) {
      const { name, said } = defined.definitionIn(file)
      const { workBucket } = await speakForTheStack()
      await changeRecord<DefinitionRecord<D>>(workBucket, key(name), (present) => {
        demandOurs(name, present)
        return { ...present, definition: said }
      })
      print(words.added(name, said))
      return 0
    },
  })

  const remove = command({
    name: `${noun} remove`,
    takes,
    does: words.remove,
    operands: [1, 1],
    options: {},
    async run({ positionals: [name = ''] }) {
      const { workBucket: bucket } = await speakForTheStack()
      const found = await getJson<DefinitionRecord<D>>(bucket, key(name))
      if (!found) throw new Usage(words.unknown(name))
      demandOurs(name, found.value)
      try {
        await deleteObject({ bucket, key: key(name) }, { etag: found.etag })
      } catch (error) {
        if (!(error instanceof Conflict)) throw error
        throw new Usage(`${name} has been changed meanwhile: look at it again`)
      }
      await deleteObject({ bucket, key: stateKey(name) })
      print(words.removed(name))
      return 0
    },
  })

  return [listOf(defined), add, handOf(defined, 'pause'), handOf(defined, 'resume'), remove]
}

const listOf = <D extends { paused: boolean }>(defined: Defined<D>): Command =>
  command({
    name: `${defined.noun} list`,
    takes: '',
    does: defined.words.list,
    operands: [0, 0],
    options: {},
    async run() {
      const { workBucket } = await speakForTheStack()
      const rows: string[][] = []
      for await (const page of pagesOf(workBucket, defined.prefix)) {
        for (const { key } of page) {
          const found = await getJson<DefinitionRecord<D>>(workBucket, key)
          if (!found) continue
          const name = key.slice(defined.prefix.length, -'.json'.length)
          const doing = await doingOf(workBucket, defined.stateKey(name), found.value)
          rows.push([name, `${defined.lineOf(name, found.value.definition)}, ${doing}`])
        }
      }
      print(rows.length > 0 ? table(rows) : defined.words.none)
      return 0
    },
  })

async function doingOf(
  bucket: string,
  stateKey: string,
  record: DefinitionRecord<{ paused: boolean }>,
): Promise<string> {
  if (isPaused(record)) return 'paused'
  const said = await getJson<RunState & { at: string }>(bucket, stateKey)
  if (!said) return 'not run yet'
  const { state, says, at } = said.value
  return `${state} since ${at.slice(0, 19)}Z${says ? `: ${says}` : ''}`
}

const handOf = <D extends { paused: boolean }>(
  { noun, words, key }: Defined<D>,
  verb: 'pause' | 'resume',
): Command =>
  command({
    name: `${noun} ${verb}`,
    takes: `<${noun}>`,
    does: words[verb],
    operands: [1, 1],
    options: {},
    async run({ positionals: [name = ''] }) {
      const { workBucket } = await speakForTheStack()
      const paused = verb === 'pause'
      const found = await changeRecord<DefinitionRecord<D>>(workBucket, key(name), (present) =>
        !present || isPaused(present) === paused ? undefined : { ...present, paused },
      )
      if (!found) throw new Usage(words.unknown(name))
      print(paused ? `${name} is paused.` : `${name} goes on.`)
      return 0
    },
  })

function demandOurs(name: string, present: { file?: string } | undefined): void {
  if (present?.file === undefined) return
  throw new Usage(`${present.file} says ${name}: change it there, then: npx hypatia define`)
}
