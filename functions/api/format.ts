/** Which of the formats on offer a client gets: `?format=` before `Accept`, and never another in silence. */

import type { Call } from '../../aws/gateway/call.ts'
import { RequestProblem } from '../../lake/problem.ts'

export const contentTypes = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
} as const
export type Format = keyof typeof contentTypes

/** Throws RequestProblem where the client takes none of them. */
export function formatOf(
  { headers }: Pick<Call, 'headers'>,
  asked: Format | undefined,
  offered: Format[],
): Format {
  if (asked) return asked
  const ranges = rangesOf(headers.accept ?? '*/*')
  for (const range of ranges) {
    const format = offered.find((one) => matches(range, contentTypes[one].split(';')[0] ?? ''))
    if (format) return format
  }
  const types = offered.map((one) => contentTypes[one].split(';')[0]).join(', ')
  throw new RequestProblem('accept.unsupported', `Offered: ${types}.`)
}

/** Media ranges, the most wanted first. */
function rangesOf(accept: string): string[] {
  const ranges = accept.split(',').map((part) => {
    const [range = '', ...parameters] = part.trim().split(/\s*;\s*/)
    const q = parameters.find((parameter) => parameter.startsWith('q='))
    return { range: range.toLowerCase(), q: q === undefined ? 1 : Number(q.slice(2)) || 0 }
  })
  const wanted = ranges.filter(({ q }) => q > 0).sort((a, b) => b.q - a.q)
  return wanted.map(({ range }) => range)
}

const matches = (range: string, type: string): boolean =>
  range === '*/*' || range === type || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)))
