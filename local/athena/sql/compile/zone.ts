import { literal } from '../../../../lake/schema/spelling.ts'
import { type Position, userError } from '../../../../lake/sql/error.ts'

/** A zone's name as it is kept; nothing for none. AthenaError for one that is not known. */
export function zoneOf(text: string | undefined, at: Position): string | undefined {
  if (text === undefined) return undefined
  const [, sign, hours = '', minutes] = /^([+-])(\d{1,2}):(\d{2})$/.exec(text) ?? []
  if (sign) return `${sign}${hours.padStart(2, '0')}:${minutes}`
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
  } catch {
    throw userError('INVALID_LITERAL', `Time zone not supported: ${text}`, at)
  }
  return text
}

const offsetMinutes = (zone: string) => {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):(\d{2})$/.exec(zone) ?? []
  return sign && (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

/** A local time as the instant it is in a zone. */
export function toInstant(local: string, zone: string): string {
  const minutes = offsetMinutes(zone)
  if (minutes === undefined || minutes === '') return `timezone(${literal(zone)}, ${local})`
  return `timezone('UTC', ${local} - to_minutes(${minutes}))`
}

/** An instant as the local time it is in a zone. */
export function toLocal(instant: string, zone: string): string {
  const minutes = offsetMinutes(zone)
  if (minutes === undefined || minutes === '') return `timezone(${literal(zone)}, ${instant})`
  return `(timezone('UTC', ${instant}) + to_minutes(${minutes}))`
}
