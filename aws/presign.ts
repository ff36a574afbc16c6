/** URLs that are good for a while without credentials. https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html */
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { presignedSeconds } from '../lake/limits.ts'
import { s3 } from './clients/s3.ts'
import { type Condition, type ObjectName, sdkCondition } from './s3.ts'

export interface Landing {
  bytes: number
  /** Hexadecimal. */
  sha256: string
  contentType: string
  metadata: Record<string, string>
  /** What must be there when the bytes come: so the URL is good once, and puts nothing over what it does not know. */
  condition: Condition
}

export interface PresignedPut {
  url: string
  /** Signed with it: a PUT without them, or with others, is refused. */
  headers: Record<string, string>
}

/** S3 itself refuses other bytes than those of the checksum, another length, and where something else is there (412). */
export async function presignPut(
  { bucket, key }: ObjectName,
  { bytes, sha256, contentType, metadata, condition }: Landing,
): Promise<PresignedPut> {
  const checksum = Buffer.from(sha256, 'hex').toString('base64')
  const headers: Record<string, string> = {
    'content-type': contentType,
    'x-amz-checksum-sha256': checksum,
    ...(condition === 'absent' ? { 'if-none-match': '*' } : { 'if-match': condition.etag }),
  }
  for (const [name, value] of Object.entries(metadata)) headers[`x-amz-meta-${name}`] = value
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    ContentType: contentType,
    ContentLength: bytes,
    ChecksumSHA256: checksum,
    Metadata: metadata,
    ...sdkCondition(condition),
  })
  const names = new Set([...Object.keys(headers), 'content-length'])
  const url = await getSignedUrl(s3(), command, {
    expiresIn: presignedSeconds,
    signableHeaders: new Set([...names, 'host']),
    unhoistableHeaders: names,
  })
  return { url, headers }
}

/** RFC 6266: plain for old clients, whole for the others. */
const dispositionOf = (fileName: string): string =>
  `attachment; filename="${fileName.replace(/[^ -~]|["\\\\%]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(fileName.toWellFormed())}`

/** `fileName`: what a browser calls it. */
export const presignGet = (
  { bucket, key, versionId }: ObjectName,
  fileName: string,
  contentType: string,
): Promise<string> =>
  getSignedUrl(
    s3(),
    new GetObjectCommand({
      Bucket: bucket,
      Key: key,
      ...(versionId ? { VersionId: versionId } : {}),
      ResponseContentType: contentType,
      ResponseContentDisposition: dispositionOf(fileName),
    }),
    { expiresIn: presignedSeconds },
  )
