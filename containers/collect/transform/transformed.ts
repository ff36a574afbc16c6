/** A peer whose batches are transformed before they land. What it brought lands beside, where it is to be kept. */
import { sha256Of } from '../../../clients/typescript/platform.ts'
import { hintFile } from '../../../lake/hints.ts'
import type { Pins } from '../../../schemas/interpretation.ts'
import type { Step } from '../../../schemas/sources/transform.ts'
import { fileOf, refusedFile } from '../file.ts'
import { type Batch, originalOf, type Part, type Peer, refusedOf } from '../kind.ts'
import { openSpool, type Spool } from '../spool.ts'
import { type Chain, doubtOf, outcomeOf } from './chain.ts'
import type { Item } from './item.ts'
import { ndjsonType } from './read.ts'

interface How {
  dataset: string
  chain: Chain
  transform: Step[]
  isKept: boolean
}

export function transformed(peer: Peer, how: How): Peer {
  let spool: Spool | undefined
  return {
    ...(peer.begins !== undefined && { begins: peer.begins }),
    async next(signal): Promise<Batch | undefined> {
      const batch = await peer.next(signal)
      if (!batch || batch.parts.length === 0) return batch
      await spool?.clear()
      spool = await openSpool()
      const made: Made[] = []
      for (const part of batch.parts) made.push(await madeOf(part, how, { spool, signal, batch }))
      return {
        ...batch,
        parts: made.flatMap(({ parts }) => parts),
        async settle(refused) {
          const isOut = ({ parts, isRefused }: Made) =>
            isRefused || parts.some((part) => refused?.has(part))
          await batch.settle(new Set(made.filter(isOut).map(({ from }) => from)))
        },
      }
    },
    doubt: () => doubtOf(how.chain),
    async close() {
      await peer.close()
      await spool?.clear()
    },
  }
}

interface Made {
  from: Part
  parts: Part[]
  /** Some of it is aside as a whole. */
  isRefused: boolean
}

interface Around {
  spool: Spool
  signal: AbortSignal
  batch: Batch
}

async function madeOf(from: Part, how: How, { spool, signal, batch }: Around): Promise<Made> {
  const { dataset, chain, transform, isKept } = how
  const asItIs = { from, parts: [from], isRefused: false }
  if (from.file === hintFile) return { ...asItIs, parts: [await hintAfter(from, transform)] }
  if (from.dataset !== dataset)
    return isKept ? asItIs : { ...asItIs, parts: [await withoutWords(from)] }
  const { file, content, contentType } = from
  const first: Item = { name: file, identity: file, content, contentType }
  const around = { spool, signal, isShown: isKept }
  const { items, refusals, isRefused } = await outcomeOf(first, chain, around)
  const original = isKept ? await originalPart(from) : undefined
  const origin = {
    transform: chain.digest,
    ...(original && { original: { dataset: original.dataset, file, sha256: original.sha256 } }),
  }
  // An empty file may be the newer one of a file that was not; an object that is numbered is none's.
  const landing = batch.isSelfNamed ? items : items.filter((item) => item.content.size > 0)
  const parts: Part[] = landing.map(({ identity, ...item }) => ({
    ...{ dataset, file: fileOf(identity), content: item.content, contentType: item.contentType },
    ...{ origin, before: from },
    ...(item.contentType === 'text/csv' && { pins: plainPins }),
  }))
  if (refusals)
    parts.push({
      ...{ dataset: refusedOf(dataset), file: refusedFile(`${chain.digest}/${file}`) },
      ...{ content: refusals, contentType: ndjsonType, origin },
    })
  return { from, parts: original ? [original, ...parts] : parts, isRefused }
}

/** How the lake reads CSV that is written here: nothing of it is guessed. */
const plainPins: Pins = { delimiter: ',', quote: '"', escape: '"', header: true }

async function originalPart(part: Part): Promise<Part & { sha256: string }> {
  const sha256 = await sha256Of(part.content)
  return { ...part, dataset: originalOf(part.dataset), pins: { asset: true }, sha256 }
}

/** Types of columns that are still what the database says. */
async function hintAfter(part: Part, transform: Step[]): Promise<Part> {
  const { types = {}, ...others } = JSON.parse(await part.content.text()) as Pins
  let known = Object.entries(types)
  const without = (names: string[]): void => {
    const gone = new Set(names.map((name) => name.toLowerCase().split('.')[0]))
    known = known.filter(([name]) => !gone.has(name.toLowerCase()))
  }
  for (const { drop, mask, hash, set, rename, select } of transform) {
    without([...(drop ?? []), ...(mask?.fields ?? []), ...(hash?.fields ?? [])])
    without(Object.keys(set ?? {}))
    const names = new Map(
      Object.entries(rename ?? {}).map(([from, to]) => [from.toLowerCase(), to]),
    )
    known = known.map(([name, type]) => [names.get(name.toLowerCase()) ?? name, type])
    const wanted = new Set(select?.map((name) => name.toLowerCase()))
    if (select) known = known.filter(([name]) => wanted.has(name.toLowerCase()))
  }
  const content = new Blob([JSON.stringify({ ...others, types: Object.fromEntries(known) })])
  return { ...part, content }
}

/** What of a refusal tells where it lies, and nothing of what it says. */
const places: ReadonlySet<string> = new Set([
  ...['topic', 'partition', 'offset', 'message_id', 'sent_at', 'received_at', 'file', 'bytes'],
])

async function withoutWords(part: Part): Promise<Part> {
  const lines = (await part.content.text()).trimEnd().split('\n')
  const bare = lines.map((line) => {
    const { reason, ...said } = JSON.parse(line) as Record<string, unknown>
    const where = Object.entries(said).filter(([name]) => places.has(name))
    const plain = String(reason).split(/[:"]/)[0]
    return `${JSON.stringify({ reason: plain, ...Object.fromEntries(where) })}\n`
  })
  return { ...part, content: new Blob(bare) }
}
