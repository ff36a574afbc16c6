/** Uploads in parts that were begun and not completed. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  NoSuchUpload,
} from '@aws-sdk/client-s3'
import { s3 } from './clients/s3.ts'
import { decodedKey } from './listing.ts'

export interface Upload {
  key: string
  uploadId: string
  /** Milliseconds since 1970. */
  begunMs: number
}

export async function* uploadsUnder(bucket: string, prefix: string): AsyncGenerator<Upload> {
  let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {}
  for (;;) {
    const page = await s3().send(
      new ListMultipartUploadsCommand({
        ...{ Bucket: bucket, Prefix: prefix, EncodingType: 'url' },
        ...marker,
      }),
    )
    for (const { Key = '', UploadId = '', Initiated } of page.Uploads ?? []) {
      yield { key: decodedKey(Key), uploadId: UploadId, begunMs: Initiated?.getTime() ?? 0 }
    }
    if (!page.IsTruncated) return
    marker = {
      KeyMarker: decodedKey(page.NextKeyMarker ?? ''),
      UploadIdMarker: page.NextUploadIdMarker,
    }
  }
}

/** With its parts; false of one that ended meanwhile. */
export async function abortUpload(bucket: string, { key, uploadId }: Upload): Promise<boolean> {
  try {
    await s3().send(
      new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }),
    )
  } catch (error) {
    if (!(error instanceof NoSuchUpload)) throw error
    return false
  }
  return true
}
