/** SHOW CREATE TABLE: the DDL that would make a table of the catalog. */
import type { GlueColumn, Table } from '../glue/model.ts'

const text = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

function columnLines(columns: readonly GlueColumn[]): string[] {
  return columns.map(({ Name, Type = 'string', Comment }, index) => {
    const comment = Comment ? ` COMMENT ${text(Comment)}` : ''
    return `  \`${Name}\` ${Type}${comment}${index < columns.length - 1 ? ', ' : ')'}`
  })
}

function propertyLines(properties: Record<string, string>, end: string): string[] {
  const entries = Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.map(
    ([key, value], index) =>
      `  ${text(key)}=${text(value)}${index < entries.length - 1 ? ', ' : end}`,
  )
}

/** The lines of the statement, in Hive's layout. */
export function showCreateTable(table: Table): string[] {
  const { StorageDescriptor: storage, PartitionKeys: keys = [], Parameters = {} } = table
  const isIceberg = Parameters.table_type?.toUpperCase() === 'ICEBERG'
  return [
    `CREATE ${isIceberg ? '' : 'EXTERNAL '}TABLE \`${table.DatabaseName}.${table.Name}\`(`,
    ...columnLines(storage?.Columns ?? []),
    ...(table.Description ? [`COMMENT ${text(table.Description)}`] : []),
    ...(keys.length > 0 ? ['PARTITIONED BY ( ', ...columnLines(keys)] : []),
    ...(isIceberg ? [] : formatLines(table)),
    'LOCATION',
    `  ${text(storage?.Location ?? '')}`,
    ...(Object.keys(Parameters).length > 0
      ? ['TBLPROPERTIES (', ...propertyLines(Parameters, ')')]
      : []),
  ]
}

function formatLines({ StorageDescriptor: storage }: Table): string[] {
  const { SerializationLibrary = '', Parameters = {} } = storage?.SerdeInfo ?? {}
  return [
    'ROW FORMAT SERDE ',
    `  ${text(SerializationLibrary)} `,
    ...(Object.keys(Parameters).length > 0
      ? ['WITH SERDEPROPERTIES ( ', ...propertyLines(Parameters, ') ')]
      : []),
    'STORED AS INPUTFORMAT ',
    `  ${text(storage?.InputFormat ?? '')} `,
    'OUTPUTFORMAT ',
    `  ${text(storage?.OutputFormat ?? '')}`,
  ]
}
