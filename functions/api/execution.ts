/** An execution of Athena's, as the API names its states. */
import { getQuery, type QueryExecution } from '../../aws/queries.ts'
import { RequestProblem } from '../../lake/problem.ts'

/** Throws RequestProblem where there is none. */
export async function demandQuery(id: string): Promise<QueryExecution> {
  const execution = await getQuery(id)
  if (!execution) throw new RequestProblem('query.unknown', `There is no query ${id}.`)
  return execution
}

type QueryState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'

export const stateOf = ({ Status }: QueryExecution): QueryState =>
  (Status?.State ?? 'QUEUED').toLowerCase() as QueryState

export const isEnded = (execution: QueryExecution): boolean =>
  !['queued', 'running'].includes(stateOf(execution))
