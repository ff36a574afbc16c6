/** `hypatia destination …`: what is sent where, and how it is doing; paused, resumed, tried, begun anew. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { deleteObject, getJson } from '../aws/s3.ts'
import {
  destinationKey,
  destinationPlaceKey,
  destinationStateKey,
  destinations,
} from '../lake/destination.ts'
import {
  type DestinationDefinition,
  type DestinationRecord,
  destinationDefinition,
  destinationName,
} from '../schemas/destinations.ts'
import { collectFolder } from './collect.ts'
import { type Command, command } from './command.ts'
import { definedCommands, print } from './defined.ts'
import { definitionIn, type Found } from './definition.ts'
import { speakForTheStack } from './stack.ts'
import { Usage } from './usage.ts'

/** Throws Usage for what is no definition, or has a name that no destination may have. */
export function destinationIn(file: string): Found<DestinationDefinition> {
  const found = definitionIn(file, { what: 'a destination', schema: destinationDefinition })
  if (!destinationName.safeParse(found.name).success)
    throw new Usage(`${file}: "${found.name}" cannot be a destination's name`)
  return found
}

const unknown = (name: string): string => `nobody says what ${name} is sent`

const test = command({
  name: 'destination test',
  takes: '<destination or file>',
  does: 'Ask a destination whether it would take something; nothing is sent. A file ends in .yml.',
  operands: [1, 1],
  options: {},
  async run({ positionals: [which = ''] }) {
    const { name, definition } = await definitionOf(which)
    const child = spawn(process.execPath, [`${collectFolder()}/deliver/try.ts`], {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    child.stdin.end(JSON.stringify({ name, definition }))
    const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
    const tried = (said.startsWith('{') ? JSON.parse(said) : {}) as Tried
    if (tried.found === undefined)
      throw new Usage(
        `${name} takes nothing: ${tried.failed ?? `the runner has ended with ${code}`}`,
      )
    print(`${tried.found}\nNothing was sent.`)
    return 0
  },
})

interface Tried {
  found?: string
  failed?: string
}

async function definitionOf(which: string) {
  if (which.endsWith('.yml')) {
    const { name, said } = destinationIn(which)
    return { name, definition: said }
  }
  const { workBucket } = await speakForTheStack()
  const found = await getJson<DestinationRecord>(workBucket, destinationKey(which))
  if (!found) throw new Usage(unknown(which))
  return { name: which, definition: found.value.definition }
}

const restart = command({
  name: 'destination restart',
  takes: '<destination>',
  does: 'Send a destination all of it anew, as if it had never been sent anything.',
  operands: [1, 1],
  options: {},
  async run({ positionals: [name = ''] }) {
    const { workBucket: bucket } = await speakForTheStack()
    if (!(await getJson(bucket, destinationKey(name)))) throw new Usage(unknown(name))
    await deleteObject({ bucket, key: destinationPlaceKey(name) })
    print(`${name} begins anew.`)
    return 0
  },
})

export const destinationCommands: Command[] = [
  ...definedCommands<DestinationDefinition>({
    noun: 'destination',
    prefix: destinations,
    key: destinationKey,
    stateKey: destinationStateKey,
    definitionIn: destinationIn,
    lineOf: (_, { kind, dataset, changes }) => `${dataset} → ${kind} (${changes})`,
    words: {
      list: 'Say what is sent, to which kind of peer, and how it is doing.',
      none: 'Nothing is sent: docs/destinations.md says how.',
      added: (name, { dataset }) => `${name} is sent ${dataset}.`,
      pause: 'Send a destination nothing more until it is resumed.',
      resume: 'Let a destination go on that was paused.',
      remove: 'Take a destination back that no file says; its place stays.',
      removed: (name) => `${name} is sent nothing more.`,
      unknown,
    },
  }),
  test,
  restart,
]
