/** One Parquet data file of an object's rows: typed as was inferred, and wider only where a value asks for it. */
import type { Field } from '../../lake/iceberg/schema.ts'
import { joinedColumns } from '../../lake/inspect/archive/archive.ts'
import { widenColumn, withWider } from '../../lake/inspect/cast.ts'
import type { TextFacts } from '../../lake/inspect/inspection.ts'
import type { Structure } from '../../lake/inspect/jsonmembers.ts'
import {
  calledColumns,
  copyPartsSql,
  copySql,
  failingValuesSql,
  failuresSql,
  fieldsOf,
  type Part,
  type Source,
  sourceColumns,
  typedAs,
} from '../../lake/normalise.ts'
import { Quarantined } from '../../lake/problem.ts'
import type { Column } from '../../lake/schema/type.ts'
import { boundBy, hasNull, structureSql, withStructure } from '../../lake/structure.ts'
import { DuckdbRefused, type Engine } from '../../layers/duckdb/engine.ts'
import { type Target, targetOf } from './target.ts'
import { refused, wordsOf } from './twice.ts'

export interface Written {
  path: string
  target: Target
  /** Those of the table that the file holds. */
  fields: Field[]
  /** The object's own, of the types that its values need. */
  columns: Column[]
  /** The same as the table calls them. */
  called: Column[]
}

/** Of an archive each file is read in its own way. */
async function partsOf(engine: Engine, source: Source): Promise<Part[]> {
  const parts: Part[] = []
  for (const part of source.members ?? [source]) {
    parts.push({ source: part, columns: await seenWhole(engine, part) })
  }
  return parts
}

/** As the table calls them. */
const calledOf = ({ columns, source }: Part): Column[] => calledColumns(columns, source)

const columnsOf = (parts: Part[]): Column[] =>
  parts.length === 1
    ? calledOf(parts[0]!)
    : joinedColumns(parts.map((part) => ({ columns: calledOf(part) })))

const copyOf = (parts: Part[], fields: Field[], path: string): string =>
  parts.length === 1
    ? copySql(parts[0]!.source, parts[0]!.columns, fields, path)
    : copyPartsSql(parts, fields, path)

/** Undefined: all values fit already. */
async function widenedParts(
  engine: Engine,
  parts: Part[],
  fields: Field[],
): Promise<Part[] | undefined> {
  const all: Part[] = []
  for (const { source, columns } of parts) {
    const wider = await widened(
      engine,
      source,
      columns,
      typedAs(fields, columns, calledOf({ source, columns })),
    )
    all.push({ source, columns: wider ? withWider(columns, wider) : columns })
  }
  return all.some(({ columns }, i) => columns !== parts[i]!.columns) ? all : undefined
}

const widenedMax = 50 // each time a column goes up at least one step of seven; this is for a bug, not for data

/** Throws MustWiden, and Quarantined where DuckDB refuses what the scanner took. */
export async function write(
  engine: Engine,
  table: string,
  source: Source,
  path: string,
): Promise<Written> {
  try {
    let parts = await partsOf(engine, source)
    for (let attempt = 1; attempt <= widenedMax; attempt++) {
      const columns = columnsOf(parts)
      const target = await targetOf(table, columns, source)
      const fields = fieldsOf(target.fields, columns, source)
      const refused = await refusalOf(engine.run(copyOf(parts, fields, path)))
      if (!refused) {
        const called = knownTypes(source, columns, fields)
        const own = source.members ? called : ownTypes(parts[0]!, fields)
        return { path, target, fields, columns: own, called }
      }
      const wider = await widenedParts(engine, parts, fields)
      if (!wider) throw refused
      parts = wider
    }
  } catch (error) {
    throw error instanceof DuckdbRefused ? forGood(error) : error
  }
  throw new Error(`${source.key}: its columns were widened ${widenedMax} times`)
}

/** Of what was only inspected in part the table's types are known to hold every value, the inspected ones are not. */
const knownTypes = ({ inspection }: Source, columns: Column[], fields: Field[]): Column[] =>
  inspection.whole ? columns : withWider(columns, boundBy(columns, typedAs(fields, columns)))

const ownTypes = (part: Part, fields: Field[]): Column[] => {
  const { source, columns } = part
  return source.inspection.whole
    ? columns
    : withWider(columns, boundBy(columns, typedAs(fields, columns, calledOf(part))))
}

async function refusalOf(copy: Promise<unknown>): Promise<DuckdbRefused | undefined> {
  try {
    await copy
    return undefined
  } catch (error) {
    if (error instanceof DuckdbRefused) return error
    throw error
  }
}

/** With what came only after the part that was inspected: members of JSON, and types of what was empty there. */
async function seenWhole(engine: Engine, source: Source): Promise<Column[]> {
  const { facts, path, json } = source
  const { format, whole } = source.inspection
  let columns = sourceColumns(source)
  if (whole || !facts) return columns
  if (format === 'ndjson') {
    const structure = json?.structure ?? (await structureOf(engine, path, facts))
    const reserved = source.partitions.map(({ key }) => key)
    columns = withStructure(columns, structure, reserved)
  }
  for (let attempt = 1; attempt <= widenedMax; attempt++) {
    const untyped = columns.filter(({ type }) => hasNull(type))
    const wider = await widened(engine, source, columns, untyped)
    if (!wider) break
    columns = withWider(columns, wider)
  }
  return columns
}

async function structureOf(engine: Engine, path: string, facts: TextFacts): Promise<Structure> {
  const [row] = await engine.run(structureSql(path, facts))
  return JSON.parse(String(row?.structure)) as Structure
}

/** Those of the targets that do not hold some value of theirs, with types that do; undefined: all fit. */
async function widened(
  engine: Engine,
  source: Source,
  columns: Column[],
  targets: Column[],
): Promise<Column[] | undefined> {
  const { format } = source.inspection
  if (targets.length === 0) return undefined
  const [counts = {}] = await engine.run(failuresSql(source, columns, targets))
  const failing = targets.filter((_, i) => Number(counts[String(i)]) > 0)
  if (failing.length === 0) return undefined
  const [lists = {}] = await engine.run(failingValuesSql(source, columns, failing))
  return failing.map((column, i) => {
    const values = lists[String(i)] as string[]
    return widenColumn(column, values, format)
  })
}

/** What may lie with the machine, or with our SQL, is done once more before it is the object's. */
const ofOurs =
  /^(IO|Out of Memory|Interrupt|Parser|Binder|Catalog|Not implemented|INTERNAL|FATAL)( Error|$)/

const forGood = (error: DuckdbRefused): Error =>
  ofOurs.test(error.message) ? error : new Quarantined(refused(wordsOf(error)), { cause: error })

/** Throws Quarantined when the file does not hold every row of its object. */
export function refuseLostRows(written: number, seen: number): void {
  if (written === seen) return
  throw new Quarantined({
    code: 'rows.disagree',
    detail: `The file has ${seen} rows by its bytes, and DuckDB reads ${written}.`,
    remedy: 'Check the quoting and the line ends of the file, and land it again.',
  })
}
