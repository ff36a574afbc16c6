/** Destinations: what is sent, and where to. Whoever sends reads it here, keeps its place here, and says here how they are. */
import { environment } from '../../../aws/environment.ts'
import { type Answer, type Call, json } from '../../../aws/gateway/call.ts'
import { deleteObject, getJson } from '../../../aws/s3.ts'
import {
  destinationKey,
  destinationPlaceKey,
  destinationStateKey,
  destinations,
} from '../../../lake/destination.ts'
import {
  currentSnapshot,
  type Metadata,
  type Snapshot,
  snapshotOf,
} from '../../../lake/iceberg/metadata.ts'
import { RequestProblem } from '../../../lake/problem.ts'
import type { DestinationDefinition, DestinationPlace } from '../../../schemas/destinations.ts'
import type { RunState } from '../../../schemas/record.ts'
import { type CursorRecord, readCursor, writeCursor } from '../cursors.ts'
import { tableOf } from '../datasets/tables.ts'
import { Defined } from '../defined.ts'

interface Named {
  destination: string
}

const room = new Defined<DestinationDefinition>({
  prefix: destinations,
  key: destinationKey,
  stateKey: destinationStateKey,
  unknown: (name) => new RequestProblem('destination.unknown', `Nobody says what ${name} is sent.`),
  isSeen: ({ scopes }) => scopes.has('lake:read'),
  async more(name, { definition: { dataset } }) {
    const [found, table] = await Promise.all([
      getJson<CursorRecord<DestinationPlace>>(environment.workBucket(), destinationPlaceKey(name)),
      tableOf(dataset),
    ])
    const place = found?.value ?? null
    return { place, lag: lagOf(table?.metadata, place?.value, dataset) }
  },
})

export const listDestinations = async ({ caller }: Call): Promise<Answer> =>
  json({ destinations: await room.list(caller) })

export const getDestination = ({ params, caller }: Call<object, Named>): Promise<Answer> =>
  room.get(params.destination, caller)

export const putDestination = ({
  params: { destination },
  headers,
  body,
}: Call<object, Named, DestinationDefinition>): Promise<Answer> =>
  room.put(destination, headers, body)

export const deleteDestination = ({ params }: Call<object, Named>): Promise<Answer> =>
  room.remove(params.destination)

export const pauseDestination = ({ params }: Call<object, Named>): Promise<Answer> =>
  room.hand(params.destination, true)
export const resumeDestination = ({ params }: Call<object, Named>): Promise<Answer> =>
  room.hand(params.destination, false)

export const putDestinationState = ({
  params: { destination },
  body,
}: Call<object, Named, RunState>): Promise<Answer> => room.tell(destination, body)

const placeAt = ({ destination }: Named) => ({
  bucket: environment.workBucket(),
  key: destinationPlaceKey(destination),
})

export async function getDestinationPlace({ params }: Call<object, Named>): Promise<Answer> {
  const why = `${params.destination} has not been sent anything: PUT it with If-None-Match: *.`
  return readCursor(placeAt(params), new RequestProblem('destination.unknown', why))
}

export async function putDestinationPlace({
  params,
  headers,
  body,
}: Call<object, Named, { value: DestinationPlace }>): Promise<Answer> {
  await room.demand(params.destination)
  return writeCursor(placeAt(params), headers, body.value)
}

/** Whoever sends it notices by its next write, and begins anew. */
export async function deleteDestinationPlace({ params }: Call<object, Named>): Promise<Answer> {
  await room.demand(params.destination)
  await deleteObject(placeAt(params))
  return { status: 204 }
}

/** How far the peer is behind the dataset; null: what came since is not known any more, or there is nothing yet. */
function lagOf(
  metadata: Metadata | undefined,
  place: DestinationPlace | undefined,
  dataset: string,
) {
  const newest = metadata && currentSnapshot(metadata)
  if (!metadata || !newest) return null
  const isOfIt = place?.dataset === dataset && place.acknowledged !== null
  const behind: Snapshot[] = []
  let at: Snapshot | undefined = newest
  while (at && !(isOfIt && String(at['snapshot-id']) === place.acknowledged)) {
    behind.push(at)
    at = snapshotOf(metadata, at['parent-snapshot-id'])
  }
  if (isOfIt && !at) return null
  const oldest = behind.at(-1)
  const since = oldest ? new Date(oldest['timestamp-ms']).toISOString() : null
  return { snapshots: behind.length, since }
}
