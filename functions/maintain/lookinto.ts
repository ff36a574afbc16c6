/** Whether a data file holds a value in one of a table's columns, by reading these alone. */
import { getRange, NoSuchObject } from '../../aws/s3.ts'
import { deletedRow, type Field, type FieldType } from '../../lake/iceberg/schema.ts'
import { rowsLookedAtMax } from '../../lake/limits.ts'
import { openFile } from '../../lake/rows/file.ts'

export interface Fields {
  fields: Field[]
  values: ReadonlySet<string>
  /** Rows of these objects say it by right: which, and by which column. */
  spared?: { field: Field; objects: ReadonlySet<string> | 'all' }
}

/** `perhaps`: of such a type only DuckDB says how its values are written. `unreadable`: it is no Parquet, or none that is read here. */
export type Held = 'held' | 'perhaps' | 'unreadable' | 'free' | 'gone'

/** What these are is text as the column shows it. */
const plainTypes = new Set<FieldType>(['string', 'int', 'long'])
/** And these are numbers, however they are written. */
const floatTypes = new Set<FieldType>(['float', 'double'])

export async function lookInto(
  { versionId, bytes, ...name }: { bucket: string; key: string; versionId?: string; bytes: number },
  { fields, values, spared }: Fields,
): Promise<Held> {
  const object = { ...name, ...(versionId && { versionId }) }
  const path = `s3://${object.bucket}/${object.key}?versionId=${versionId ?? ''}`
  let unread: unknown
  const read = (_: string, start: number, end: number) =>
    getRange(object, start, end).catch((error) => {
      unread = error
      throw error
    })
  const own = spared ? [spared.field] : []
  try {
    const open = await openFile({ path, bytes, records: 0 }, read)
    if (open.isNameless) return 'unreadable'
    const there = fields.filter((field) => open.has(field))
    const told = there.filter(({ type }) => plainTypes.has(type) || floatTypes.has(type))
    const untold = there.filter((field) => !told.includes(field) && mayShow(field.type, values))
    if (open.has(deletedRow)) untold.push(deletedRow)
    let found: Held = untold.length > 0 ? 'perhaps' : 'free'
    for (let from = 0; told.length > 0 && from < open.rows; from += rowsLookedAtMax) {
      const to = Math.min(open.rows, from + rowsLookedAtMax)
      for (const row of await open.read([...own, ...told], from, to)) {
        if (spared && isSpared(textOf(row[0]), spared.objects)) continue
        const held = told.map(({ type }, i) => heldBy(type, row[own.length + i], values))
        if (held.includes('held')) return 'held'
        if (held.includes('perhaps')) found = 'perhaps'
      }
    }
    return found
  } catch {
    if (unread instanceof NoSuchObject) return 'gone'
    if (unread) throw unread
    return 'unreadable'
  }
}

function heldBy(type: FieldType, cell: unknown, values: ReadonlySet<string>): Held {
  if (plainTypes.has(type)) return values.has(textOf(cell)) ? 'held' : 'free'
  return [...values].some((value) => Number(value) === cell) ? 'perhaps' : 'free'
}

const isSpared = (object: string, objects: ReadonlySet<string> | 'all'): boolean =>
  objects === 'all' ? object !== '' : objects.has(object)

/** Texts come as bytes where the file does not say that they are UTF-8. */
const textOf = (cell: unknown): string =>
  cell instanceof Uint8Array ? Buffer.from(cell).toString() : String(cell ?? '')

/** Whether one of the values may be the text of one of the type. */
function mayShow(type: FieldType, values: ReadonlySet<string>): boolean {
  const pattern = typeof type === 'string' ? patternOf(type) : undefined
  return !pattern || [...values].some((value) => pattern.test(value))
}

function patternOf(type: string): RegExp | undefined {
  if (type === 'boolean') return /^(true|false)$/i
  const isNumber = /^(decimal|date|time)/.test(type)
  return isNumber ? /^[-+]?(\d|\.\d|infinity)/i : undefined
}
