/** Times of a writer's zone: ORC counts their seconds from 2015 there, and its wall clock is what was meant. */
import { instantEpoch, type StripeParts } from './column.ts'
import { corrupt } from './fault.ts'

const utc = new Set(['', 'UTC', 'GMT', 'Etc/UTC', 'Z'])

export function clockOf(zone: string): StripeParts['clock'] {
  if (utc.has(zone)) return { epoch: instantEpoch, wall: (seconds) => seconds }
  const offset = offsetsOf(zone)
  const epoch = instantEpoch - offset(instantEpoch - offset(instantEpoch))
  return { epoch, wall: (seconds) => seconds + offset(seconds) }
}

/** Zones change at quarters of an hour. */
const stepSeconds = 900

/** Seconds that a zone is ahead of UTC, at each time. */
function offsetsOf(zone: string): (seconds: number) => number {
  const format = formatOf(zone)
  const known = new Map<number, number>()
  return (seconds) => {
    const step = Math.floor(seconds / stepSeconds)
    const found = known.get(step)
    if (found !== undefined) return found
    const at = step * stepSeconds * 1_000
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
    const number = (name: string): number => Number(parts.get(name as Intl.DateTimeFormatPartTypes))
    const year = parts.get('era') === 'BC' ? 1 - number('year') : number('year')
    const day = new Date(0)
    day.setUTCFullYear(year, number('month') - 1, number('day'))
    const clock = number('hour') * 3_600 + number('minute') * 60 + number('second')
    const offset = day.getTime() / 1_000 + clock - at / 1_000
    known.set(step, offset)
    return offset
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US-u-ca-iso8601', {
      ...{ timeZone, hourCycle: 'h23', era: 'short', year: 'numeric', month: 'numeric' },
      ...{ day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
    } as Intl.DateTimeFormatOptions)
  } catch (error) {
    throw corrupt(`its writer's time zone ${zoneText(timeZone)} is unknown`, error)
  }
}

const zoneText = (zone: string): string => JSON.stringify(zone.slice(0, 40))
