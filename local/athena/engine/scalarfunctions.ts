/** Functions that neither DuckDB nor SQL over it has: made in JavaScript. What they throw is `CODE: text`. */
import {
  BIGINT,
  BLOB,
  BOOLEAN,
  blobValue,
  DOUBLE,
  type DuckDBBlobValue,
  type DuckDBConnection,
  type DuckDBListValue,
  DuckDBScalarFunction,
  type DuckDBType,
  INTEGER,
  LIST,
  listValue,
  VARCHAR,
} from '@duckdb/node-api'
import { instantMs, isoDay, isoMoment, sqlMoment, zoneName } from '../../../lake/sql/zoned.ts'
import { formatMoment, parseMoment, type Style } from '../sql/datepattern.ts'
import { jsonPath } from '../sql/function/jsonpath.ts'
import {
  distanceBetween,
  geometryType,
  isEmptyWkt,
  measure,
  normalWkt,
  numPoints,
  pointWkt,
  relate,
} from '../sql/geometry/measure.ts'
import { checksum32, hmac, sha512, xxhash64 } from '../sql/hash.ts'
import { javaFormat, type Kind } from '../sql/javaformat.ts'
import { extractJson, extractScalar, jsonSize, parseJson, type Step } from '../sql/json.ts'
import {
  jsonExists,
  jsonObject,
  jsonQuery,
  jsonText,
  jsonValue,
} from '../sql/jsonpath/functions.ts'
import {
  regexpExtract,
  regexpExtractAll,
  regexpLike,
  regexpMatches,
  regexpPosition,
  regexpReplace,
  regexpSplit,
} from '../sql/regexp.ts'
import { percentiles } from '../sql/tdigest.ts'
import { base64, formatNumber, levenshtein, soundex, utf8 } from '../sql/word.ts'

type Result = string | bigint | number | boolean | null | DuckDBBlobValue | DuckDBListValue

// biome-ignore lint/suspicious/noExplicitAny: the types are those of the parameters beside it.
type Act = (...values: any[]) => Result

/** Lists go as JSON: `from_json(…, '["VARCHAR"]')`. */
const list = (values: (string | null)[]) => JSON.stringify(values)

const invalid = (text: string) => new Error(`INVALID_FUNCTION_ARGUMENT: ${text}`)

/** Microseconds of an instant and its zone, as one text. */
const zonedText = (micros: bigint, zone: string) => `${micros} ${zone}`

function zoned(text: string, form: string): string {
  const found = form === 'iso' ? isoMoment(text) : sqlMoment(text)
  if (found) return zonedText(found.micros, found.zone)
  if (form === 'iso') throw invalid(`Invalid format: "${text}"`)
  const message = `Value cannot be cast to timestamp with time zone: ${text}`
  throw new Error(`INVALID_CAST_ARGUMENT: ${message}`)
}

function parsedMoment(text: string, format: string, style: Style): string {
  const { ms, zone = 'UTC' } = parseMoment(text, format, style)
  const instant = instantMs(ms, zone)
  if (instant === undefined)
    throw invalid(
      `Cannot parse "${text}": Illegal instant due to time zone offset transition (${zone})`,
    )
  return zonedText(BigInt(instant) * 1000n, zone)
}

function knownZone(text: string): string {
  const name = zoneName(text)
  if (name === undefined) throw invalid(`'${text}' is not a valid time zone`)
  return name
}

function dayOf(text: string): bigint {
  const ms = isoDay(text)
  if (ms === undefined) throw invalid(`Invalid format: "${text}"`)
  return BigInt(ms)
}

/** Places from 1, as lists in JSON: each choice of so many of them, in Trino's order. */
function combinations(length: bigint, size: bigint): string {
  let found: number[][] = [[]]
  for (let picked = 0; picked < Number(size); picked += 1) {
    found = found.flatMap((before) => {
      const from = (before.at(-1) ?? 0) + 1
      const rest = Math.max(0, Number(length) - from + 1)
      return Array.from({ length: rest }, (_, place) => [...before, from + place])
    })
    if (found.length > 100_000) {
      throw invalid('combinations exceed max size of 100000')
    }
  }
  return JSON.stringify(found)
}

