/** Queries as the API tells of them (docs/api.md). */
import type { Value } from './cell.ts'

export interface ResultPage {
  columns: { name: string; type: string }[]
  rows: Value[][]
  next: string | null
}

export interface Query {
  id: string
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'
  sql: string
  submittedAt: string
  completedAt: string | null
  tookMs: number | null
  scannedBytes: number | null
  reused: boolean
  error: { detail: string; retryable: boolean } | null
  results?: ResultPage
}

export interface QueryList {
  queries: Query[]
  next: string | null
}

/** What a statement would read, before it is run. */
export interface Estimate {
  bytes: number
  usd: number
}

export const isEnded = ({ state }: Query): boolean => state !== 'queued' && state !== 'running'

const usdPerByte = 5 / 2 ** 40
const bytesBilledMin = 10 * 2 ** 20

/** What Athena asks for on AWS: $5 a TB, of 10 MB at least; nothing for a result that was there already. */
export const costOf = ({ scannedBytes, reused }: Query): number =>
  reused || !scannedBytes ? 0 : Math.max(scannedBytes, bytesBilledMin) * usdPerByte

/** $0.00005, $1.20: two digits that count. */
export const usdText = (usd: number): string =>
  usd === 0
    ? '$0'
    : `$${usd >= 1 ? usd.toFixed(2) : Number(usd.toPrecision(2)).toFixed(decimals(usd))}`

const decimals = (usd: number): number => Math.max(2, 1 - Math.floor(Math.log10(usd)))
