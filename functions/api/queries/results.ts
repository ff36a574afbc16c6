/** Results of a query: pages as JSON or lines of it, the whole as a file in S3. */

import { type Answer, type Call, json, nextLink } from '../../../aws/gateway/call.ts'
import { getPage, type QueryPage, RefusedQuery } from '../../../aws/queries.ts'
import { RequestProblem } from '../../../lake/problem.ts'
import { contentTypes, type Format, formatOf } from '../format.ts'
import { cursorOf, keyOf } from '../paging.ts'
import { demandQuery, stateOf } from './execution.ts'
import { resultFile } from './resultfile.ts'

interface Query {
  limit: number
  cursor?: string
  format?: Format
}
const firstRows = 100

export async function listResults(call: Call<Query, { id: string }>): Promise<Answer> {
  const { query, params } = call
  const format = formatOf(call, query.format, ['json', 'ndjson', 'csv', 'parquet'])
  const token = keyOf(query.cursor, (key) => key.length > 0)
  const execution = await demandQuery(params.id, call.caller)
  const state = stateOf(execution)
  if (state === 'queued' || state === 'running') {
    throw new RequestProblem('query.not-finished', `The query is ${state}.`)
  }
  if (state !== 'succeeded') throw new RequestProblem('query.failed', `The query is ${state}.`)
  if (format === 'csv' || format === 'parquet') {
    return { status: 303, headers: { Location: await resultFile(execution, format) } }
  }
  const page = await pageOf(params.id, query.limit, token)
  const next = page.token ? cursorOf(page.token) : null
  if (format === 'json') return json(bodyOf(page), nextLink(call, next))
  const lines = page.rows.map((row) => {
    const entries = page.columns.map(({ name, type }, i) => [name, written(type, row[i] ?? null)])
    return `${JSON.stringify(Object.fromEntries(entries))}\n`
  })
  const headers = { 'Content-Type': contentTypes.ndjson, ...nextLink(call, next) }
  return { status: 200, headers, text: lines.join('') }
}

export const firstPage = async (id: string) => bodyOf(await getPage(id, firstRows))

async function pageOf(id: string, limit: number, token: string | undefined): Promise<QueryPage> {
  try {
    return await getPage(id, limit, token)
  } catch (error) {
    if (error instanceof RefusedQuery) throw new RequestProblem('cursor.invalid', error.message)
    throw error
  }
}

const bodyOf = ({ columns, rows, token }: QueryPage) => ({
  columns: columns.map((column) => ({ ...column, json: kindOf(column.type) })),
  rows: rows.map((row) => row.map((value, i) => written(columns[i]?.type ?? '', value))),
  next: token ? cursorOf(token) : null,
})

function kindOf(type: string): 'string' | 'number' | 'boolean' {
  if (type === 'boolean') return 'boolean'
  return /^(tinyint|smallint|integer|bigint|float|real|double)$/.test(type) ? 'number' : 'string'
}

/** A number that JSON would round, and NaN and the infinities, stay text. */
function written(type: string, value: string | null): string | number | boolean | null {
  if (value === null) return null
  const kind = kindOf(type)
  if (kind === 'boolean') return value === 'true'
  const number = Number(value)
  const isExact = /int/.test(type) ? Number.isSafeInteger(number) : Number.isFinite(number)
  return kind === 'number' && isExact ? number : value
}
