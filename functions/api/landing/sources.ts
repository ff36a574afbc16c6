/** Sources: what is fetched. Whoever runs them reads it here, and says here how they are. */
import { environment } from '../../../aws/environment.ts'
import { type Answer, type Call, json } from '../../../aws/gateway/call.ts'
import { demandSource } from '../../../aws/gateway/caller.ts'
import { getJson } from '../../../aws/s3.ts'
import { reserved } from '../../../lake/key.ts'
import { RequestProblem } from '../../../lake/problem.ts'
import { cursorKey, sourceKey, sourceStateKey, sources } from '../../../lake/source.ts'
import { isReservedSource } from '../../../lake/tablename.ts'
import type { SourceDefinition, SourceState } from '../../../schemas/sources.ts'
import { Defined } from '../defined.ts'

interface Named {
  source: string
}

const room = new Defined<SourceDefinition>({
  prefix: sources,
  key: sourceKey,
  stateKey: sourceStateKey,
  unknown: (name) => new RequestProblem('source.unknown', `Nobody says how ${name} is fetched.`),
  isSeen: ({ scopes }, name) =>
    ['lake:read', 'land:*', `land:${name}`].some((scope) => scopes.has(scope)),
  async more(name, { definition }) {
    const found = await getJson(environment.workBucket(), cursorKey(name, definition.dataset))
    return { cursor: found?.value ?? null }
  },
})

export const listSources = async ({ caller }: Call): Promise<Answer> =>
  json({ sources: await room.list(caller) })

export const getSource = ({ params, caller }: Call<object, Named>): Promise<Answer> =>
  room.get(params.source, caller)

export async function putSource({
  params: { source },
  headers,
  body,
}: Call<object, Named, SourceDefinition>): Promise<Answer> {
  if (isReservedSource(source)) throw new RequestProblem('source.reserved', reserved(source).detail)
  return room.put(source, headers, body)
}

export const deleteSource = ({ params }: Call<object, Named>): Promise<Answer> =>
  room.remove(params.source)

export const pauseSource = ({ params }: Call<object, Named>): Promise<Answer> =>
  room.hand(params.source, true)
export const resumeSource = ({ params }: Call<object, Named>): Promise<Answer> =>
  room.hand(params.source, false)

export async function putSourceState({
  params: { source },
  body,
  caller,
}: Call<object, Named, SourceState>): Promise<Answer> {
  demandSource(caller, source)
  return room.tell(source, body)
}