type Registered = [name: string, parameters: DuckDBType[], result: DuckDBType, act: Act]

const functions: Registered[] = [
  ['j_zone', [VARCHAR], VARCHAR, knownZone],
  ['j_zoned', [VARCHAR, VARCHAR], VARCHAR, zoned],
  ['j_iso_day', [VARCHAR], BIGINT, dayOf],
  [
    'j_format_moment',
    [BIGINT, VARCHAR, VARCHAR, VARCHAR],
    VARCHAR,
    (ms: bigint, format: string, style: Style, zone: string) =>
      formatMoment(Number(ms), format, style, zone),
  ],
  ['j_st_point', [DOUBLE, DOUBLE], VARCHAR, pointWkt],
  ['j_st_geometry', [VARCHAR, VARCHAR], VARCHAR, normalWkt],
  ['j_st_type', [VARCHAR], VARCHAR, geometryType],
  ['j_st_distance', [VARCHAR, VARCHAR], DOUBLE, distanceBetween],
  ['j_st_relate', [VARCHAR, VARCHAR, VARCHAR], BOOLEAN, relate],
  ['j_st_measure', [VARCHAR, VARCHAR], DOUBLE, measure],
  ['j_st_numpoints', [VARCHAR], BIGINT, numPoints],
  ['j_st_isempty', [VARCHAR], BOOLEAN, isEmptyWkt],
  ['j_json_text', [VARCHAR], VARCHAR, jsonText],
  ...(
    [
      ['j_json_exists', BOOLEAN, jsonExists],
      ['j_json_value', VARCHAR, jsonValue],
      ['j_json_query', VARCHAR, jsonQuery],
    ] as const
  ).map(
    ([name, type, find]): Registered => [
      name,
      [VARCHAR, VARCHAR, LIST(VARCHAR)],
      type,
      (text: string, call: string, { items }: DuckDBListValue) =>
        find(text, call, items as (string | null)[]),
    ],
  ),
  [
    'j_json_object',
    [LIST(VARCHAR), LIST(VARCHAR), BOOLEAN],
    VARCHAR,
    (keys: DuckDBListValue, values: DuckDBListValue, absent: boolean) =>
      jsonObject(keys.items as string[], values.items as (string | null)[], absent),
  ],
  ['j_path', [VARCHAR], VARCHAR, (path: string) => jsonPath(path)],
  [
    'j_format',
    [VARCHAR, VARCHAR, LIST(VARCHAR)],
    VARCHAR,
    (format: string, kinds: string, { items }: DuckDBListValue) =>
      javaFormat(format, kinds.split(' ') as Kind[], items as (string | null)[]),
  ],
  [
    'j_percentiles',
    [LIST(DOUBLE), LIST(DOUBLE), LIST(DOUBLE)],
    LIST(DOUBLE),
    (values: DuckDBListValue, weights: DuckDBListValue, shares: DuckDBListValue) => {
      const weighted = weights.items.length > 0 ? (weights.items as (number | null)[]) : undefined
      const found = percentiles(values.items as number[], weighted, shares.items as number[])
      return found && listValue(found)
    },
  ],
  ['j_combinations', [BIGINT, BIGINT], VARCHAR, combinations],
  ['j_utf8', [BLOB, VARCHAR], VARCHAR, ({ bytes }: DuckDBBlobValue, by: string) => utf8(bytes, by)],
  ['j_base64', [VARCHAR], BLOB, (text: string) => blobValue(base64(text))],
  [
    'j_levenshtein',
    [VARCHAR, VARCHAR],
    BIGINT,
    (a: string, b: string) => BigInt(levenshtein([...a], [...b])),
  ],
  ['j_format_number', [DOUBLE], VARCHAR, formatNumber],
  ['j_soundex', [VARCHAR], VARCHAR, soundex],
  [
    'j_normalize',
    [VARCHAR, VARCHAR],
    VARCHAR,
    (text: string, form: string) => text.normalize(form),
  ],
  ['j_crc32', [BLOB], BIGINT, ({ bytes }: DuckDBBlobValue) => checksum32(bytes)],
  ['j_sha512', [BLOB], BLOB, ({ bytes }: DuckDBBlobValue) => blobValue(sha512(bytes))],
  ['j_xxhash64', [BLOB], BLOB, ({ bytes }: DuckDBBlobValue) => blobValue(xxhash64(bytes))],
  [
    'j_hmac',
    [BLOB, BLOB, VARCHAR],
    BLOB,
    (value: DuckDBBlobValue, key: DuckDBBlobValue, algorithm: string) =>
      blobValue(hmac(value.bytes, key.bytes, algorithm)),
  ],
  [
    'j_matches',
    [VARCHAR, VARCHAR],
    VARCHAR,
    (text: string, pattern: string) => JSON.stringify(regexpMatches(text, pattern)),
  ],
  [
    'j_position',
    [VARCHAR, VARCHAR, BIGINT, BIGINT],
    INTEGER,
    (text: string, pattern: string, from: bigint, nth: bigint) =>
      regexpPosition(text, pattern, Number(from), Number(nth)),
  ],
  ['j_parse_moment', [VARCHAR, VARCHAR, VARCHAR], VARCHAR, parsedMoment],
  ['j_parse', [VARCHAR], VARCHAR, (text) => parseJson(text)],
  ['j_extract', [VARCHAR, VARCHAR], VARCHAR, (text, path) => extractJson(text, steps(path))],
  ['j_scalar', [VARCHAR, VARCHAR], VARCHAR, (text, path) => extractScalar(text, steps(path))],
  ['j_size', [VARCHAR, VARCHAR], BIGINT, (text, path) => jsonSize(text, steps(path))],
  ['j_like', [VARCHAR, VARCHAR], BOOLEAN, (text, pattern) => regexpLike(text, pattern)],
  [
    'j_regexp',
    [VARCHAR, VARCHAR, VARCHAR],
    VARCHAR,
    (text, pattern, group) => regexpExtract(text, pattern, Number(group)),
  ],
  [
    'j_regexps',
    [VARCHAR, VARCHAR, VARCHAR],
    VARCHAR,
    (text, pattern, group) => list(regexpExtractAll(text, pattern, Number(group))),
  ],
  [
    'j_replace',
    [VARCHAR, VARCHAR, VARCHAR],
    VARCHAR,
    (text, pattern, by) => regexpReplace(text, pattern, by),
  ],
  ['j_split', [VARCHAR, VARCHAR], VARCHAR, (text, pattern) => list(regexpSplit(text, pattern))],
]

/** Registers them all with a connection's database; NULL gives NULL. */
export function registerScalarFunctions(connection: DuckDBConnection): void {
  for (const [name, parameterTypes, returnType, act] of functions) {
    connection.registerScalarFunction(
      DuckDBScalarFunction.create({
        name,
        parameterTypes,
        returnType,
        mainFunction(_info, input, output) {
          const columns = parameterTypes.map((_, place) => input.getColumnVector(place))
          for (let row = 0; row < input.rowCount; row += 1) {
            const values = columns.map((column) => column.getItem(row))
            output.setItem(row, values.includes(null) ? null : act(...values))
          }
          output.flush()
        },
      }),
    )
  }
}

let known: { path: string; steps: Step[] } | undefined

/** The steps of a path, which is the same for every row. */
function steps(path = '[]'): Step[] {
  if (known?.path !== path) known = { path, steps: JSON.parse(path) as Step[] }
  return known.steps
}
