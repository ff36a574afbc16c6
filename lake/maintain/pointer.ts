/**
 * Which metadata.json a lake table is at, said beside Glue: after each swap, and before any receipt says what the table
 * holds. So it never knows less than a receipt does, and a table whose row in Glue is lost comes back as it was.
 */
import type { Base } from '../iceberg/commit.ts'

export interface Pointer {
  table: string
  /** `table-uuid`: another one is another table under the same name. */
  uuid: string
  /** URI of the metadata.json. */
  location: string
}

export const pointerKey = (table: string): string => `pointers/${table}.json`

/** Counts from 0; each swap adds one, whoever makes it. */
export const versionOf = (location: string): number =>
  Number(/(\d+)-[^/]*$/.exec(location)?.[1] ?? 0)

/** What to write where `present` is found: of one table the later version wins, however the writers come. */
export function pointed(present: Pointer | undefined, next: Pointer): Pointer | undefined {
  const isOlder =
    present?.uuid === next.uuid && versionOf(present.location) >= versionOf(next.location)
  return isOlder ? undefined : next
}

/** A metadata.json that lies in a table's folder. */
export interface Candidate extends Base {
  /** Of its writing, milliseconds since 1970. */
  modifiedMs: number
}

export interface Head extends Base {
  /** Others that were written on it, or beside it, by committers who lost the race or died: no reader ever saw them. */
  left: Candidate[]
}

/**
 * The version that Glue named when its row was lost. What the pointer names was swapped in, and so was what another
 * version names as its past. Not so a version on which nothing was built: its writer may have lost the race, and what it
 * says is done again by whoever still waits for it. Without a pointer (the table was last written before there were
 * pointers) it is taken, for most are swapped in; of several the last written.
 */
export function headOf(candidates: Candidate[], pointer?: Pointer): Head | undefined {
  const named = candidates.find(({ location }) => location === pointer?.location)
  const newest = named ?? latest(candidates, ({ modifiedMs }) => modifiedMs)
  if (!newest) return undefined
  const own = candidates.filter(
    ({ metadata }) => metadata['table-uuid'] === newest.metadata['table-uuid'],
  )
  const pasts = own.flatMap(({ metadata }) => metadata['metadata-log'] ?? [])
  const past = new Set(pasts.map((entry) => entry['metadata-file']))
  const certain = own.filter((one) => one === named || past.has(one.location))
  const head = latest(named ? certain : own, byVersion)!
  const { location, metadata } = head
  const left = own.filter((one) => one !== head && byVersion(one) >= byVersion(head))
  return { location, metadata, left }
}

const byVersion = ({ location }: Candidate): number => versionOf(location)

/** Of those that are alike the last written. */
const latest = (candidates: Candidate[], of: (one: Candidate) => number): Candidate | undefined =>
  candidates.toSorted((a, b) => of(a) - of(b) || a.modifiedMs - b.modifiedMs).at(-1)

/** The column id below which none may be given anew: files that name one of a version left aside may still come. */
export const lastColumnIdOf = ({ metadata, left }: Head): number =>
  Math.max(...[{ metadata }, ...left].map((one) => one.metadata['last-column-id']))

/** Of these names the ones worth reading: whatever may be the head, or speaks of it. */
export function worthReading(locations: string[], pointer?: Pointer): string[] {
  const newest = Math.max(...locations.map(versionOf))
  const from =
    pointer && locations.includes(pointer.location) ? versionOf(pointer.location) : newest - 1
  return locations.filter((location) => versionOf(location) >= from)
}
