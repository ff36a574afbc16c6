/** A bucket of another account: an object a delivery. What is put again is the same object. */
import { peerBucket } from '../../../aws/peer.ts'
import { bytesOf, fileOf, typeOf } from './file.ts'
import type { Opened, Peer } from './kind.ts'

export function openS3({ definition, secrets }: Opened<'s3'>): Peer {
  const { bucket, prefix, format, region, endpoint, access_key } = definition.parameters
  const account = {
    ...{ region, endpoint, accessKeyId: access_key },
    secretAccessKey: secrets.secret_key!,
  }
  const peer = peerBucket(account, bucket)
  return {
    send: (delivery, signal) =>
      peer.put(
        `${prefix}${fileOf(delivery, format)}`,
        bytesOf(delivery, format),
        typeOf[format],
        signal,
      ),
    async check() {
      await peer.head()
      return `The bucket ${bucket} is there.`
    },
    close: async () => peer.close(),
  }
}
