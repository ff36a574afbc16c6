/**
 * Through which SerDe a raw table reads every object of its dataset faithfully, or why none does. A join: objects
 * that come twice or in another order change nothing, and one object that none reads keeps the table withheld.
 */
import type { Inspection } from '../inspect/inspection.ts'
import type { Reason } from '../problem.ts'
import { calledAs } from '../schema/names.ts'
import type { Column } from '../schema/type.ts'
import { partitionKeysOf } from './partition.ts'
import {
  differing,
  type ObjectShape,
  type ObjectVerdict,
  type RawShape,
  type RawVerdict,
  type Serde,
} from './rawshape.ts'
import { avroObject, calledAvro, joinAvro } from './shapeavro.ts'
import { csvObject, joinCsv } from './shapecsv.ts'
import { calledJson, joinJson, jsonObject } from './shapejson.ts'
import {
  isLogfmt,
  isW3c,
  joinLogs,
  lineFormOf,
  logfmtObject,
  logObject,
  w3cObject,
} from './shapelog.ts'
import { joinOrc, orcObject } from './shapeorc.ts'
import { calledParquet, joinParquet, parquetObject } from './shapeparquet.ts'

export type { RawShape, RawVerdict } from './rawshape.ts'

/**
 * The shape of one object from what is known of ALL its bytes: `inspection.text` counts the whole file.
 * `columns` are those of the widest row.
 */
export function shapeOf(
  inspection: Inspection,
  key: string,
  columns: Column[] = inspection.columns,
): RawVerdict {
  const form = lineFormOf(inspection)
  const isLog = form !== undefined || isW3c(inspection) || isLogfmt(inspection)
  const isTyped = inspection.avro !== undefined || inspection.orc !== undefined
  if (inspection.render && !isLog && !isTyped) return { withheld: rendered(inspection) }
  const partitionKeys = partitionKeysOf(key)
  if ('withheld' in partitionKeys) return partitionKeys
  const { encoding, padding } = inspection
  const text = padding ? padded : encoding && encoded(encoding)
  const unread = text || misnamed(inspection, key)
  if (unread) return { withheld: unread }
  const known = { ...inspection, columns }
  const object = form ? logObject(known, form) : isLog ? namedLines(known) : objectShape(known)
  if ('withheld' in object) return object
  return withoutClash({ ...object, partitionKeys: partitionKeys.keys })
}

/** Of logs that say themselves how their columns are called. */
const namedLines = (known: Inspection): ObjectVerdict =>
  isW3c(known) ? w3cObject(known) : logfmtObject(known)

/** Whether what is known of the object is enough for its shape: of a log each line must have been read. */
export const isDecidable = (inspection: Inspection): boolean =>
  lineFormOf(inspection) || isW3c(inspection) || isLogfmt(inspection)
    ? inspection.everyLine !== undefined
    : inspection.whole || inspection.render !== undefined || inspection.format === 'parquet'

/** The shape that reads the objects of both. */
export function joinShapes(a: RawShape, b: RawShape): RawVerdict {
  if (JSON.stringify(a) === JSON.stringify(b)) return { shape: a }
  if (a.partitionKeys.join('/') !== b.partitionKeys.join('/')) {
    return { withheld: differing('partition.keys-differ', 'partition keys', keysOf(a), keysOf(b)) }
  }
  const formats = [formatOf(a), formatOf(b)] as const
  if (formats[0] !== formats[1]) {
    return { withheld: differing('raw.formats-differ', 'format', ...formats) }
  }
  const joined = joins[formats[0]](a, b)
  if ('withheld' in joined) return joined
  return withoutClash({ ...joined, partitionKeys: a.partitionKeys })
}

/** The shape with each column called as the dataset calls it: some SerDes find columns by their names. */
export function calledShape(shape: RawShape, columns: Column[]): RawVerdict {
  const { struct } = calledAs({ struct: shape.columns }, { struct: columns }) as {
    struct: Column[]
  }
  const called = named[formatOf(shape)]({ ...shape, columns: struct })
  if ('withheld' in called) return called
  return withoutClash({ ...called, partitionKeys: shape.partitionKeys })
}

const formatOf = ({ serdes }: ObjectShape): keyof typeof joins => formatsBySerde[serdes[0]!]

const formatsBySerde: Record<Serde, keyof typeof joins> = {
  lazysimple: 'CSV',
  opencsv: 'CSV',
  openx: 'JSON',
  regex: 'log',
  parquet: 'Parquet',
  avro: 'Avro',
  orc: 'ORC',
}

const joins = {
  CSV: joinCsv,
  JSON: joinJson,
  log: joinLogs,
  Parquet: joinParquet,
  Avro: joinAvro,
  ORC: joinOrc,
}

