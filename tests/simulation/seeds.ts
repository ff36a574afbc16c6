/** Which schedule a seed stands for: any, and of what is found only where it is dense some by themselves. */
import { erasuresOf, swapsOf } from './crossed.ts'
import { anyOf, type Schedule } from './schedule.ts'

export function scheduleOf(seed: number): Schedule {
  const share = seed % 16
  return share === 5 ? swapsOf(seed) : share === 11 ? erasuresOf(seed) : anyOf(seed)
}
