/** What an object's rows look like, taken while they are normalised: nothing is scanned again to show a page. */
import { type Bound, compareBounds, decodeBound } from './iceberg/bounds.ts'
import type { DataFile } from './iceberg/datafile.ts'
import type { LiveFile } from './iceberg/live.ts'
import { decimalOf, type Field, objectColumn, typeOf } from './iceberg/schema.ts'
import { objectId } from './key.ts'
import { profileColumnsMax, profileRowsMax } from './limits.ts'
import { literal, quote } from './schema/spelling.ts'
import type { Type } from './schema/type.ts'

export interface Profile {
  key: string
  rows: number
  /** Of the data file. */
  bytes: number
  /** True: `distinct`, `quantiles` and `top` are of about `profileRowsMax` rows from all over it. */
  sampled: boolean
  columns: ColumnProfile[]
}

export interface ColumnProfile {
  name: string
  type: Type
  /** Exact. */
  nulls?: number
  /** Exact for numbers, dates and times; texts are cut at 16 characters. */
  min?: string
  max?: string
  /** About. */
  distinct?: number
  /** About: of 0.05 to 0.95 by twentieths, so that a histogram can be drawn; numbers, dates and times only. */
  quantiles?: string[]
  /** About: the most frequent values first. */
  top?: string[]
}

export const profileKey = (table: string, key: string): string => profileKeyOf(table, objectId(key))

/** By what data files and column `_object` call the object. */
export const profileKeyOf = (table: string, object: string): string =>
  `profiles/${table}/${object}.json`

const isProfiled = ({ name, type }: Field): boolean =>
  typeof type === 'string' && name !== objectColumn

export const profiledFields = (fields: Field[]): Field[] =>
  fields.filter(isProfiled).slice(0, profileColumnsMax)

const hasQuantiles = ({ type }: Field): boolean =>
  typeof type === 'string' && /^(long|double|decimal|date|timestamp)/.test(type)

const shares = Array.from({ length: 19 }, (_, i) => (i + 1) / 20).join(', ')

/** One row with a struct for each of `profiledFields`, by its number, of a file with that many `rows`. */
export function profileSql(path: string, fields: Field[], rows: number): string {
  const columns = profiledFields(fields).map((field, i) => {
    const name = quote(field.name)
    const quantiles = hasQuantiles(field) ? `approx_quantile(${name}, [${shares}])` : '[]'
    const parts = [
      `'distinct': approx_count_distinct(${name})`,
      `'quantiles': CAST(${quantiles} AS VARCHAR[])`,
      `'top': CAST(approx_top_k(${name}, 5) AS VARCHAR[])`,
    ]
    return `{${parts.join(', ')}} AS ${quote(String(i))}`
  })
  const file = `read_parquet(${literal(path)}, hive_partitioning = false)`
  // By whole vectors, and the same ones each time: the first rows of a file in the order of time say nothing of its end.
  const percent = ((100 * profileRowsMax) / rows).toFixed(4)
  const sample = `(SELECT * FROM ${file} TABLESAMPLE SYSTEM (${percent} PERCENT) REPEATABLE (1))`
  const head = rows > profileRowsMax ? sample : file
  const selected = columns.join(', ') || 'NULL' // only nested columns, or none with a value yet
  return `SELECT ${selected} FROM ${head}`
}

function boundText(type: string, bound: Bound): string {
  if (type === 'date') return new Date(Number(bound) * 86_400_000).toISOString().slice(0, 10)
  if (type.startsWith('timestamp'))
    return new Date(Number(BigInt(bound as bigint) / 1000n)).toISOString()
  const { scale = 0 } = decimalOf(type) ?? {}
  if (scale === 0) return String(bound)
  const digits = String(bound)
    .replace('-', '')
    .padStart(scale + 1, '0')
  return `${String(bound).startsWith('-') ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

interface Figures {
  distinct: string | number
  quantiles: (string | null)[] | null
  top: (string | null)[] | null
}

export function profileOf(
  key: string,
  file: DataFile,
  fields: Field[],
  row: Record<string, unknown>,
): Profile {
  const columns = profiledFields(fields).map((field, i): ColumnProfile => {
    const figures = row[String(i)] as Figures | undefined
    const bound = (side: DataFile['lower']): string | undefined => {
      const bytes = side[field.id]
      if (bytes === undefined) return undefined
      const type = String(field.type)
      return boundText(type, decodeBound(type, Buffer.from(bytes, 'base64')))
    }
    const [min, max, nulls] = [bound(file.lower), bound(file.upper), file.nullCounts[field.id]]
    return {
      name: field.name,
      type: typeOf(field.type),
      ...(nulls !== undefined && { nulls }),
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
      ...(figures && {
        distinct: Number(figures.distinct),
        ...(hasQuantiles(field) && { quantiles: texts(figures.quantiles) }),
        top: texts(figures.top),
      }),
    }
  })
  const { records: rows, bytes } = file
  return { key, rows, bytes, sampled: rows > profileRowsMax, columns }
}

/** The least and the greatest value of all files, as a profile writes them; what no file says is left out. */
export function mergedBounds(
  { id, type }: Field,
  files: LiveFile[],
): Pick<ColumnProfile, 'min' | 'max'> {
  if (typeof type !== 'string') return {}
  const boundsOf = (side: 'lower_bounds' | 'upper_bounds'): Bound[] =>
    files.flatMap(({ entry }) => {
      const found = entry.data_file[side]?.find(({ key }) => key === id)
      return found ? [decodeBound(type, found.value)] : []
    })
  const min = boundsOf('lower_bounds').reduce<Bound | undefined>(
    (least, bound) => (least === undefined || compareBounds(bound, least) < 0 ? bound : least),
    undefined,
  )
  const max = boundsOf('upper_bounds').reduce<Bound | undefined>(
    (most, bound) => (most === undefined || compareBounds(bound, most) > 0 ? bound : most),
    undefined,
  )
  return {
    ...(min !== undefined && { min: boundText(type, min) }),
    ...(max !== undefined && { max: boundText(type, max) }),
  }
}

const topTextMax = 200

const texts = (values: (string | null)[] | null): string[] =>
  (values ?? []).flatMap((value) => (value === null ? [] : [value.slice(0, topTextMax)]))
