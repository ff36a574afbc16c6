/** Where what is said of sources lies, in the work bucket. */
import type { DefinitionRecord } from '../schemas/record.ts'

export const sources = 'sources/'
const states = 'sourcestates/'

export const sourceKey = (name: string): string => `${sources}${name}.json`
export const sourceStateKey = (name: string): string => `${states}${name}.json`

/** Where pollers keep their place. */
export const cursorKey = (source: string, name: string): string => `cursors/${source}/${name}.json`

/** What was said by hand goes before what the definition says. */
export const isPaused = ({ definition, paused }: DefinitionRecord<{ paused: boolean }>): boolean =>
  paused ?? definition.paused
