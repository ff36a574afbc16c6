/** Conditional requests. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html */
import { AwsFault } from '../wire/service.ts'
import { noSuchKey, notImplemented, preconditionFailed } from './fault.ts'
import type { ObjectVersion } from './version.ts'

/** Of a write: as their headers are sent. */
export interface WriteCondition {
  ifMatch?: string | undefined
  ifNoneMatch?: string | undefined
}

/** Of a read, and of the source of a copy. */
export interface ReadCondition extends WriteCondition {
  ifModifiedSince?: string | undefined
  ifUnmodifiedSince?: string | undefined
}

/** Throws unless what is current is what the writer expects; call it in the transaction that writes. */
export function checkWrite(
  condition: WriteCondition,
  key: string,
  current: ObjectVersion | undefined,
): void {
  const { ifMatch, ifNoneMatch } = condition
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch !== '*') throw notImplemented(`If-None-Match: ${ifNoneMatch} of a write`)
    if (current) throw preconditionFailed('If-None-Match')
  }
  if (ifMatch === undefined) return
  if (!current) throw noSuchKey(key)
  if (!matches(ifMatch, current.etag)) throw preconditionFailed('If-Match')
}

/** Throws 412 or 304, in the order of RFC 9110 §13.2.2; the 304 carries no body. */
export function checkRead(condition: ReadCondition, version: ObjectVersion): void {
  const failed = failedCondition(condition, version)
  if (failed === 'If-Match' || failed === 'If-Unmodified-Since') throw preconditionFailed(failed)
  if (failed) throw new AwsFault('NotModified', 'Not Modified', 304)
}

/** Of a copy every failure is a 412. */
export function checkSource(condition: ReadCondition, version: ObjectVersion): void {
  const failed = failedCondition(condition, version)
  if (failed) throw preconditionFailed(`x-amz-copy-source-${failed}`)
}

function failedCondition(condition: ReadCondition, version: ObjectVersion): string | undefined {
  const { ifMatch, ifNoneMatch } = condition
  // HTTP's dates have whole seconds.
  const modifiedMs = Math.floor(version.modifiedMs / 1_000) * 1_000
  const sinceMs = (date: string | undefined) => (date === undefined ? Number.NaN : Date.parse(date))
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, version.etag)) return 'If-Match'
  } else if (modifiedMs > sinceMs(condition.ifUnmodifiedSince)) return 'If-Unmodified-Since'
  if (ifNoneMatch !== undefined) {
    if (matches(ifNoneMatch, version.etag)) return 'If-None-Match'
  } else if (modifiedMs <= sinceMs(condition.ifModifiedSince)) return 'If-Modified-Since'
  return undefined
}

function matches(list: string, etag: string): boolean {
  return list
    .split(',')
    .map((one) => one.trim().replace(/^W\//, '').replaceAll('"', ''))
    .some((one) => one === '*' || one === etag)
}
