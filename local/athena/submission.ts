/** StartQueryExecution: what is asked, by whom, where to, and whether it was asked before. */
import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { athenaQueryBytesMax } from '../../lake/limits.ts'
import { AthenaError } from '../../lake/sql/error.ts'
import { classify, type Statement, writingRows } from '../../lake/sql/statement.ts'
import { isDataCatalog } from './datacatalog.ts'
import { type Executions, fingerprint, type QueryExecution } from './executions.ts'
import type { Queries } from './queries.ts'
import { invalidRequest, workGroupName } from './request.ts'
import type { Results } from './results.ts'
import {
  effectiveEngine,
  resultConfiguration,
  type WorkGroup,
  type WorkGroups,
} from './workgroups.ts'

export const startInput = z.object({
  QueryString: z.string().min(1),
  ClientRequestToken: z.string().min(32).max(128).optional(),
  QueryExecutionContext: z
    .object({
      Database: z.string().min(1).max(255).optional(),
      Catalog: z
        .string()
        .refine(isDataCatalog, 'the laptop has one catalog, AwsDataCatalog')
        .optional(),
    })
    .default({}),
  ResultConfiguration: resultConfiguration.default({}),
  WorkGroup: workGroupName.default('primary'),
  ExecutionParameters: z.array(z.string().min(1).max(1024)).min(1).optional(),
  ResultReuseConfiguration: z
    .object({
      ResultReuseByAgeConfiguration: z
        .object({ Enabled: z.boolean(), MaxAgeInMinutes: z.int().min(0).max(10_080).default(60) })
        .optional(),
    })
    .optional(),
})

type StartInput = z.output<typeof startInput>

interface Desk {
  workGroups: WorkGroups
  executions: Executions
  queries: Queries
  results: Results
}

/** Makes the execution, or finds the one that the same token made; answers its id. */
export function start(input: StartInput, desk: Desk): string {
  const { ClientRequestToken: token, ...asked } = input
  const identity = { token, fingerprint: fingerprint(asked) }
  const known = token && desk.executions.byToken(token)
  if (known) {
    if (known.fingerprint === identity.fingerprint) return known.id
    throw invalidRequest('Idempotent parameters do not match', 'IDEMPOTENT_PARAMETER_MISMATCH')
  }
  const group = desk.workGroups.getWorkGroup(input.WorkGroup)
  if (group.State === 'DISABLED') throw invalidRequest(`WorkGroup ${group.Name} is disabled.`)
  const bytes = Buffer.byteLength(input.QueryString)
  if (bytes > athenaQueryBytesMax) {
    throw invalidRequest(
      `The query string is ${bytes} bytes long; the most is ${athenaQueryBytesMax}.`,
    )
  }
  const execution = executionOf(input, statementOf(input.QueryString), group)
  desk.results.checkBucket(execution.ResultConfiguration.OutputLocation)
  desk.queries.submit(execution, identity)
  return execution.QueryExecutionId
}

/** Athena refuses what it cannot parse before it becomes an execution. */
function statementOf(sql: string): Statement {
  try {
    return classify(sql)
  } catch (error) {
    if (error instanceof AthenaError) throw invalidRequest(error.message, 'MALFORMED_QUERY')
    throw error
  }
}

function executionOf(
  input: StartInput,
  { type, sub }: Statement,
  group: WorkGroup,
): QueryExecution {
  const QueryExecutionId = randomUUID()
  const { ResultReuseByAgeConfiguration } = input.ResultReuseConfiguration ?? {}
  const { Configuration } = group
  const results =
    Configuration.EnforceWorkGroupConfiguration && Configuration.ResultConfiguration?.OutputLocation
      ? Configuration.ResultConfiguration
      : { ...Configuration.ResultConfiguration, ...input.ResultConfiguration }
  if (!results.OutputLocation) {
    throw invalidRequest(
      'No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.',
    )
  }
  const folder = results.OutputLocation.replace(/\/?$/, '/')
  return {
    QueryExecutionId,
    Query: input.QueryString,
    StatementType: type,
    SubstatementType: sub,
    WorkGroup: group.Name,
    QueryExecutionContext: input.QueryExecutionContext,
    ResultConfiguration: {
      ...results,
      OutputLocation: `${folder}${resultName(QueryExecutionId, type, sub)}`,
    },
    ResultReuseConfiguration: {
      ResultReuseByAgeConfiguration: ResultReuseByAgeConfiguration ?? { Enabled: false },
    },
    ExecutionParameters: input.ExecutionParameters,
    EngineVersion: effectiveEngine,
    Status: { State: 'QUEUED', SubmissionDateTime: Date.now() / 1000 },
    Statistics: {},
  }
}

/** Of what writes a table it is what the names of its manifest and metadata begin with. */
function resultName(id: string, type: Statement['type'], sub: string): string {
  if (sub === 'CREATE_TABLE_AS_SELECT') return `tables/${id}`
  if (writingRows.has(sub)) return id
  return `${id}.${type === 'DML' ? 'csv' : 'txt'}`
}
