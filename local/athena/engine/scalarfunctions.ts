/** Functions that neither DuckDB nor SQL over it has: made in JavaScript. */
import {
  BIGINT,
  type DuckDBConnection,
  DuckDBScalarFunction,
  type DuckDBType,
  VARCHAR,
} from '@duckdb/node-api'
import { extractJson, extractScalar, jsonSize, parseJson, type Step } from '../sql/json.ts'

type Act = (...values: string[]) => string | bigint | null

const functions: [name: string, parameters: DuckDBType[], result: DuckDBType, act: Act][] = [
  ['j_parse', [VARCHAR], VARCHAR, (text) => parseJson(text as string)],
  [
    'j_extract',
    [VARCHAR, VARCHAR],
    VARCHAR,
    (text, path) => extractJson(text as string, steps(path)),
  ],
  [
    'j_scalar',
    [VARCHAR, VARCHAR],
    VARCHAR,
    (text, path) => extractScalar(text as string, steps(path)),
  ],
  ['j_size', [VARCHAR, VARCHAR], BIGINT, (text, path) => jsonSize(text as string, steps(path))],
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
