/** What is to run, as the API says it: the sources of this runner's kinds that are not paused. */
import type { Hypatia } from '../../clients/typescript/hypatia.ts'
import { secretsIn } from '../../schemas/sources/transform.ts'
import type { SourceDefinition } from '../../schemas/sources.ts'
import { sourceDefinition } from '../../schemas/sources.ts'

/** Each has a file in `kinds/`. */
const ours = ['database', 'kafka', 'mqtt', 's3', 'sftp', 'sqs'] as const
type CollectKind = (typeof ours)[number]
export type Definition = Extract<SourceDefinition, { kind: CollectKind }>
export type ParametersOf<K extends CollectKind> = Extract<Definition, { kind: K }>['parameters']

export const isOurs = (definition: SourceDefinition): definition is Definition =>
  ours.some((kind) => kind === definition.kind)

/** Of a kind that this runner does not know it is another runner's, or a newer one's. */
export async function definitionsOf(api: Hypatia): Promise<Map<string, Definition>> {
  const { body } = await api.call('listSources')
  const found = new Map<string, Definition>()
  for (const { name, paused, definition } of body.sources) {
    const read = sourceDefinition.safeParse(definition)
    if (!paused && read.success && isOurs(read.data)) found.set(name, read.data)
  }
  return found
}

interface Secrets {
  /** By what the kind calls them. */
  secrets: Record<string, string>
  /** By their own names. */
  stepSecrets: Record<string, string>
}

/** Throws where one is not there. */
export function secretsFor(
  { secrets, transform }: Definition,
  secretOf: (name: string) => string,
): Secrets {
  const named = Object.entries(secrets).filter(([, name]) => name !== undefined)
  return {
    secrets: Object.fromEntries(named.map(([key, name]) => [key, secretOf(name)])),
    stepSecrets: Object.fromEntries(secretsIn(transform).map((name) => [name, secretOf(name)])),
  }
}
