import { literal } from '../../../../lake/schema/spelling.ts'
import { type Position, userError } from '../../../../lake/sql/error.ts'
import { byRow } from '../../../../lake/sql/type/type.ts'
import { offsetOfName, zoneName } from '../../../../lake/sql/zoned.ts'

/** A zone's name as it is kept; nothing for none. AthenaError for one that is not known. */
export function zoneOf(text: string | undefined, at: Position): string | undefined {
  if (text === undefined) return undefined
  const name = zoneName(text)
  if (name === undefined) {
    throw userError('INVALID_FUNCTION_ARGUMENT', `'${text}' is not a valid time zone`, at)
  }
  return name
}

/** `+05:30` as minutes; nothing for a zone with a name. */
const offsetMinutes = (zone: string): number | undefined => {
  const ms = offsetOfName(zone)
  return ms === undefined ? undefined : ms / 60_000
}

/**
 * A local time as the instant it is in a zone. Of a time that the clocks show twice it is the one with the offset of
 * `original`, else the first; one that they leave out is as far behind the gap as it is in it, as Joda has it.
 */
export function toInstant(local: string, zone: string, original?: string): string {
  if (zone === byRow) {
    return `t_instant_own(${local}, ${original})`
  }
  if (zone === 'UTC') return `timezone('UTC', ${local})`
  const minutes = offsetMinutes(zone)
  if (minutes !== undefined) return `timezone('UTC', ${local} - to_minutes(${minutes}))`
  const from = original ?? `timezone('UTC', ${local})`
  return `t_instant(${local}, ${literal(zone)}, ${from})`
}

/** An instant as the local time it is in a zone. */
export function toLocal(instant: string, zone: string): string {
  if (zone === byRow) return `t_local_own(${instant})`
  const minutes = offsetMinutes(zone)
  if (minutes === undefined) return `timezone(${literal(zone)}, ${instant})`
  return `(timezone('UTC', ${instant}) + to_minutes(${minutes}))`
}
