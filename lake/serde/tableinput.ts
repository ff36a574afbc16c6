/**
 * The Glue documents of a raw table: an external table over the objects as they were landed.
 * https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html
 */
import { commentOf, glueType } from '../schema/spelling.ts'
import type { Column, Type } from '../schema/type.ts'
import { avroLiteral } from './avroschema.ts'
import { partitionFolder } from './partition.ts'
import type { CsvShape, RawShape, Serde } from './rawshape.ts'
import { serdeClasses } from './reader.ts'
import { keyMapping } from './shapejson.ts'
import { linePattern } from './shapelog.ts'

export interface RawColumnInput {
  Name: string
  Type: string
  /** The file's own spelling, where it differs. */
  Comment?: string
}

export interface RawStorageDescriptor {
  Columns: RawColumnInput[]
  Location: string
  InputFormat: string
  OutputFormat: string
  Compressed: boolean
  NumberOfBuckets: number
  StoredAsSubDirectories: boolean
  SerdeInfo: { SerializationLibrary: string; Parameters: Record<string, string> }
  Parameters: Record<string, string>
}

export interface RawTableInput {
  Name: string
  TableType: 'EXTERNAL_TABLE'
  Parameters: Record<string, string>
  PartitionKeys: RawColumnInput[]
  StorageDescriptor: RawStorageDescriptor
}

export interface RawPartitionInput {
  Values: string[]
  StorageDescriptor: RawStorageDescriptor
  Parameters: Record<string, string>
}

/** `location` is the dataset's folder, `s3://<raw bucket>/<source>/<dataset>/`. */
export function rawTableInput(name: string, location: string, shape: RawShape): RawTableInput {
  return {
    Name: name,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { EXTERNAL: 'TRUE', ...tableParameters(shape) },
    PartitionKeys: shape.partitionKeys.map((key) => ({ Name: key, Type: 'string' })),
    StorageDescriptor: storageDescriptor(location, shape),
  }
}

/** The partition that holds this raw key; its SerDe stands in it whole, for a partition inherits nothing. */
export function rawPartitionInput(
  bucket: string,
  key: string,
  values: string[],
  shape: RawShape,
): RawPartitionInput {
  const location = `s3://${bucket}/${partitionFolder(key)}`
  return {
    Values: values,
    StorageDescriptor: storageDescriptor(location, shape),
    Parameters: tableParameters(shape),
  }
}

/** The class of the SerDe that the table takes of those that would do. */
export const serdeOf = ({ serdes }: RawShape): string => serdeClasses[serdes[0]!]

const text = {
  InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
}
const avro = {
  InputFormat: 'org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.avro.AvroContainerOutputFormat',
}
const orc = {
  InputFormat: 'org.apache.hadoop.hive.ql.io.orc.OrcInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat',
}
const parquet = {
  InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
}

const formats: Partial<Record<Serde, typeof text>> = { parquet, avro, orc }

function storageDescriptor(location: string, shape: RawShape): RawStorageDescriptor {
  return {
    Columns: shape.columns.map((column) => columnInput(column, shape)),
    Location: location,
    ...(formats[shape.serdes[0]!] ?? text),
    Compressed: false,
    NumberOfBuckets: -1,
    StoredAsSubDirectories: false,
    SerdeInfo: {
      SerializationLibrary: serdeOf(shape),
      Parameters: serdeParameters(shape),
    },
    Parameters: tableParameters(shape),
  }
}

/** Crawlers refuse to merge tables whose compressionType is missing: `none` is a word of theirs. */
function tableParameters({ serdes, csv }: RawShape): Record<string, string> {
  return {
    classification: classifications[serdes[0]!],
    compressionType: 'none',
    typeOfData: 'file',
    ...(csv ? csvParameters(csv) : {}),
  }
}

const classifications: Record<Serde, string> = {
  lazysimple: 'csv',
  opencsv: 'csv',
  openx: 'json',
  regex: 'log',
  parquet: 'parquet',
  avro: 'avro',
  orc: 'orc',
}

function csvParameters({ delimiter, quote, headerLines }: CsvShape): Record<string, string> {
  return {
    delimiter,
    columnsOrdered: 'true',
    areColumnsQuoted: String(quote !== ''),
    ...(headerLines > 0 ? { 'skip.header.line.count': String(headerLines) } : {}),
  }
}

function serdeParameters(shape: RawShape): Record<string, string> {
  const { serdes, csv, avro: record } = shape
  if (!csv) {
    const plain = { 'serialization.format': '1' }
    const pattern = linePattern(shape)
    if (pattern !== undefined) return { ...plain, 'input.regex': pattern }
    if (record) return { ...plain, 'avro.schema.literal': avroLiteral(record) }
    if (formats[serdes[0]!]) return plain
    const cases = { 'case.insensitive': String(shape.anyCase ?? false) }
    return { ...plain, ...cases, ...keyMapping(shape) }
  }
  const { delimiter, quote, nullText } = csv
  if (serdes[0] === 'lazysimple') {
    const nulls = nullText !== undefined && { 'serialization.null.format': nullText }
    return { 'field.delim': delimiter, 'serialization.format': delimiter, ...nulls }
  }
  // Without an escape character no backslash of the text is lost; without quotes there is none to find.
  return { separatorChar: delimiter, quoteChar: quote || '\0', escapeChar: '\0' }
}

function columnInput({ name, type, original }: Column, { serdes }: RawShape): RawColumnInput {
  const comment = original && commentOf(original)
  const glue = glueType(serdes[0] === 'openx' ? jsonType(type) : hiveType(type))
  return { Name: name, Type: glue, ...(comment ? { Comment: comment } : {}) }
}

/** Hive has one timestamp, which of an instant is the time in UTC. */
function hiveType(type: Type): Type {
  if (type === 'timestamptz') return 'timestamp'
  if (typeof type === 'string') return type
  if ('list' in type) return { list: hiveType(type.list) }
  if ('map' in type) return { map: [hiveType(type.map[0]), hiveType(type.map[1])] }
  return { struct: type.struct.map((field) => ({ ...field, type: hiveType(field.type) })) }
}

/** Times within JSON are text, for the SerDe's own spellings of them are other ones. */
export function jsonType(type: Type): Type {
  if (typeof type === 'string')
    return type === 'date' || type.startsWith('timestamp') ? 'string' : type
  if ('list' in type) return { list: jsonType(type.list) }
  if ('map' in type) return { map: ['string', jsonType(type.map[1])] }
  // Hive has no empty struct; the text of any JSON is lossless.
  if (type.struct.length === 0) return 'string'
  return { struct: type.struct.map((field) => ({ ...field, type: jsonType(field.type) })) }
}
