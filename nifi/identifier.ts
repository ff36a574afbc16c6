/** Ids that stay: component state and the picture on the canvas hang on them. RFC 9562's version 5. */
import { createHash } from 'node:crypto'

const namespace = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex')

/** The same path, the same UUID, for ever. */
export function identifier(path: string): string {
  const bytes = createHash('sha1').update(namespace).update(`hypatia/${path}`).digest()
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes
    .toString('hex')
    .slice(0, 32)
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')
}
