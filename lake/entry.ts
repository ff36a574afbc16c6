/** What says that an object was normalised into a table: so its objects are listed. */
import { objectId } from './key.ts'

export const entriesPrefix = (table: string): string => `profiles/${table}/`

export const entryKey = (table: string, key: string): string => entryKeyOf(table, objectId(key))

/** By what data files and column `_object` call the object. */
export const entryKeyOf = (table: string, object: string): string =>
  `${entriesPrefix(table)}${object}.json`
