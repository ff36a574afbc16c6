/** The original bytes of an object, wherever they lie. */
import { environment } from '../../../aws/environment.ts'
import type { Answer, Call } from '../../../aws/gateway/call.ts'
import { presignGet } from '../../../aws/presign.ts'
import { receiptOf, unknownObject } from './objects.ts'

export async function getContent({ params }: Call<object, { object: string }>): Promise<Answer> {
  const receipt = await receiptOf(params.object)
  if (!receipt || receipt.state === 'removed') throw unknownObject(params.object)
  const { key: landed } = receipt.object
  const isAside = receipt.state === 'quarantined' && receipt.quarantineKey
  const key = isAside || landed
  const version = isAside && receipt.quarantineVersion && { versionId: receipt.quarantineVersion }
  const fileName = landed.slice(landed.lastIndexOf('/') + 1)
  const place = { bucket: environment.rawBucket(), key, ...version }
  const url = await presignGet(place, fileName, 'application/octet-stream')
  return { status: 303, headers: { Location: url } }
}
