/** Queries as the API tells of them (docs/api.md). */
import type { components } from '../../../clients/typescript/schema.d.ts'
import type { Query } from '../../api/types.ts'

export type { Query, QueryList } from '../../api/types.ts'
export type ResultPage = components['schemas']['ResultPage']
export type Estimate = components['schemas']['Estimate']

export const isEnded = ({ state }: Query): boolean => state !== 'queued' && state !== 'running'

const usdPerByte = 5 / 2 ** 40
const bytesBilledMin = 10 * 2 ** 20

/** What Athena asks for on AWS: $5 a TB, of 10 MB at least; nothing for a result that was there already. */
export const costOf = ({ scannedBytes, reused }: Pick<Query, 'scannedBytes' | 'reused'>): number =>
  reused || !scannedBytes ? 0 : Math.max(scannedBytes, bytesBilledMin) * usdPerByte

/** $0.00005, $1.20: two digits that count. */
export const usdText = (usd: number): string =>
  usd === 0
    ? '$0'
    : `$${usd >= 1 ? usd.toFixed(2) : Number(usd.toPrecision(2)).toFixed(decimals(usd))}`

const decimals = (usd: number): number => Math.max(2, 1 - Math.floor(Math.log10(usd)))
