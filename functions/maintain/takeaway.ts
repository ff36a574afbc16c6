/** The last step of quarantine: the version goes from its dataset, once its copy is seen to lie aside. */
import { environment } from '../../aws/environment.ts'
import { deleteVersion, getJson, headObject, type ObjectName } from '../../aws/s3.ts'
import type { ObjectVersion } from '../../lake/delivery.ts'
import { type Receipt, receiptKey } from '../../lake/receipt.ts'
import type { MaintainMessage } from '../../schemas/messages.ts'

type TakeAway = Extract<MaintainMessage, { kind: 'takeAway' }>

/**
 * The message only refers: the receipt must say that this version is in quarantine, and where. So neither a mistake of
 * whoever asks nor a stranger's message takes an original that has no copy.
 */
export async function takeAway({ key, versionId }: TakeAway): Promise<void> {
  const found = await getJson<Receipt>(environment.workBucket(), receiptKey(key))
  const { state, quarantineKey, quarantineVersion, object } = found?.value ?? {}
  if (state !== 'quarantined' || !quarantineKey || object?.versionId !== versionId) return
  const bucket = environment.rawBucket()
  const version = quarantineVersion && { versionId: quarantineVersion }
  const copy = { bucket, key: quarantineKey, ...version }
  const aside = await headObject(copy)
  if (!aside || !(await isCopy(aside, object, copy))) return // landed again meanwhile, or never copied: it had gone by itself
  await deleteVersion({ bucket, key, versionId })
}

/**
 * S3 keeps the ETag of what it copies, but not of what came in parts, nor of what a key of KMS encrypts: there its own
 * checksums tell. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
 */
async function isCopy(aside: Content, object: ObjectVersion, copy: ObjectName): Promise<boolean> {
  if (aside.bytes !== object.bytes) return false
  const cameInParts = aside.etag.includes('-') || object.etag.includes('-')
  if (cameInParts || aside.etag === object.etag) return true
  const { bucket, key, versionId } = object
  const both = [copy, { bucket, key, versionId }]
  const [of, and] = await Promise.all(both.map((one) => headObject(one, { checksum: true })))
  return of?.checksum !== undefined && of.checksum === and?.checksum
}

interface Content {
  bytes: number
  etag: string
}
