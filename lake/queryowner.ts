/** By which keys of the work bucket a query is its owner's. They go when Athena forgets the query, after 45 days. */
import { createHash } from 'node:crypto'

export const ownedQueries = 'queries/'

/** A subject is any text: in a key stands what it hashes to. */
const ownerOf = (subject: string): string =>
  createHash('sha256').update(subject).digest('hex').slice(0, 32)

export const ownedKey = (subject: string, id: string): string =>
  `${ownedQueries}by-id/${ownerOf(subject)}/${id}`

export const ownedMarks = (subject: string): string => `${ownedQueries}newest/${ownerOf(subject)}/`

const timeMsMax = 99_999_999_999_999

/** The newest first, in the order of keys. */
export const ownedMark = (subject: string, id: string, nowMs: number): string =>
  `${ownedMarks(subject)}${String(timeMsMax - nowMs).padStart(14, '0')}-${id}`

export const queryOfMark = (mark: string): string => mark.slice(-36)
