/** Where what is said of sources lies, in the work bucket. */
import type { SourceRecord } from '../schemas/sources.ts'

export const sources = 'sources/'
const states = 'sourcestates/'

export const sourceKey = (name: string): string => `${sources}${name}.json`
export const sourceStateKey = (name: string): string => `${states}${name}.json`
export const sourceOfKey = (key: string): string => key.slice(sources.length, -'.json'.length)

/** Where pollers keep their place. */
export const cursorKey = (source: string, name: string): string => `cursors/${source}/${name}.json`

/** What was said by hand goes before what the definition says. */
export const isPaused = ({ definition, paused }: SourceRecord): boolean =>
  paused ?? definition.paused
