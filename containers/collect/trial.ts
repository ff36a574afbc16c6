/** What a source would land: its peer is asked once. Nothing lands, no cursor moves, and the peer is told nothing. */
import { hintFile } from '../../lake/hints.ts'
import type { Definition } from './definitions.ts'
import type { Json, Part, Peer } from './kind.ts'
import { openPeer } from './kinds.ts'

export interface Tried {
  /** Empty: nothing came while it was waited for. */
  parts: Shown[]
}

interface Shown {
  key: string
  bytes: number
  text: string
  /** What it was made of, where it was transformed. */
  before?: Omit<Shown, 'before'>
}

interface Trial {
  name: string
  definition: Definition
  /** Their values, by what the kind calls them. */
  secrets: Record<string, string>
  /** Likewise, by their own names. */
  stepSecrets: Record<string, string>
  /** Of which the first bytes are shown. */
  textBytesMax: number
  patienceMs: number
}

const lookAgainMs = 1_000

/** Throws what the peer says against it. */
export async function trial({
  name,
  definition,
  secrets,
  stepSecrets,
  ...limits
}: Trial): Promise<Tried> {
  const { dataset } = definition
  const place: Json | undefined = undefined
  const peer = await openPeer(apart(definition), {
    ...{ name, dataset, secrets, stepSecrets, place, everyMs: lookAgainMs },
  })
  try {
    const found = await partsOf(peer, AbortSignal.timeout(limits.patienceMs))
    const shown = async ({ dataset, file, content }: Part) => ({
      key: `${name}/${dataset}/${file}`,
      bytes: content.size,
      text: await content.slice(0, limits.textBytesMax).text(),
    })
    const parts = found.map(async (part) => ({
      ...(await shown(part)),
      ...(part.before && { before: await shown(part.before) }),
    }))
    return { parts: await Promise.all(parts) }
  } finally {
    await peer.close().catch(() => {})
  }
}

/** Until there is more than what says how the rest is read, or it was waited for long enough. */
async function partsOf(peer: Peer, signal: AbortSignal): Promise<Part[]> {
  const found: Part[] = []
  try {
    while (found.every(({ file }) => file === hintFile)) {
      const batch = await peer.next(signal)
      if (!batch && found.length > 0) break
      found.push(...(batch?.parts ?? []))
      signal.throwIfAborted()
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return found
}

/** Under names of its own, where the peer would take it for the one that runs, and of what lies there already. */
function apart(definition: Definition): Definition {
  const few = { items: 20, seconds: 1 }
  const own = `hypatia-trial-${crypto.randomUUID().slice(0, 8)}`
  switch (definition.kind) {
    case 'mqtt': {
      const parameters = { ...definition.parameters, client: own, keep: 1, gather: few }
      return { ...definition, parameters }
    }
    case 'kafka': {
      const parameters = { ...definition.parameters, group: own, from: 'earliest' as const }
      return { ...definition, parameters: { ...parameters, gather: few } }
    }
    case 'database':
      return { ...definition, parameters: { ...definition.parameters, lag: '1 sec' } }
    case 'sqs':
      return { ...definition, parameters: { ...definition.parameters, gather: few } }
    default:
      return definition
  }
}
