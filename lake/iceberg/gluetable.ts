/** What Glue's row of an Iceberg table says, as Iceberg's own Glue catalogs write it. */
import { commentOf } from '../schema/spelling.ts'
import { currentSchema, type Metadata, UnsupportedTable } from './metadata.ts'
import type { Field } from './schema.ts'
import { fieldGlueType } from './spelling.ts'

export interface GlueColumn {
  Name: string
  Type: string
  Comment?: string
  Parameters: Record<string, string>
}

export interface GlueTableInput {
  Name: string
  TableType: string
  Description?: string
  Owner?: string
  Parameters: Record<string, string>
  StorageDescriptor: { Location: string; Columns: GlueColumn[] }
}

/** What of a table's present row goes into its next one. */
export interface GlueRow {
  Description?: string | undefined
  Owner?: string | undefined
  Parameters?: Record<string, string> | undefined
}

/** The URI of the row's metadata.json. Throws UnsupportedTable when the row is no Iceberg table. */
export function metadataLocationOf(row: GlueRow): string {
  const location = row.Parameters?.metadata_location
  if (!location || row.Parameters?.table_type?.toUpperCase() !== 'ICEBERG') {
    throw new UnsupportedTable(
      'not an Iceberg table: no table_type ICEBERG with a metadata_location',
    )
  }
  return location
}

/** Engines read only the Parameters; the columns are for people and consoles, those of older schemas too. */
export function glueTableInput(
  name: string,
  metadata: Metadata,
  metadataLocation: string,
  previous?: GlueRow,
): GlueTableInput {
  const before = previous?.Parameters?.metadata_location
  return {
    Name: name,
    TableType: 'EXTERNAL_TABLE',
    ...(previous?.Description ? { Description: previous.Description } : {}),
    ...(previous?.Owner ? { Owner: previous.Owner } : {}),
    Parameters: {
      ...previous?.Parameters,
      table_type: 'ICEBERG',
      metadata_location: metadataLocation,
      ...(before ? { previous_metadata_location: before } : {}),
    },
    StorageDescriptor: { Location: metadata.location, Columns: glueColumns(metadata) },
  }
}

function glueColumns(metadata: Metadata): GlueColumn[] {
  const columns = new Map<string, GlueColumn>()
  const current = currentSchema(metadata)
  for (const schema of [current, ...metadata.schemas]) {
    for (const field of schema.fields) {
      if (!columns.has(field.name)) columns.set(field.name, glueColumn(field, schema === current))
    }
  }
  return [...columns.values()]
}

const glueColumn = (field: Field, isCurrent: boolean): GlueColumn => ({
  Name: field.name,
  Type: fieldGlueType(field.type),
  ...(field.doc ? { Comment: commentOf(field.doc) } : {}),
  Parameters: {
    'iceberg.field.id': String(field.id),
    'iceberg.field.optional': String(!field.required),
    'iceberg.field.current': String(isCurrent),
  },
})
