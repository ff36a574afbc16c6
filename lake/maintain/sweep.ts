/**
 * Which files of a table's folder may go. A file that was written and not committed looks like one that nobody needs; it
 * is told apart by its age, and by the receipt of the object whose rows it holds.
 */
import { objectIdOf } from '../iceberg/live.ts'
import { orphanAgeMsMax, orphanMetadataAgeMsMax } from '../limits.ts'
import type { Receipt, State } from '../receipt.ts'

export interface Found {
  uri: string
  modifiedMs: number
}

/** How old the file must be to go, in milliseconds. */
export type Grace = (uri: string) => number

export const grace: Grace = (uri) =>
  /\/metadata\/[^/]+$/.test(uri) ? orphanMetadataAgeMsMax : orphanAgeMsMax

/** The folders that are the table's alone; other tables may lie beside them. */
export const foldersOf = (location: string): string[] => [
  `${location}/data/`,
  `${location}/metadata/`,
]

/** Those that are old enough and that the history does not name. */
export const unreferenced = (
  found: Found[],
  references: ReadonlySet<string>,
  nowMs: number,
  graceOf: Grace = grace,
): string[] =>
  found
    .filter(({ uri, modifiedMs }) => modifiedMs <= nowMs - graceOf(uri) && !references.has(uri))
    .map(({ uri }) => uri)

const resting: ReadonlySet<State> = new Set(['committed', 'asset', 'quarantined', 'removed'])

/**
 * Whether no message of the object's can still make its data files part of the table. Of a receipt at rest that is so: the
 * next version's file has another name. It is read BEFORE the table, so that a commit in between is seen in the table.
 */
export const isAtRest = (receipt: Receipt | undefined): boolean =>
  receipt === undefined || resting.has(receipt.state)

/** The object whose rows alone the file holds: its receipt has a say. Others are a commit's own: they live minutes. */
export const ownerOf = objectIdOf

/** Whether the object's profile describes rows that are gone. */
export const isGone = (receipt: Receipt | undefined): boolean =>
  receipt === undefined || (isAtRest(receipt) && receipt.state !== 'committed')
