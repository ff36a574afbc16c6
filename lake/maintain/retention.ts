/** Which versions of a dataset's objects are past its retention. */
import type { Retention } from '../../schemas/retention.ts'

export const retentionKey = (table: string): string => `retention/${table}.json`

const dayMs = 86_400_000

export const keptMs = ({ keep }: Retention): number => Number.parseInt(keep, 10) * dayMs

interface Received {
  modifiedMs: number
  isLatest: boolean
}

/** The current one last: what lies beneath it is not to come back first. */
export function pastRetention<V extends Received>(
  versions: readonly V[],
  said: Retention,
  nowMs: number,
): V[] {
  const past = versions.filter(({ modifiedMs }) => modifiedMs < nowMs - keptMs(said))
  return [...past.filter(({ isLatest }) => !isLatest), ...past.filter(({ isLatest }) => isLatest)]
}
