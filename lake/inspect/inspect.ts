/** What an object is, from at most 1 MiB of it. */
import type { Inspection } from './inspection.ts'

/** Bytes `start` (included) to `end` (excluded) of the object, as they are stored. */
export type ReadRange = (start: number, end: number) => Promise<Uint8Array>

/**
 * Decides by content, never by name. Reads at most `inspectionBytesMax` bytes. `reserved` are names that no
 * column may take (the partition keys of the address). Throws Quarantined for bytes that can never be a table
 * although they claim to be one; and whatever `read` throws.
 */
export async function inspect(
  _object: { key: string; bytes: number },
  _read: ReadRange,
  _reserved: readonly string[] = [],
): Promise<Inspection> {
  throw new Error('inspect: being written')
}
