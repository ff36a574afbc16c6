/** Amazon Athena on the wire. https://docs.aws.amazon.com/athena/latest/APIReference/ */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Catalog } from '../glue/catalog.ts'
import type { Operation } from '../operation.ts'
import type { Store } from '../s3/store.ts'
import type { State } from '../state.ts'
import { openTags } from '../tags.ts'
import { jsonService } from '../wire/json.ts'
import type { Service } from '../wire/service.ts'
import { dataCatalogOperations } from './datacatalog.ts'
import type { Engine } from './engine/engine.ts'
import { executionOperations } from './executionoperations.ts'
import { openExecutions } from './executions.ts'
import { namedQueryOperations, openNamedQueries } from './namedqueries.ts'
import { openPreparedStatements, preparedStatementOperations } from './preparedstatements.ts'
import { Queries } from './queries.ts'
import { invalidRequest } from './request.ts'
import { openResults } from './results.ts'
import { workGroupOperations } from './workgroupoperations.ts'
import { openWorkGroups, type WorkGroups } from './workgroups.ts'
import type { Ours } from './write/scope.ts'

export interface AthenaOptions {
  state: State
  store: Store
  catalog: Catalog
  engine: Engine
  /** What statements may not change; nothing where it is left out. */
  ours?: Ours
}

/** Athena over the store and the catalog; its workgroups are at hand for the template. The engine stays the caller's. */
export function athenaService(options: AthenaOptions): Service & { workGroups: WorkGroups } {
  const { state, store, catalog, engine } = options
  const ours = options.ours ?? { databases: new Set(), buckets: new Set() }
  const { database } = state
  const scratch = join(state.home, 'athena')
  // What a crash left half written is of no result.
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch, { recursive: true })
  const executions = openExecutions(database)
  const workGroups = openWorkGroups(database)
  const statements = openPreparedStatements(database)
  const results = openResults(store)
  const scratchFile = (id: string) => join(scratch, id)
  const queries = new Queries({
    ...{ catalog, store, engine, ours, executions, workGroups, statements, results },
    scratchFile,
  })
  const namedQueries = openNamedQueries(database)
  const service = jsonService('athena', 'AmazonAthena', '1.1', {
    ...executionOperations({ workGroups, executions, queries, results }),
    ...workGroupOperations({
      workGroups,
      tags: openTags(database, 'athena_tags'),
      empty: emptier([executions, statements, namedQueries]),
    }),
    ...namedQueryOperations(namedQueries, workGroups),
    ...preparedStatementOperations(statements, workGroups),
    ...dataCatalogOperations(catalog),
    ...refused,
  })
  return {
    ...service,
    workGroups,
    close: () => queries.close(),
  }
}

/** What belongs to workgroups. */
interface Holder {
  countOf(workGroup: string): number
  removeWorkGroup(workGroup: string): void
}

const emptier = (holders: readonly Holder[]) => (workGroup: string, recursive: boolean) => {
  const isEmpty = holders.every((holder) => holder.countOf(workGroup) === 0)
  if (!isEmpty && !recursive) throw invalidRequest(`WorkGroup ${workGroup} is not empty`)
  for (const holder of holders) holder.removeWorkGroup(workGroup)
}

/** Spark and reserved capacity: Athena's, but of no use on a laptop. */
const refused: Record<string, Operation> = Object.fromEntries(
  [
    ...['CreateCapacityReservation', 'GetCapacityReservation', 'ListCapacityReservations'],
    ...['UpdateCapacityReservation', 'CancelCapacityReservation', 'DeleteCapacityReservation'],
    ...['GetCapacityAssignmentConfiguration', 'PutCapacityAssignmentConfiguration'],
    ...['CreateNotebook', 'CreatePresignedNotebookUrl', 'DeleteNotebook', 'ExportNotebook'],
    ...['GetNotebookMetadata', 'ImportNotebook', 'ListNotebookMetadata', 'ListNotebookSessions'],
    ...['UpdateNotebook', 'UpdateNotebookMetadata'],
    ...['StartSession', 'GetSession', 'GetSessionStatus', 'GetSessionEndpoint', 'ListSessions'],
    ...['TerminateSession', 'ListExecutors', 'ListApplicationDPUSizes', 'GetResourceDashboard'],
    ...['StartCalculationExecution', 'GetCalculationExecution', 'GetCalculationExecutionCode'],
    ...['GetCalculationExecutionStatus', 'ListCalculationExecutions', 'StopCalculationExecution'],
  ].map((name) => [
    name,
    () => {
      throw invalidRequest(`${name} is not supported on the laptop`)
    },
  ]),
)
