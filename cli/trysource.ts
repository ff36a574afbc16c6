/** `hypatia source test`: asks a source's peer once, and shows what would land. Nothing lands, nothing moves. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { getJson } from '../aws/s3.ts'
import { sourceKey } from '../lake/source.ts'
import { firstPage } from '../nifi/sources/resttrial.ts'
import {
  type SourceDefinition,
  type SourceRecord,
  secretOf,
  secretVariable,
} from '../schemas/sources.ts'
import { collectFolder } from './collect.ts'
import { command } from './command.ts'
import { sourceIn } from './source.ts'
import { speakForTheStack } from './stack.ts'
import { bytesText, msText } from './units.ts'
import { Usage } from './usage.ts'

const patienceMs = 20_000
const textBytesMax = 600

const print = (words: string): void => void process.stdout.write(`${words}\n`)

export const testSource = command({
  name: 'source test',
  takes: '<source or file>',
  does: 'Ask a source once and show what would land; nothing lands. A file ends in .yml.',
  operands: [1, 1],
  options: {},
  async run({ positionals: [which = ''] }) {
    const { name, definition } = await definitionOf(which)
    const began = performance.now()
    try {
      const shown =
        definition.kind === 'rest'
          ? await restShown(name, definition)
          : await collectShown(name, definition)
      print(shown || `${name} answers, and has brought nothing within ${msText(patienceMs)}.`)
    } catch (error) {
      const { message, cause } = error as Error & { cause?: Error }
      throw new Usage(
        `${name} cannot be fetched: ${[message, cause?.message].filter(Boolean).join(': ')}`,
      )
    }
    print(`It answered in ${msText(performance.now() - began)}. Nothing has landed.`)
    return 0
  },
})

async function definitionOf(
  which: string,
): Promise<{ name: string; definition: SourceDefinition }> {
  if (which.endsWith('.yml')) {
    const { name, said } = sourceIn(which)
    return { name, definition: said }
  }
  const { workBucket } = await speakForTheStack()
  const found = await getJson<SourceRecord>(workBucket, sourceKey(which))
  if (!found) throw new Usage(`nobody says how ${which} is fetched`)
  return { name: which, definition: found.value.definition }
}

type Rest = Extract<SourceDefinition, { kind: 'rest' }>

async function restShown(name: string, definition: Rest): Promise<string> {
  const { bearer, key } = definition.secrets
  const secrets = {
    ...(bearer && { bearer: valueOfSecret(bearer) }),
    ...(key && { key: valueOfSecret(key) }),
  }
  const { records, bytes, text, next } = await firstPage(definition, secrets, patienceMs)
  const words = `${name}/${definition.dataset}/….json would land: ${records} records, ${bytesText(bytes)}`
  const more = next === undefined ? '' : `\nthe next page is asked by ${next}`
  return `${words}${more}\n${excerptOf(text, bytes)}`
}

function valueOfSecret(secret: string): string {
  const value = secretOf(process.env, secret)
  if (value === undefined)
    throw new Error(`the secret "${secret}" is not there: ${secretVariable(secret)} is not set`)
  return value
}

interface Shown {
  key: string
  bytes: number
  text: string
}

interface Tried {
  failed?: string
  parts?: (Shown & { before?: Shown })[]
}

async function collectShown(name: string, definition: SourceDefinition): Promise<string> {
  const child = spawn(process.execPath, [`${collectFolder()}/try.ts`], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  child.stdin.end(JSON.stringify({ name, definition, textBytesMax, patienceMs }))
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  const tried = (said.startsWith('{') ? JSON.parse(said) : {}) as Tried
  if (tried.failed !== undefined) throw new Error(tried.failed)
  if (!tried.parts) throw new Error(`the runner has ended with ${code}`)
  return tried.parts.map(partShown).join('\n\n')
}

function partShown({ key, bytes, text, before }: Shown & { before?: Shown }): string {
  const after = `${key} would land: ${bytesText(bytes)}\n${excerptOf(text, bytes)}`
  if (!before) return after
  const { key: from, bytes: all, text: was } = before
  return `${from} has come: ${bytesText(all)}\n${excerptOf(was, all)}\n\n${after}`
}

/** As far as it is text. */
function excerptOf(text: string, bytes: number): string {
  if (/[\0\uFFFD]/.test(text)) return '(no text)'
  const some = text.slice(0, textBytesMax).trimEnd()
  return bytes > Buffer.byteLength(some) + 1 ? `${some} …` : some
}
