/** What is said of sources and destinations, as the work bucket keeps it; and what whoever runs them says. */
import * as z from 'zod'

export interface DefinitionRecord<D> {
  definition: D
  /** That says so, and where it is changed. */
  file?: string
  /** Said by hand; goes before what the definition says. */
  paused?: boolean
}

/** What whoever runs it says of it. */
export const runState = z.strictObject({
  state: z.enum(['running', 'paused', 'failing']),
  says: z.string().max(1_000).describe('Why it fails, or what is to be looked into').optional(),
})

export type RunState = z.infer<typeof runState>
