/** The objects of a location, as Athena lists them. */

import { AthenaError, userError } from '../../../lake/sql/error.ts'
import { isDamaged } from '../../s3/reads.ts'
import type { ObjectVersion } from '../../s3/version.ts'
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
export async function objectsBelow(
  store: PlanRequest['store'],
  location: string,
  partition: (string | null)[],
): Promise<PlannedFile[]> {
  const { bucket, prefix } = bucketAndPrefix(location)
  const versions = store
    .list(bucket, prefix)
    .filter(({ key, size }) => size > 0 && !/(?:^|\/)[_.]/.test(key.slice(prefix.length)))
  const files: PlannedFile[] = []
  for (const version of versions) files.push(await fileOf(store, version, partition))
  return files
}

/** DuckDB reads files as they lie: only what is whole is handed to it. Throws AthenaError. */
export async function fileOf(
  store: PlanRequest['store'],
  version: ObjectVersion,
  partition: (string | null)[] = [],
): Promise<PlannedFile> {
  const uri = `s3://${version.bucket}/${version.key}`
  try {
    return { uri, path: await store.verified(version), bytes: version.size, partition }
  } catch (error) {
    throw isDamaged(error) ? damagedData(error) : error
  }
}

/** As Athena says of a file that it cannot read on. */
export const damagedData = (error: Error): AthenaError =>
  new AthenaError({
    code: 'HIVE_CURSOR_ERROR',
    message: `HIVE_CURSOR_ERROR: ${error.message}`,
    category: 1,
    type: 233,
  })