const named = {
  CSV: (shape: ObjectShape): ObjectVerdict => shape,
  JSON: calledJson,
  log: (shape: ObjectShape): ObjectVerdict => shape,
  Parquet: calledParquet,
  Avro: calledAvro,
  ORC: (shape: ObjectShape): ObjectVerdict => shape,
}

const keysOf = ({ partitionKeys }: RawShape): string => partitionKeys.join('/') || 'none'

function objectShape(inspection: Inspection): ObjectShape | { withheld: Reason } {
  if (inspection.format === 'csv') return csvObject(inspection)
  if (inspection.format === 'ndjson') return jsonObject(inspection)
  if (inspection.format === 'parquet') return parquetObject(inspection)
  if (inspection.format === 'avro') return avroObject(inspection)
  if (inspection.format === 'orc') return orcObject(inspection)
  return { withheld: notTabular }
}

/** What was made of it for the lake, Athena does not see. */
const rendered = ({ format }: Inspection): Reason => ({
  code: 'raw.rendered',
  detail: `No SerDe reads this ${formatNames[format] ?? format} file row for row as it lies.`,
  remedy: 'Query the table in lake.',
})

const formatNames: Partial<Record<Inspection['format'], string>> = {
  csv: 'CSV',
  ndjson: 'JSON',
  json: 'JSON',
  parquet: 'Parquet',
  avro: 'Avro',
  orc: 'ORC',
  arrow: 'Arrow',
  xml: 'XML',
  html: 'HTML',
  xlsx: 'Excel',
  ods: 'OpenDocument',
  sqlite: 'SQLite',
  duckdb: 'DuckDB',
  fixed: 'fixed-width',
  zip: 'ZIP',
  tar: 'tar',
}

const notTabular: Reason = {
  code: 'raw.not-tabular',
  detail: 'No SerDe reads this format.',
  remedy: 'Land CSV, JSON lines or Parquet.',
}

/** Athena goes by the name alone, lower case: other bytes under a name are rubbish to it. */
const compressedName = /\.(?:gz|gzip|bz2|zst|zstd|snappy|lz4|lzo|lzo_deflate|deflate)$/

/**
 * Text that Athena reads, by the end of its name. LZ4 and Snappy it reads in Hadoop's framing alone, xz not at all.
 * https://docs.aws.amazon.com/athena/latest/ug/compression-formats.html
 */
const suffixes: Partial<Record<Inspection['compression'], string>> = {
  gzip: '.gz',
  zstd: '.zst',
  bzip2: '.bz2',
}

/** Each block within says how it is packed, whatever the file is called. */
const isPacked: ReadonlySet<Inspection['format']> = new Set(['parquet', 'avro', 'orc'])

function misnamed({ format, compression }: Inspection, key: string): Reason | undefined {
  if (isPacked.has(format)) return compression === 'none' ? undefined : unreadable(compression)
  const suffix = compressedName.exec(key)?.[0]
  const expected = suffixes[compression]
  if (compression !== 'none' && !expected) return unreadable(compression)
  if (suffix === expected) return
  const bytes = compression === 'none' ? 'not compressed' : compression
  return {
    code: 'compression.name',
    detail: `The bytes are ${bytes}, but the name ends ${suffix ? `in ${suffix}` : `without ${expected}`}, by which Athena goes.`,
    remedy:
      'Land gzip files under names that end in .gz, Zstandard in .zst, bzip2 in .bz2, and no others.',
  }
}

const unreadable = (compression: string): Reason => ({
  code: 'compression.codec',
  detail: `The file is compressed by ${compression}, of which Athena does not read these files.`,
  remedy: 'Query the table in lake, or land it as gzip, Zstandard or bzip2.',
})

const padded: Reason = {
  code: 'text.padding',
  detail: 'NULs or Ctrl-Z stand behind the end of the text: a SerDe reads them as a row.',
  remedy: 'Query the table in lake, or land the file without them.',
}

const encoded = (encoding: string): Reason => ({
  code: 'text.encoding',
  detail: `The text is in ${encoding}; every SerDe here reads it as UTF-8.`,
  remedy: 'Query the table in lake, or land the file in UTF-8.',
})

function withoutClash(shape: RawShape): RawVerdict {
  const clash = shape.columns.find(({ name }) => shape.partitionKeys.includes(name))
  if (!clash) return { shape }
  const withheld = {
    code: 'partition.column-clash',
    detail: `"${clash.name}" is a column of an object and a partition key.`,
    remedy: 'Give the folder or the column another name.',
  }
  return { withheld }
}
