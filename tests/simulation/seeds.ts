/** Which schedule a seed stands for: any, and of what is found only where it is dense some by themselves. */
import { erasuresOf, swapsOf } from './crossed.ts'
import { keepsOf } from './keeps.ts'
import { dropsOf, lossesOf, lostOf } from './losses.ts'
import { hintsOf, icebergsOf, logsOf } from './said.ts'
import { anyOf, type Schedule } from './schedule.ts'
import { strangersOf } from './strangers.ts'
import { valuesOf } from './values.ts'

/** Among the first ones mutants are looked for: they stay what they were. */
const firstSeeds = 2_000

export function scheduleOf(seed: number): Schedule {
  const share = seed % 16
  if (share === 3) return hintsOf(seed)
  if (share === 14) return logsOf(seed)
  if (share === 7 && seed > firstSeeds) return valuesOf(seed)
  if (share === 9 && seed > firstSeeds) return lossesOf(seed)
  if (share === 1 && seed > firstSeeds) {
    const dense = [icebergsOf, strangersOf, dropsOf, anyOf, keepsOf, lostOf]
    return dense[Math.floor(seed / 16) % dense.length]!(seed)
  }
  return share === 5 ? swapsOf(seed) : share === 11 ? erasuresOf(seed) : anyOf(seed)
}
