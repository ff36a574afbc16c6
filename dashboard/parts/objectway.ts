/** How far a file is, as the three lights of its way. Pure. */
import type { LakeObject } from '../api/types.ts'
import type { WayProps } from './way.tsx'

export function wayOf({ state, raw }: LakeObject): WayProps {
  if (state === 'quarantined') return { raw: 'failed', lake: 'failed' }
  if (state === 'asset' || state === 'removed') return { raw: 'left-out', lake: 'left-out' }
  return {
    raw: raw?.withheld ? 'left-out' : raw?.table ? 'done' : 'next',
    lake: state === 'committed' ? 'done' : 'next',
  }
}
