/** What has landed as it is, remembered by eight bytes of a digest: of 60,000 two have the same once in 10^10. */
import { createHash } from 'node:crypto'
import type { Json } from './kind.ts'

const markBytes = 8

/** Of what tells one from another; texts without NUL. */
export const markOf = (...told: (string | number)[]): string =>
  createHash('sha256').update(told.join('\0')).digest().toString('latin1', 0, markBytes)

export const marksText = (marks: Set<string>): Json =>
  Buffer.from([...marks].join(''), 'latin1').toString('base64')

export function marksIn(place: Json | undefined): Set<string> {
  const text = Buffer.from(typeof place === 'string' ? place : '', 'base64').toString('latin1')
  const marks = new Set<string>()
  for (let at = 0; at < text.length; at += markBytes) marks.add(text.slice(at, at + markBytes))
  return marks
}
