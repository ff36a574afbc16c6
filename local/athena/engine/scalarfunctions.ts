/** Functions that neither DuckDB nor SQL over it has: made in JavaScript. */
import {
  BIGINT,
  BOOLEAN,
  type DuckDBConnection,
  DuckDBScalarFunction,
  type DuckDBType,
  VARCHAR,
} from '@duckdb/node-api'
import { extractJson, extractScalar, jsonSize, parseJson, type Step } from '../sql/json.ts'
import {
  regexpExtract,
  regexpExtractAll,
  regexpLike,
  regexpReplace,
  regexpSplit,
} from '../sql/regexp.ts'

type Act = (...values: string[]) => string | bigint | boolean | null

/** Lists go as JSON: `from_json(…, '["VARCHAR"]')`. */
const list = (values: (string | null)[]) => JSON.stringify(values)

const functions: [name: string, parameters: DuckDBType[], result: DuckDBType, act: Act][] = [
  ['j_parse', [VARCHAR], VARCHAR, (text) => parseJson(text!)],
  ['j_extract', [VARCHAR, VARCHAR], VARCHAR, (text, path) => extractJson(text!, steps(path))],
  ['j_scalar', [VARCHAR, VARCHAR], VARCHAR, (text, path) => extractScalar(text!, steps(path))],
  ['j_size', [VARCHAR, VARCHAR], BIGINT, (text, path) => jsonSize(text!, steps(path))],
  ['j_like', [VARCHAR, VARCHAR], BOOLEAN, (text, pattern) => regexpLike(text!, pattern!)],
  [
    'j_regexp',
    [VARCHAR, VARCHAR, VARCHAR],
    VARCHAR,
    (text, pattern, group) => regexpExtract(text!, pattern!, Number(group)),
  ],
  [
    'j_regexps',
    [VARCHAR, VARCHAR, VARCHAR],
    VARCHAR,
    (text, pattern, group) => list(regexpExtractAll(text!, pattern!, Number(group))),
  ],
  [
    'j_replace',
    [VARCHAR, VARCHAR, VARCHAR],
    VARCHAR,
    (text, pattern, by) => regexpReplace(text!, pattern!, by!),
  ],
  ['j_split', [VARCHAR, VARCHAR], VARCHAR, (text, pattern) => list(regexpSplit(text!, pattern!))],
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
            output.setItem(row, values.includes(null) ? null : act(...(values as string[])))
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
