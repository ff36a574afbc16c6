/** A file on its way from what was fetched to what lands, and what makes others of one. */
import type { Spool } from '../spool.ts'

export interface Item {
  /** By which it is known what it is: `orders.csv` of `orders.csv.gz`. */
  name: string
  /** The names of all that it came out of, and its own: two that are not the same are two. */
  identity: string
  content: Blob
  contentType: string
}

export const within = (item: Item, name: string, content: Blob): Item => ({
  name: name.split('/').at(-1) ?? name,
  identity: `${item.identity}/${name}`,
  content,
  contentType: 'application/octet-stream',
})

/** Throws Refused, or Quarantined. */
export type FileStep = (item: Item, spool: Spool) => AsyncIterable<Item>
