/** DESCRIBE, laid out as Hive does it: cells padded to 20 and separated by tabs. */
import type { GlueColumn, Table } from '../glue/model.ts'

const row = (...cells: string[]) => cells.map((cell) => cell.padEnd(20)).join('\t')
const columnRow = ({ Name, Type = '', Comment = '' }: GlueColumn) => row(Name, Type, Comment)
const gap = '\t \t '
const heading = (text: string) => `${text}\t \t `

/** The lines of DESCRIBE, or with `detail` of DESCRIBE FORMATTED. */
export function describe(table: Table, detail: boolean): string[] {
  const keys = table.PartitionKeys ?? []
  const columns = table.StorageDescriptor?.Columns ?? []
  const header = [row('# col_name', 'data_type', 'comment'), gap]
  return [
    ...(detail ? header : []),
    ...columns.map(columnRow),
    // Without FORMATTED, Hive lists the keys among the columns as well as below.
    ...(detail ? [] : keys.map(columnRow)),
    ...(keys.length === 0
      ? []
      : [gap, heading('# Partition Information'), ...header, ...keys.map(columnRow)]),
    ...(detail ? [gap, ...detailLines(table), gap, ...storageLines(table)] : []),
  ]
}

const fact = (name: string, value: string | number | boolean) =>
  row(name, String(value), '').trimEnd()

function detailLines(table: Table): string[] {
  const time = (seconds: number) => new Date(seconds * 1000).toUTCString()
  return [
    heading('# Detailed Table Information'),
    fact('Database:', table.DatabaseName),
    fact('Owner:', table.Owner ?? ''),
    fact('CreateTime:', time(table.CreateTime)),
    fact('LastAccessTime:', table.LastAccessTime ? time(table.LastAccessTime) : 'UNKNOWN'),
    fact('Protect Mode:', 'None'),
    fact('Retention:', table.Retention),
    fact('Location:', table.StorageDescriptor?.Location ?? ''),
    fact('Table Type:', table.TableType ?? ''),
    'Table Parameters:\t \t ',
    ...Object.entries(table.Parameters ?? {}).map(parameter),
  ]
}

function storageLines({ StorageDescriptor: storage }: Table): string[] {
  return [
    heading('# Storage Information'),
    fact('SerDe Library:', storage?.SerdeInfo?.SerializationLibrary ?? ''),
    fact('InputFormat:', storage?.InputFormat ?? ''),
    fact('OutputFormat:', storage?.OutputFormat ?? ''),
    fact('Compressed:', storage?.Compressed ? 'Yes' : 'No'),
    fact('Num Buckets:', storage?.NumberOfBuckets ?? 0),
    fact('Bucket Columns:', `[${(storage?.BucketColumns ?? []).join(', ')}]`),
    'Storage Desc Params:\t \t ',
    ...Object.entries(storage?.SerdeInfo?.Parameters ?? {}).map(parameter),
  ]
}

const parameter = ([key, value]: [string, string]) => `\t${row(key, value)}`
