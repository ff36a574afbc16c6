/** Formats of tables: their classes in the metastore, and how DuckDB writes their files. */
import { literal, quote } from '../../../lake/schema/spelling.ts'
import { serdeClasses } from '../../../lake/serde/reader.ts'
import { notSupported, userError } from '../../../lake/sql/error.ts'
import { children, type Type } from '../../../lake/sql/type/type.ts'
import { mapped } from '../sql/compile/coerce.ts'
import { textLine } from './cells.ts'

interface Descriptor {
  serde: string
  input: string
  output: string
}

const hadoop = 'org.apache.hadoop.hive'
const plain = {
  input: 'org.apache.hadoop.mapred.TextInputFormat',
  output: `${hadoop}.ql.io.HiveIgnoreKeyTextOutputFormat`,
}
const orc = {
  serde: `${hadoop}.ql.io.orc.OrcSerde`,
  input: `${hadoop}.ql.io.orc.OrcInputFormat`,
  output: `${hadoop}.ql.io.orc.OrcOutputFormat`,
}
const avro = {
  serde: `${hadoop}.serde2.avro.AvroSerDe`,
  input: `${hadoop}.ql.io.avro.AvroContainerInputFormat`,
  output: `${hadoop}.ql.io.avro.AvroContainerOutputFormat`,
}

/** By the word of STORED AS. */
export const descriptors: Record<string, Descriptor> = {
  textfile: { serde: serdeClasses.lazysimple, ...plain },
  jsonfile: { serde: 'org.apache.hive.hcatalog.data.JsonSerDe', ...plain },
  json: { serde: serdeClasses.openx, ...plain },
  parquet: {
    serde: serdeClasses.parquet,
    input: `${hadoop}.ql.io.parquet.MapredParquetInputFormat`,
    output: `${hadoop}.ql.io.parquet.MapredParquetOutputFormat`,
  },
  orc,
  avro,
  sequencefile: {
    serde: serdeClasses.lazysimple,
    input: 'org.apache.hadoop.mapred.SequenceFileInputFormat',
    output: `${hadoop}.ql.io.HiveSequenceFileOutputFormat`,
  },
}

/** Those that Athena names in its documents; that the laptop reads fewer is said where one is read. */
const serdes = new Set<string>([
  ...Object.values(serdeClasses),
  ...[orc.serde, avro.serde, 'org.apache.hive.hcatalog.data.JsonSerDe'],
  ...[`${hadoop}.serde2.JsonSerDe`, `${hadoop}.contrib.serde2.RegexSerDe`],
  ...['com.amazonaws.glue.serde.GrokSerDe', 'com.amazon.ionhiveserde.IonHiveSerDe'],
  ...['com.amazon.emr.hive.serde.CloudTrailSerde', 'com.amazon.emr.hive.serde.S3LogDeserializer'],
])

export const isReadable = (serde: string): boolean => serdes.has(serde)

export const serdeOf = (serde: string): Descriptor =>
  Object.values(descriptors).find((each) => each.serde === serde) ?? { serde, ...plain }

export interface Format {
  name: 'parquet' | 'textfile' | 'json'
  codec: 'none' | 'gzip' | 'snappy' | 'zstd'
  /** Of LazySimpleSerDe. */
  parameters: Record<string, string>
}

const codecs: Record<Format['name'], Format['codec'][]> = {
  parquet: ['gzip', 'snappy', 'zstd', 'none'],
  textfile: ['gzip', 'zstd', 'none'],
  json: ['gzip', 'zstd', 'none'],
}

/** As CTAS and UNLOAD name them; gzip where nothing is said. AthenaError for what the laptop writes not. */
export function formatOf(named: string, compression = 'gzip', delimiter = '\x01'): Format {
  const name = named.toLowerCase()
  if (['orc', 'avro', 'ion'].includes(name)) throw notSupported(`Writing ${name.toUpperCase()}`)
  if (name !== 'parquet' && name !== 'textfile' && name !== 'json') {
    throw userError('INVALID_TABLE_PROPERTY', `Invalid value for 'format': ${named.slice(0, 40)}`)
  }
  const asked = compression.toLowerCase()
  const codec = codecs[name].find((each) => each === (asked === 'uncompressed' ? 'none' : asked))
  if (!codec) throw notSupported(`Writing ${name.toUpperCase()} compressed by ${compression}`)
  const parameters = { 'field.delim': delimiter, 'serialization.format': delimiter }
  return { name, codec, parameters: name === 'textfile' ? parameters : {} }
}

export interface Cell {
  name: string
  sql: string
  type: Type
}

/** What DuckDB selects of `r`, and the options of its COPY; keys of partitions go into the names of folders. */
export function writing(
  { name, codec, parameters }: Format,
  cells: Cell[],
  keys: { name: string; sql: string }[],
): { columns: string[]; options: string } {
  const folders = keys.map((key) => `${key.sql} AS ${quote(key.name)}`)
  const by = keys.map((key) => quote(key.name)).join(', ')
  const partitions = keys.length > 0 ? `, PARTITION_BY (${by}), FILENAME_PATTERN 'rows_{i}'` : ''
  if (name === 'textfile') {
    const line = `${textLine(cells, parameters)} AS line`
    const plain = `FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER ${literal('\x1f')}`
    return { columns: [line, ...folders], options: `${plain}, COMPRESSION ${codec}${partitions}` }
  }
  const columns = cells.map((cell) => `${plainCell(cell, name)} AS ${quote(cell.name)}`)
  const word = codec === 'none' && name === 'parquet' ? 'uncompressed' : codec
  return {
    columns: [...columns, ...folders],
    options: `FORMAT ${name}, COMPRESSION ${word}${partitions}`,
  }
}

function plainCell({ sql, type }: Cell, name: Format['name']): string {
  return name === 'json' ? withBase64(sql, type, type) : sql
}

/** JSON has no bytes: what is bytes, within arrays too, is Base64. */
function withBase64(sql: string, type: Type, same: Type): string {
  if (type.kind === 'varbinary') return `to_base64(${sql})`
  return hasBytes(type) ? mapped(sql, type, same, withBase64) : sql
}

const hasBytes = (type: Type): boolean => type.kind === 'varbinary' || children(type).some(hasBytes)

/** Of a file's name: Athena goes by it. */
export const suffixOf = ({ name, codec }: Format): string =>
  name === 'parquet'
    ? ''
    : ({ gzip: '.gz', zstd: '.zst', snappy: '.snappy', none: '' } as const)[codec]
