/** An execution of Athena's, as the API names its states. */
import type { Caller } from '../../../aws/gateway/call.ts'
import { getQuery, type QueryExecution } from '../../../aws/queries.ts'
import { isOwner } from '../../../aws/queryowners.ts'
import { RequestProblem } from '../../../lake/problem.ts'

/** Throws RequestProblem where there is none, or it is another's: who may not see it hears no more than that. */
export async function demandQuery(id: string, caller: Caller): Promise<QueryExecution> {
  const [execution, isSeen] = await Promise.all([
    getQuery(id),
    caller.scopes.has('queries:all') || isOwner(id, caller.subject),
  ])
  if (!execution || !isSeen) throw new RequestProblem('query.unknown', `There is no query ${id}.`)
  return execution
}

type QueryState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'

export const stateOf = ({ Status }: QueryExecution): QueryState =>
  (Status?.State ?? 'QUEUED').toLowerCase() as QueryState

export const isEnded = (execution: QueryExecution): boolean =>
  !['queued', 'running'].includes(stateOf(execution))
