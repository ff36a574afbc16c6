/** A message as a line of NDJSON: what the peer says of it, and its value as it came. */
import { collectRefusedBytesMax } from '../../lake/limits.ts'

export type ValueAs = 'json' | 'text' | 'bytes'

export type Row = { line: string } | { refused: string }

/** `json` keeps the sender's own text, so that no number changes; what is none is refused with a reason. */
export function rowOf(said: Record<string, unknown>, value: Uint8Array, as: ValueAs): Row {
  if (as === 'bytes') return lineOf(said, JSON.stringify(base64(value)))
  const text = textOf(value)
  if (text === undefined) return refusedRow(said, value, 'It is not UTF-8.')
  if (as === 'text') return lineOf(said, JSON.stringify(text))
  try {
    JSON.parse(text)
  } catch (error) {
    return refusedRow(said, value, `It is not JSON: ${(error as Error).message}`)
  }
  return lineOf(said, text.replace(/[\r\n]+/g, ' ')) // of JSON they stand between its parts only
}

/** No value at all: what Kafka calls a tombstone. */
export const rowWithoutValue = (said: Record<string, unknown>): Row => lineOf(said, 'null')

export function refusedRow(
  said: Record<string, unknown>,
  value: Uint8Array,
  reason: string,
): { refused: string } {
  const kept = base64(value.subarray(0, collectRefusedBytesMax))
  return { refused: JSON.stringify({ reason, ...said, bytes: value.length, base64: kept }) }
}

const lineOf = (said: Record<string, unknown>, value: string): Row => ({
  line: `${JSON.stringify(said).slice(0, -1)}${Object.keys(said).length > 0 ? ',' : ''}"value":${value}}`,
})

/** Undefined where it is not UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const timeMax = 8_640_000_000_000_000n // of a Date, in milliseconds

/** Of milliseconds since 1970. Null: it has none (-1). As it is where it is no time: a producer writes what it likes. */
export function timeOf(ms: bigint): string | null {
  if (ms === -1n) return null
  return ms >= -timeMax && ms <= timeMax ? new Date(Number(ms)).toISOString() : String(ms)
}

/** Text where it is UTF-8, else base64 with a word before it. */
export const wordOf = (bytes: Uint8Array): string => textOf(bytes) ?? `base64:${base64(bytes)}`

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
