/** The reader of a table's lines, by the class of its SerDe. */
import type { HiveColumn } from './hivetype.ts'
import { lazySimpleReader } from './lazysimple.ts'
import { openCsvReader } from './opencsv.ts'
import { openxReader } from './openx.ts'
import { regexReader } from './regex.ts'
import { BadTable, type LineReader, type Parameters, type Wanted } from './value.ts'

export const serdeClasses = {
  lazysimple: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
  opencsv: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
  openx: 'org.openx.data.jsonserde.JsonSerDe',
  regex: 'org.apache.hadoop.hive.serde2.RegexSerDe',
  parquet: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
  avro: 'org.apache.hadoop.hive.serde2.avro.AvroSerDe',
  orc: 'org.apache.hadoop.hive.ql.io.orc.OrcSerde',
} as const

type NewReader = (columns: HiveColumn[], parameters: Parameters, wanted: Wanted) => LineReader

const readers: Record<string, NewReader> = {
  [serdeClasses.lazysimple]: lazySimpleReader,
  [serdeClasses.opencsv]: openCsvReader,
  [serdeClasses.openx]: openxReader,
  [serdeClasses.regex]: regexReader,
}

/** Throws BadTable for a SerDe that is none of those of text. */
export function lineReader(
  serde: string,
  columns: HiveColumn[],
  parameters: Parameters,
  wanted: Wanted = () => true,
): LineReader {
  const reader = readers[serde]
  if (!reader) throw new BadTable(`The SerDe ${serde} is not supported.`)
  return reader(columns, parameters, wanted)
}
