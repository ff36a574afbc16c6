/** DeleteObject and DeleteObjects. */
import { AwsFault } from '../wire/service.ts'
import { malformed, type XmlObject } from '../wire/xml.ts'
import { checkedKey } from './address.ts'
import { answerEmpty, answerXml, type Exchange, listOf, textOf, xmlBody } from './exchange.ts'
import { invalidRequest } from './fault.ts'
import { writeConditionOf } from './headers.ts'

const deletedAtOnceMax = 1_000

export function deleteObject(exchange: Exchange): void {
  const { response, store, bucket, key, query, origin } = exchange
  const removed = store.remove({
    bucket,
    key,
    versionId: query.get('versionId'),
    condition: writeConditionOf(exchange),
    origin,
  })
  if (removed.isMarker) response.setHeader('x-amz-delete-marker', 'true')
  if (removed.versionId !== undefined) response.setHeader('x-amz-version-id', removed.versionId)
  answerEmpty(exchange, 204)
}

/** Each on its own: what cannot be deleted is told beside what was. */
export async function deleteObjects(exchange: Exchange): Promise<void> {
  const { store, bucket } = exchange
  store.buckets.get(bucket)
  const hasDigest = Object.keys(exchange.request.headers).some(
    (name) =>
      name === 'content-md5' || name.startsWith('x-amz-checksum-') || name === 'x-amz-trailer',
  )
  if (!hasDigest) {
    throw invalidRequest(
      'Missing required header for this request: Content-MD5 OR x-amz-checksum-*',
    )
  }
  const body = await xmlBody(exchange, 'Delete')
  const asked = listOf(body.Object)
  if (asked.length === 0 || asked.length > deletedAtOnceMax) throw malformed()
  const outcomes = asked.map((one) => deleteOne(exchange, one))
  const quiet = textOf(body.Quiet)?.trim() === 'true'
  answerXml(exchange, 'DeleteResult', {
    Deleted: quiet ? [] : outcomes.map((one) => one.Deleted).filter((one) => one !== undefined),
    Error: outcomes.map((one) => one.Error).filter((one) => one !== undefined),
  })
}

function deleteOne(
  { store, bucket, origin }: Exchange,
  asked: Record<string, unknown>,
): { Deleted?: XmlObject; Error?: XmlObject } {
  const Key = textOf(asked.Key)
  if (Key === undefined || Key === '') throw malformed()
  const VersionId = textOf(asked.VersionId)
  try {
    const { isMarker, versionId } = store.remove({
      bucket,
      key: checkedKey(Key),
      versionId: VersionId,
      condition: { ifMatch: textOf(asked.ETag) },
      origin,
    })
    const marker = isMarker ? { DeleteMarker: true, DeleteMarkerVersionId: versionId } : {}
    return { Deleted: { Key, VersionId, ...marker } }
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error
    return { Error: { Key, VersionId, Code: error.code, Message: error.message } }
  }
}
