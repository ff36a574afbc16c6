/** DuckDB's table functions over text tables: `text_rows(id)` and `text_lines(id)`. */
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBTableFunction,
  type DuckDBTableFunctionBindInfo,
  type DuckDBTableFunctionInfo,
  type DuckDBType,
  FLOAT,
  INTEGER,
  SMALLINT,
  TINYINT,
  VARCHAR,
} from '@duckdb/node-api'
import { BadRow, type Value, type Wanted } from '../../../lake/serde/value.ts'
import { castText } from './hivesql.ts'
import { blocksOf, chunksOf } from './textread.ts'
import { handedOver, type TextFile, type TextScan } from './textscan.ts'

const types: Record<string, DuckDBType> = {
  BOOLEAN,
  TINYINT,
  SMALLINT,
  INTEGER,
  BIGINT,
  FLOAT,
  DOUBLE,
  VARCHAR,
}

interface Running<T> {
  parts: Generator<T>
  /** Bound columns that are asked for. */
  columns: number[]
}

/**
 * Makes scans, and those that are added later, known to a database: only their ids stand in SQL, so that no query can name a file.
 * A failing row ends the query with `HIVE_CURSOR_ERROR: …` or `HIVE_BAD_DATA: …` in DuckDB's message.
 */
export function registerTextScans(connection: DuckDBConnection, scans: readonly TextScan[]): void {
  const scanOf = (info: DuckDBTableFunctionBindInfo): TextScan => {
    const scan = scans.find(({ id }) => id === info.getParameter(0))
    if (!scan) throw new Error('no such text scan')
    return scan
  }
  connection.registerTableFunction(
    tableFunction('text_rows', scanOf, rowColumns, chunksOf, ({ file, rows }, scan, write) => {
      const cells = scan.columns.map(({ type }, i) =>
        cellOf(i, handedOver[type.kind] !== undefined),
      )
      write(rows.length, (column, row) =>
        column < cells.length ? cells[column]!(rows[row]!) : constant(file, column - cells.length),
      )
    }),
  )
  connection.registerTableFunction(
    tableFunction('text_lines', scanOf, lineColumns, blocksOf, ({ file, lines }, _scan, write) => {
      write(1, (column) => (column === 0 ? lines : constant(file, column - 1)))
    }),
  )
}

type Cell = null | boolean | number | bigint | string

const cellOf =
  (i: number, isPlain: boolean) =>
  (row: Value[]): Cell => {
    const value = row[i]!
    return value === null ? null : isPlain ? (value as Cell) : castText(value)
  }

/** The partition's values, then the URI. */
const constant = ({ partition, uri }: TextFile, i: number): string | null =>
  i < partition.length ? partition[i]! : uri

const fileColumns = ({ partitionKeys }: TextScan): [string, DuckDBType][] => [
  ...partitionKeys.map((_, i): [string, DuckDBType] => [`p${i}`, VARCHAR]),
  ['path', VARCHAR],
]

const rowColumns = (scan: TextScan): [string, DuckDBType][] => [
  ...scan.columns.map(({ type }, i): [string, DuckDBType] => [
    `c${i}`,
    types[handedOver[type.kind] ?? 'VARCHAR']!,
  ]),
  ...fileColumns(scan),
]

const lineColumns = (scan: TextScan): [string, DuckDBType][] => [
  ['lines', VARCHAR],
  ...fileColumns(scan),
]

type Write = (rowCount: number, valueAt: (column: number, row: number) => Cell) => void

function tableFunction<T>(
  name: string,
  scanOf: (info: DuckDBTableFunctionBindInfo) => TextScan,
  columnsOf: (scan: TextScan) => [string, DuckDBType][],
  partsOf: (scan: TextScan, wanted: Wanted) => Generator<T>,
  writePart: (part: T, scan: TextScan, write: Write) => void,
): DuckDBTableFunction {
  return DuckDBTableFunction.create({
    name,
    parameterTypes: [VARCHAR],
    supportsProjectionPushdown: true,
    bindFunction(info) {
      const scan = scanOf(info)
      for (const [column, type] of columnsOf(scan)) info.addResultColumn(column, type)
      info.setBindData(scan)
    },
    initFunction(info) {
      const scan = info.bindData as TextScan
      info.setMaxThreads(1)
      const columns = info.getColumnIndexes()
      info.setInitData({ parts: partsOf(scan, (column) => columns.includes(column)), columns })
    },
    mainFunction(info, output) {
      const { parts, columns } = info.initData as Running<T>
      failing(info, () => {
        const { done, value } = parts.next()
        output.rowCount = 0
        if (done) return
        writePart(value, info.bindData as TextScan, (rowCount, valueAt) => {
          output.rowCount = rowCount
          writeColumns(output, columns, valueAt)
        })
      })
    },
  })
}

function failing(info: DuckDBTableFunctionInfo, act: () => void): void {
  try {
    act()
  } catch (error) {
    if (error instanceof BadRow) info.setError(`${error.code}: ${error.message}`)
    else info.setError(error instanceof Error ? error.message : String(error))
  }
}

function writeColumns(
  output: DuckDBDataChunk,
  columns: number[],
  valueAt: (column: number, row: number) => Cell,
): void {
  for (const [place, column] of columns.entries()) {
    // count(*) asks for a column that is none.
    const vector = output.getColumnVector(place)
    for (let row = 0; row < output.rowCount; row++) vector.setItem(row, valueAt(column, row))
    vector.flush()
  }
}
