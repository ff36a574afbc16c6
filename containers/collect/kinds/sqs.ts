/** A queue of SQS: a row a message; deleted once it has landed. */
import { createHash } from 'node:crypto'
import { peerQueue } from '../../../aws/peer.ts'
import type { ParametersOf } from '../definitions.ts'
import type { Opened, Peer } from '../kind.ts'
import { type Delivery, queued } from '../queue.ts'
import { rowOf } from '../row.ts'

/** Beyond the time in which messages are gathered: what a dead runner held comes again after it. */
const hiddenSeconds = 30

export async function openSqs(opened: Opened<ParametersOf<'sqs'>>): Promise<Peer> {
  const { name, dataset, parameters, secrets, place } = opened
  const { queue, region, endpoint, access_key, value, gather } = parameters
  const account = {
    region,
    endpoint,
    accessKeyId: access_key,
    secretAccessKey: secrets.secret_key!,
  }
  const peer = peerQueue(account, queue)
  const hidden = hiddenSeconds + Math.ceil(gather.seconds)
  return queued<Delivery & { handle: string }>(
    {
      isLate: true,
      async take(max, waitMs, signal) {
        const received = await peer.receive(max, waitMs, hidden, signal)
        return received.map(({ id, body, sentMs, receives, attributes, handle }) => {
          const bytes = Buffer.from(body)
          const said = { message_id: id, sent_at: new Date(sentMs).toISOString(), attributes }
          return {
            id: createHash('sha256').update(id).digest('base64url').slice(0, 16),
            isAgain: receives > 1,
            row: rowOf(said, bytes, value),
            bytes: bytes.length,
            handle,
          }
        })
      },
      settle: (deliveries) => peer.delete(deliveries.map(({ handle }) => handle)),
      close: async () => peer.close(),
    },
    { name, dataset, place, gather },
  )
}
