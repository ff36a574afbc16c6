/** The Data Catalog's documents, member for member as the Glue API names them. https://docs.aws.amazon.com/glue/latest/webapi/API_Types.html */
import * as z from 'zod'

const name = z
  .string()
  .min(1)
  .max(255)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Glue's single-line pattern refuses exactly these.
  .regex(/^[^\x00-\x08\x0a-\x1f]+$/u, 'must be a single line')
const description = z.string().max(2048)
const parameters = z.record(z.string().min(1).max(255), z.string().max(512_000))
const seconds = z.number()

/** A name of a database or table as Glue keeps it: lower case. */
export const entityName = name.transform((text) => text.toLowerCase())

export const column = z.object({
  Name: name,
  Type: z.string().max(131_072).optional(),
  Comment: z.string().max(255).optional(),
  Parameters: parameters.optional(),
})

const serdeInfo = z.object({
  Name: name.optional(),
  SerializationLibrary: z.string().optional(),
  Parameters: parameters.optional(),
})

export const storageDescriptor = z.object({
  Columns: z.array(column).optional(),
  Location: z.string().max(2056).optional(),
  AdditionalLocations: z.array(z.string()).optional(),
  InputFormat: z.string().max(128).optional(),
  OutputFormat: z.string().max(128).optional(),
  Compressed: z.boolean().default(false),
  // Trino 368 throws a NullPointerException when it is absent.
  NumberOfBuckets: z.int().default(0),
  SerdeInfo: serdeInfo.optional(),
  BucketColumns: z.array(z.string()).optional(),
  SortColumns: z.array(z.object({ Column: name, SortOrder: z.int() })).optional(),
  Parameters: parameters.optional(),
  SkewedInfo: z.looseObject({}).optional(),
  StoredAsSubDirectories: z.boolean().default(false),
  SchemaReference: z.looseObject({}).optional(),
})

export const databaseInput = z.object({
  Name: entityName,
  Description: description.optional(),
  LocationUri: z.string().min(1).max(1024).optional(),
  Parameters: parameters.optional(),
  CreateTableDefaultPermissions: z.array(z.looseObject({})).optional(),
  TargetDatabase: z.looseObject({}).optional(),
})

export const tableInput = z.object({
  Name: entityName,
  Description: description.optional(),
  Owner: z.string().max(255).optional(),
  LastAccessTime: seconds.optional(),
  LastAnalyzedTime: seconds.optional(),
  Retention: z.int().nonnegative().default(0),
  StorageDescriptor: storageDescriptor.optional(),
  PartitionKeys: z.array(column).optional(),
  ViewOriginalText: z.string().max(409_600).optional(),
  ViewExpandedText: z.string().max(409_600).optional(),
  TableType: z.string().max(255).optional(),
  Parameters: parameters.optional(),
  TargetTable: z.looseObject({}).optional(),
})

export const partitionInput = z.object({
  Values: z.array(z.string().max(1024)),
  LastAccessTime: seconds.optional(),
  LastAnalyzedTime: seconds.optional(),
  StorageDescriptor: storageDescriptor.optional(),
  Parameters: parameters.optional(),
})

/** What a caller in this process hands over: members with a default may be left out. */
export type DatabaseInput = z.input<typeof databaseInput>
export type TableInput = z.input<typeof tableInput>
export type PartitionInput = z.input<typeof partitionInput>

export type GlueColumn = z.infer<typeof column>

/** Times are epoch seconds, as on the wire. */
export type Database = z.infer<typeof databaseInput> & { CreateTime: number; CatalogId: string }

export type Table = z.infer<typeof tableInput> & {
  DatabaseName: string
  CreateTime: number
  UpdateTime: number
  IsRegisteredWithLakeFormation: boolean
  CatalogId: string
  /** "0", "1", … : one more with each update, archived or not. */
  VersionId: string
}

export type Partition = z.infer<typeof partitionInput> & {
  DatabaseName: string
  TableName: string
  CreationTime: number
  CatalogId: string
}
