/** Which bucket and key a request means: by its path, or by its host and path. */
import type { IncomingMessage } from 'node:http'
import { keyBytesMax } from '../../lake/limits.ts'
import { decode, type Target } from '../wire/canonical.ts'
import { AwsFault } from '../wire/service.ts'

export interface Address {
  bucket: string
  key: string
}

/** `bucket.localhost` and `bucket.s3.localhost`, perhaps with a region between. */
const virtualHost = /^(.+?)(?:\.s3(?:[.-][a-z0-9-]+)?)?\.localhost(?::\d+)?$/

/** Keys are bytes: nothing of the path is normalised. Throws InvalidURI, KeyTooLongError. */
export function addressOf(request: IncomingMessage, { path }: Target): Address {
  const bucket = virtualHost.exec(request.headers.host ?? '')?.[1]
  if (bucket !== undefined && bucket !== 's3') {
    return { bucket, key: checkedKey(decode(path.slice(1))) }
  }
  const slash = path.indexOf('/', 1)
  if (slash < 0) return { bucket: decode(path.slice(1)), key: '' }
  return { bucket: decode(path.slice(1, slash)), key: checkedKey(decode(path.slice(slash + 1))) }
}

/** Throws KeyTooLongError. */
export function checkedKey(key: string): string {
  const size = Buffer.byteLength(key)
  if (size <= keyBytesMax) return key
  throw new AwsFault('KeyTooLongError', 'Your key is too long', 400, {
    Size: size,
    MaxSizeAllowed: keyBytesMax,
  })
}
