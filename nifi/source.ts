/** From a definition of a source to its flow: a kind is a file in `sources/` and a line here. */
import type { SourceDefinition } from '../schemas/sources.ts'
import type { SourceFlow } from './flow.ts'
import { rest } from './sources/rest.ts'

/** Undefined where its kind is not NiFi's to run. */
export function sourceFlow(name: string, definition: SourceDefinition): SourceFlow | undefined {
  switch (definition.kind) {
    case 'rest':
      return rest(name, definition)
    default:
      return undefined
  }
}
