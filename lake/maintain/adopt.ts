/** What a bucket that others made holds, under the names of the raw bucket: `<source>/<dataset>/…`. */
import { addressOf, isAssetRowKey } from '../key.ts'
import { metadataBytesMax } from '../limits.ts'

export interface Adoption {
  /** Where it lies now. */
  bucket: string
  /** A folder: empty, or with a slash at its end. */
  prefix: string
  /** What is put before the rest of each key: empty, `<source>/` or `<source>/<dataset>/`. */
  under: string
}

/** Undefined for what is no `s3://<bucket>[/<folder>]`. */
export function placeOf(uri: string): Pick<Adoption, 'bucket' | 'prefix'> | undefined {
  const [, bucket, folder = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]+)(?:\/(.*))?$/s.exec(uri) ?? []
  if (!bucket) return undefined
  return { bucket, prefix: folder === '' || folder.endsWith('/') ? folder : `${folder}/` }
}

/** The key that it gets, or in words why it gets none. */
export function adoptedKey(adoption: Adoption, key: string): { key: string } | { refused: string } {
  const target = adoption.under + key.slice(adoption.prefix.length)
  if (target.endsWith('/')) return { refused: 'a folder marker' }
  const addressed = addressOf(target)
  if (addressed.kind === 'refused') return { refused: addressed.reason.detail }
  if (addressed.kind === 'quarantine') return { refused: '_quarantine is our own' }
  if (isAssetRowKey(target)) return { refused: '_assets is our own' }
  return { key: target }
}

/** By which a copy is known again: the original's place and content. */
export function marksOf(
  { bucket }: Adoption,
  key: string,
  etag: string,
): Record<'adopted-from' | 'adopted-etag', string> {
  const uri = `s3://${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`
  return { 'adopted-from': uri.slice(0, adoptedFromMax), 'adopted-etag': etag }
}

/** A key of 1,024 bytes may take three times as many characters. */
const adoptedFromMax = metadataBytesMax / 2

/** The original's metadata, and ours where there is room for it. */
export function withMarks(
  original: Record<string, string>,
  marks: Record<string, string>,
): Record<string, string> {
  const both = { ...original, ...marks }
  return Buffer.byteLength(Object.entries(both).flat().join('')) > metadataBytesMax
    ? original
    : both
}
