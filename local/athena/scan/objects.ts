/** The objects of a location, as Athena lists them. */
import { userError } from '../error.ts'
import type { PlannedFile, PlanRequest } from './request.ts'

/** `s3://bucket/prefix`, its prefix ending in a slash. */
export function bucketAndPrefix(location: string): { bucket: string; prefix: string } {
  const match = /^s3[an]?:\/\/([^/]+)\/?(.*)$/s.exec(location)
  if (!match) throw userError('HIVE_METASTORE_ERROR', `The location "${location}" is not in S3`)
  const [, bucket = '', path = ''] = match
  return { bucket, prefix: path === '' || path.endsWith('/') ? path : `${path}/` }
}

/** The bucket and key of an object's URI. */
export function objectAddress(uri: string): { bucket: string; key: string } {
  const { bucket } = bucketAndPrefix(uri)
  return { bucket, key: uri.slice(uri.indexOf('/', 's3n://'.length) + 1) }
}

/** All objects below it, but for empty ones and those with a `_` or `.` before a name of file or folder. */
export function objectsBelow(
  store: PlanRequest['store'],
  location: string,
  partition: (string | null)[],
): PlannedFile[] {
  const { bucket, prefix } = bucketAndPrefix(location)
  return store
    .list(bucket, prefix)
    .filter(({ key, size }) => size > 0 && !/(?:^|\/)[_.]/.test(key.slice(prefix.length)))
    .map((version) => ({
      uri: `s3://${bucket}/${version.key}`,
      path: store.filePath(version),
      bytes: version.size,
      partition,
    }))
}
