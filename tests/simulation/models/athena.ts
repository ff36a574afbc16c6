/** Athena, as far as the functions ask it: an object's rows of a table, once a token, left as CSV in the work bucket. */

import { InvalidRequestException } from '@aws-sdk/client-athena'
import { currentSchema } from '../../../lake/iceberg/metadata.ts'
import { typeOf } from '../../../lake/iceberg/schema.ts'
import type { Random } from '../random.ts'
import { type Lake, metadataOf, rowsOf, type Value } from '../tables.ts'
import type { Timeline } from '../timeline.ts'
import type { Input } from './s3.ts'

interface Execution {
  id: string
  state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED'
  columns: { Name: string; Type: string }[]
}

const named: Record<string, string> = { long: 'bigint', string: 'varchar' }

export class AthenaModel {
  private readonly executions = new Map<string, Execution>()
  private readonly byToken = new Map<string, string>()
  private readonly lake: Lake
  private readonly timeline: Timeline
  private readonly random: Random
  /** Whether the n-th execution ends by a fault of Athena's own. */
  private readonly fails: (n: number) => boolean

  constructor(lake: Lake, timeline: Timeline, random: Random, fails: (n: number) => boolean) {
    this.lake = lake
    this.timeline = timeline
    this.random = random
    this.fails = fails
  }

  answer(operation: string, input: Input): unknown {
    if (operation === 'StartQueryExecutionCommand') return this.start(input)
    if (operation === 'ListQueryExecutionsCommand') return { QueryExecutionIds: [] } // none names a value
    const found = this.executions.get(String(input.QueryExecutionId))
    if (!found) throw new Error(`no execution ${input.QueryExecutionId}`)
    if (operation === 'GetQueryResultsCommand') {
      if (!this.lake.s3.current('work', keyOf(found))) {
        throw new InvalidRequestException({ message: 'Could not find results', $metadata: {} })
      }
      return { ResultSet: { ResultSetMetadata: { ColumnInfo: found.columns }, Rows: [] } }
    }
    if (operation !== 'GetQueryExecutionCommand') {
      throw new Error(`Athena of the simulation knows no ${operation}`)
    }
    const AthenaError = found.state === 'FAILED' && { ErrorCategory: 1, ErrorMessage: 'its own' }
    return {
      QueryExecution: {
        WorkGroup: 'hypatia',
        QueryExecutionId: found.id,
        Status: { State: found.state, ...(AthenaError && { AthenaError }) },
        ResultConfiguration: { OutputLocation: `s3://work/${keyOf(found)}` },
      },
    }
  }

  private start({ ClientRequestToken, QueryString }: Input): object {
    const known = this.byToken.get(String(ClientRequestToken))
    if (known) return { QueryExecutionId: known }
    const n = this.executions.size
    const execution: Execution = { id: `query-${n}`, state: 'QUEUED', columns: [] }
    this.executions.set(execution.id, execution)
    this.byToken.set(String(ClientRequestToken), execution.id)
    this.timeline.after(this.random.below(3_000), () => {
      execution.state = 'RUNNING'
      const running = this.fails(n)
        ? Promise.reject(new Error('its own'))
        : this.run(execution, String(QueryString))
      const tookMs = this.random.below(3_000)
      const ends = (state: Execution['state']) => () =>
        this.timeline.after(tookMs, () => {
          execution.state = state
        })
      running.then(ends('SUCCEEDED'), ends('FAILED'))
    })
    return { QueryExecutionId: execution.id }
  }

  /** As the table is when it begins. */
  private async run(execution: Execution, sql: string): Promise<void> {
    const [, table = '', object] = /FROM "([^"]+)" WHERE "_object" = '(\w+)'$/.exec(sql) ?? []
    if (!object) throw new Error(`Athena of the simulation reads no ${sql}`)
    const metadata = await metadataOf(this.lake, table)
    if (!metadata) throw new Error(`no table ${table}`)
    const asked = new Set([...sql.split(' FROM ')[0]!.matchAll(/"([^"]+)"/g)].map(([, one]) => one))
    const rows = (await rowsOf(this.lake, metadata)).filter((row) => row.object === object)
    const fields = currentSchema(metadata).fields.filter(({ name }) => asked.has(name))
    execution.columns = fields.map(({ name, type }) => {
      const known = typeOf(type)
      return { Name: name, Type: typeof known === 'string' ? (named[known] ?? known) : 'varchar' }
    })
    const lines = rows.map(({ values }) =>
      values.flatMap(({ field, value }) => (asked.has(field.name) ? [cellOf(value)] : [])),
    )
    const text = [fields.map(({ name }) => cellOf(name)), ...lines].map((line) => `${line}\n`)
    this.lake.s3.put('work', keyOf(execution), Buffer.from(text.join('')))
  }
}

const keyOf = ({ id }: Execution): string => `athena/${id}.csv`
const cellOf = (value: Value): string =>
  value === null ? '' : `"${String(value).replaceAll('"', '""')}"`
