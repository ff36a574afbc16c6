/** Names of files that land by themselves, of whatever their peer calls them. */
import { createHash } from 'node:crypto'
import { type Part, refusedOf } from './kind.ts'

const plain = /^[\p{L}\p{N}][^/\\\p{Cc}]{0,119}$/u
const tailLength = 80

/**
 * The peer's own name where it is one of ours. Else its end, so that it is told by its ending, behind digits of the
 * whole: two that are not the same are two.
 */
export function fileOf(identity: string): string {
  if (plain.test(identity) && identity.isWellFormed()) return identity
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 24)
  const [last = ''] = identity.split(/[/\\]/).slice(-1)
  return `${hash}-${last
    .toWellFormed()
    .replace(/[\p{Cc}/\\]/gu, '_')
    .slice(-tailLength)}`
}

interface Refused {
  /** As its peer calls it. */
  file: string
  bytes: number
  reason: string
}

/** A file that does not land: a row that says which, and why; the peer keeps it. */
export function refusedPart(dataset: string, refused: Refused): Part {
  return {
    dataset: refusedOf(dataset),
    file: refusedFile(refused.file),
    content: new Blob([`${JSON.stringify(refused)}\n`]),
    contentType: 'application/x-ndjson',
  }
}

/** One for each that has refusals: a later one takes the place of its earlier ones. */
export function refusedFile(identity: string): string {
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 32)
  return `file-${hash}.ndjson`
}
