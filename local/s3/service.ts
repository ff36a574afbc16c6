/** S3 on the wire: which operation a request is, and who answers it. */
import type { IncomingMessage } from 'node:http'
import { type Target, targetOf } from '../wire/canonical.ts'
import type { Service, WireRequest } from '../wire/service.ts'
import { refuseXml } from '../wire/xml.ts'
import { addressOf } from './address.ts'
import * as buckets from './bucketoperations.ts'
import { isOfNothing } from './checksum.ts'
import { completeMultipartUpload } from './completeupload.ts'
import { copyObject } from './copyobject.ts'
import { deleteBucketCors, getBucketCors, putBucketCors } from './cors.ts'
import { deleteObject, deleteObjects } from './deleteobject.ts'
import type { Exchange } from './exchange.ts'
import { notImplemented } from './fault.ts'
import { getObject, getObjectAttributes } from './getobject.ts'
import { refuseUnknown } from './headers.ts'
import { listObjects, listObjectsV2, listObjectVersions } from './listobjects.ts'
import * as multipart from './multipart.ts'
import { getBucketNotification, putBucketNotification } from './notificationoperations.ts'
import * as tagging from './objecttagging.ts'
import { putObject } from './putobject.ts'
import type { Store } from './store.ts'

type Operation = (exchange: Exchange) => void | Promise<void>

/** `<method> <level>[?<subresource>]` → who answers. */
const operations: Record<string, Operation> = {
  'GET service': buckets.listBuckets,
  'PUT bucket': buckets.createBucket,
  'DELETE bucket': buckets.deleteBucket,
  'HEAD bucket': buckets.headBucket,
  'GET bucket': listObjects,
  'GET bucket?list-type': listObjectsV2,
  'GET bucket?versions': listObjectVersions,
  'GET bucket?location': buckets.getBucketLocation,
  'GET bucket?versioning': buckets.getBucketVersioning,
  'PUT bucket?versioning': buckets.putBucketVersioning,
  'GET bucket?tagging': buckets.getBucketTagging,
  'PUT bucket?tagging': buckets.putBucketTagging,
  'DELETE bucket?tagging': buckets.deleteBucketTagging,
  'GET bucket?cors': getBucketCors,
  'PUT bucket?cors': putBucketCors,
  'DELETE bucket?cors': deleteBucketCors,
  'GET bucket?notification': getBucketNotification,
  'PUT bucket?notification': putBucketNotification,
  'GET bucket?uploads': multipart.listMultipartUploads,
  'GET bucket?acl': tagging.getAcl,
  'POST bucket?delete': deleteObjects,
  'GET object': getObject,
  'HEAD object': getObject,
  'PUT object': putObject,
  'PUT object?copy': copyObject,
  'DELETE object': deleteObject,
  'GET object?attributes': getObjectAttributes,
  'GET object?acl': tagging.getAcl,
  'GET object?tagging': tagging.getObjectTagging,
  'PUT object?tagging': tagging.putObjectTagging,
  'DELETE object?tagging': tagging.deleteObjectTagging,
  'POST object?uploads': multipart.createMultipartUpload,
  'PUT object?uploadId': multipart.uploadPart,
  'PUT object?uploadId&copy': multipart.uploadPartCopy,
  'GET object?uploadId': multipart.listParts,
  'POST object?uploadId': completeMultipartUpload,
  'DELETE object?uploadId': multipart.abortMultipartUpload,
  ...Object.fromEntries(
    buckets.fixedSubresources.map((name) => [`GET bucket?${name}`, buckets.getFixed(name)]),
  ),
}

/** The parameters that say more of an operation, not which it is. */
const parameters =
  /^(?:x-amz-.*|x-id|response-.*|versionId|partNumber|prefix|delimiter|marker|max-.*|encoding-type|continuation-token|start-after|fetch-owner|.*-marker|bucket-region)$/i

export function s3Service(store: Store): Service {
  return {
    name: 's3',
    operations: Object.keys(operations),
    refuse: refuseXml,
    async answer(wire) {
      const exchange = exchangeOf(store, wire)
      const name = operationOf(exchange)
      const operation = operations[name]
      if (!operation) throw notImplemented(`The S3 operation ${name}`)
      refuseUnknown(wire.request.headers)
      await operation(exchange)
    },
  }
}

function exchangeOf(store: Store, wire: WireRequest): Exchange {
  const { request, response, requestId, caller } = wire
  const target = targetOf(request.url ?? '/')
  hoistedBack(request, target)
  response.setHeader('x-amz-request-id', requestId)
  response.setHeader('x-amz-id-2', 'hypatia')
  return {
    wire,
    request,
    response,
    store,
    ...addressOf(request, target),
    query: new Map(target.query),
    origin: {
      principalId: `AWS:${caller.accessKeyId}`,
      requestId,
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
    },
  }
}

/** A presigned URL may carry in its query what else is a header. */
function hoistedBack(request: IncomingMessage, { query }: Target): void {
  for (const [name, value] of query) {
    const header = name.toLowerCase()
    if (header.startsWith('x-amz-') && !isOfNothing(header, value))
      request.headers[header] ??= value
  }
}

function operationOf({ request, bucket, key, query }: Exchange): string {
  const level = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object'
  const subresources = [...query.keys()].filter((name) => !parameters.test(name))
  if (request.headers['x-amz-copy-source'] !== undefined) subresources.push('copy')
  const end = subresources.length > 0 ? `?${subresources.join('&')}` : ''
  return `${request.method} ${level}${end}`
}
