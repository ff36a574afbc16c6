/** Glue's Data Catalog: tables by compare-and-swap, partitions in batches. https://docs.aws.amazon.com/glue/latest/webapi/ */
import {
  AlreadyExistsException,
  BatchCreatePartitionCommand,
  BatchUpdatePartitionCommand,
  ConcurrentModificationException,
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteTableCommand,
  EntityNotFoundException,
  GetTableCommand,
  type Partition,
  type PartitionError,
  type PartitionInput,
  paginateGetPartitions,
  paginateGetTables,
  type Table,
  type TableInput,
  UpdateTableCommand,
} from '@aws-sdk/client-glue'
import { glue } from './clients/glue.ts'
import { Conflict } from './conflict.ts'

export type { Partition, PartitionInput, Table, TableInput }

/** Undefined where the database has no such table. */
export async function getTable(database: string, name: string): Promise<Table | undefined> {
  try {
    const command = new GetTableCommand({ DatabaseName: database, Name: name })
    return (await glue().send(command)).Table
  } catch (error) {
    if (error instanceof EntityNotFoundException) return undefined
    throw error
  }
}

/** True where it was not there, and is now. */
export async function createDatabase(name: string, description: string): Promise<boolean> {
  try {
    const input = { Name: name, Description: description }
    await glue().send(new CreateDatabaseCommand({ DatabaseInput: input }))
    return true
  } catch (error) {
    if (error instanceof AlreadyExistsException) return false
    throw error
  }
}

/** Every table of the database. */
export async function getTables(database: string): Promise<Table[]> {
  const tables: Table[] = []
  for await (const page of paginateGetTables({ client: glue() }, { DatabaseName: database })) {
    tables.push(...(page.TableList ?? []))
  }
  return tables
}

/** Throws Conflict where it exists: made by another, or by us and the answer was lost. */
export async function createTable(database: string, table: TableInput): Promise<void> {
  try {
    await glue().send(new CreateTableCommand({ DatabaseName: database, TableInput: table }))
  } catch (cause) {
    if (cause instanceof AlreadyExistsException) throw conflict(database, table, cause)
    throw cause
  }
}

/** Throws Conflict where the table is no longer at this version, or gone. */
export async function updateTable(
  database: string,
  table: TableInput,
  versionId: string,
): Promise<void> {
  try {
    const swap = { DatabaseName: database, TableInput: table, VersionId: versionId }
    await glue().send(new UpdateTableCommand({ ...swap, SkipArchive: true }))
  } catch (cause) {
    const isStale = cause instanceof ConcurrentModificationException
    if (isStale || cause instanceof EntityNotFoundException) throw conflict(database, table, cause)
    throw cause
  }
}

const conflict = (database: string, table: TableInput, cause: Error): Conflict =>
  new Conflict(`table ${database}.${table.Name}`, { cause })

/** Absence is success. */
export async function deleteTable(database: string, name: string): Promise<void> {
  try {
    await glue().send(new DeleteTableCommand({ DatabaseName: database, Name: name }))
  } catch (error) {
    if (!(error instanceof EntityNotFoundException)) throw error
  }
}

const partitionsPerCall = 100

/** Those that exist stay as they are. Throws Conflict where the table is gone, or what Glue says of a partition. */
export async function createPartitions(
  database: string,
  table: string,
  partitions: PartitionInput[],
): Promise<void> {
  for (let at = 0; at < partitions.length; at += partitionsPerCall) {
    const command = new BatchCreatePartitionCommand({
      DatabaseName: database,
      TableName: table,
      PartitionInputList: partitions.slice(at, at + partitionsPerCall),
    })
    const answer = await glue()
      .send(command)
      .catch((cause) => {
        if (!(cause instanceof EntityNotFoundException)) throw cause
        throw new Conflict(`table ${database}.${table}`, { cause })
      })
    const isReal = (error: PartitionError) =>
      error.ErrorDetail?.ErrorCode !== 'AlreadyExistsException'
    throwFirst(answer.Errors?.filter(isReal))
  }
}

/** Throws the first error that Glue reports of a partition. */
export async function updatePartitions(
  database: string,
  table: string,
  partitions: PartitionInput[],
): Promise<void> {
  for (let at = 0; at < partitions.length; at += partitionsPerCall) {
    const batch = partitions.slice(at, at + partitionsPerCall)
    const answer = await glue().send(
      new BatchUpdatePartitionCommand({
        DatabaseName: database,
        TableName: table,
        Entries: batch.map((input) => ({
          PartitionValueList: input.Values,
          PartitionInput: input,
        })),
      }),
    )
    throwFirst(
      answer.Errors?.map(({ PartitionValueList, ErrorDetail }) => ({
        ...(PartitionValueList && { PartitionValues: PartitionValueList }),
        ...(ErrorDetail && { ErrorDetail }),
      })),
    )
  }
}

function throwFirst([first]: PartitionError[] = []): void {
  if (!first) return
  const { ErrorCode: code, ErrorMessage: message } = first.ErrorDetail ?? {}
  throw new Error(`partition ${first.PartitionValues?.join('/')}: ${code} ${message}`)
}

export async function getPartitions(database: string, table: string): Promise<Partition[]> {
  const partitions: Partition[] = []
  const input = { DatabaseName: database, TableName: table }
  for await (const page of paginateGetPartitions({ client: glue() }, input)) {
    partitions.push(...(page.Partitions ?? []))
  }
  return partitions
}
