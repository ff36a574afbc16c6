/** `hypatia source …`: what is fetched, and how it is doing; paused, resumed, said by a file that is none of the folder's. */
import { sourceKey, sourceStateKey, sources } from '../lake/source.ts'
import { isReservedSource } from '../lake/tablename.ts'
import { type SourceDefinition, sourceDefinition, sourceName } from '../schemas/sources.ts'
import { definedCommands } from './defined.ts'
import { definitionIn, type Found } from './definition.ts'
import { Usage } from './usage.ts'

/** Throws Usage for what is no definition, or has a name that no source may have. */
export function sourceIn(file: string): Found<SourceDefinition> {
  const found = definitionIn(file, { what: 'a source', schema: sourceDefinition })
  const isName = sourceName.safeParse(found.name).success && !isReservedSource(found.name)
  if (!isName) throw new Usage(`${file}: "${found.name}" cannot be a source's name`)
  return found
}

export const sourceCommands = definedCommands<SourceDefinition>({
  noun: 'source',
  prefix: sources,
  key: sourceKey,
  stateKey: sourceStateKey,
  definitionIn: sourceIn,
  lineOf: (name, { kind, dataset }) => `${kind} → ${name}/${dataset}`,
  words: {
    list: 'Say what is fetched, by which kind, into which dataset, and how it is doing.',
    none: 'Nothing is fetched: docs/sources.md says how.',
    added: (name, { dataset }) => `${name} is fetched into ${name}/${dataset}.`,
    pause: 'Fetch nothing more of a source until it is resumed.',
    resume: 'Let a source go on that was paused.',
    remove: 'Take a source back that no file says; what has landed stays, and its place too.',
    removed: (name) => `${name} is fetched no more.`,
    unknown: (name) => `nobody says how ${name} is fetched`,
  },
})
