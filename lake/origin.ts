/** What an object was before it was transformed on its way: in its own metadata, and so in its receipt. */
import type { Origin as Said } from '../schemas/origin.ts'
import { objectId } from './key.ts'

export interface Origin {
  /** Digest of the steps. */
  transform: string
  /** The object that was fetched; null: it is not kept. */
  original: { object: string; sha256: string } | null
}

export const originMetadata = (
  source: string,
  { transform, original }: Said,
): Record<string, string> => ({
  transform,
  ...(original && {
    original: objectId(`${source}/${original.dataset}/${original.file}`),
    'original-sha256': original.sha256,
  }),
})

/** Undefined: it is as it was sent. */
export function originIn(metadata: Record<string, string>): Origin | undefined {
  const { transform, original: object, 'original-sha256': sha256 } = metadata
  if (!/^[0-9a-f]{16}$/.test(transform ?? '')) return undefined
  const isNamed = /^[0-9a-f]{16}$/.test(object ?? '') && /^[0-9a-f]{64}$/.test(sha256 ?? '')
  return {
    transform: transform!,
    original: isNamed ? { object: object!, sha256: sha256! } : null,
  }
}
