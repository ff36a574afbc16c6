/** Glue's Data Catalog: tables by compare-and-swap on their version, partitions in batches. */
import {
  AlreadyExistsException,
  ConcurrentModificationException,
  EntityNotFoundException,
} from '@aws-sdk/client-glue'
import type { Input } from './s3.ts'

export interface Row {
  Name: string
  VersionId: string
  Parameters?: Record<string, string>
  [more: string]: unknown
}
export interface PartitionRow {
  Values: string[]
  [more: string]: unknown
}

const about = (message: string) => ({ message, $metadata: {} })

export class GlueModel {
  readonly tables = new Map<string, Row>()
  readonly partitions = new Map<string, Map<string, PartitionRow>>()
  writes = 0

  answer(operation: string, input: Input): unknown {
    const table = input.TableInput as Row | undefined
    const name = `${input.DatabaseName}.${input.Name ?? input.TableName ?? table?.Name}`
    switch (operation) {
      case 'GetTableCommand':
        return { Table: structuredClone(this.demand(name)) }
      case 'CreateTableCommand':
        return this.create(name, table!)
      case 'UpdateTableCommand':
        return this.update(name, table!, input.VersionId)
      case 'DeleteTableCommand':
        this.demand(name)
        this.drop(name)
        return {}
      case 'BatchCreatePartitionCommand':
        return this.createPartitions(name, input.PartitionInputList as PartitionRow[])
      case 'BatchUpdatePartitionCommand':
        return this.updatePartitions(name, input.Entries as { PartitionInput: PartitionRow }[])
      case 'GetPartitionsCommand':
        this.demand(name)
        return { Partitions: structuredClone([...(this.partitions.get(name)?.values() ?? [])]) }
      default:
        throw new Error(`Glue of the simulation knows no ${operation}`)
    }
  }

  drop(name: string): void {
    this.partitions.delete(name)
    if (this.tables.delete(name)) this.writes++
  }

  private demand(name: string): Row {
    const found = this.tables.get(name)
    if (!found) throw new EntityNotFoundException(about(name))
    return found
  }

  private create(name: string, table: Row): object {
    if (this.tables.has(name)) throw new AlreadyExistsException(about(name))
    this.tables.set(name, { ...structuredClone(table), VersionId: '0' })
    this.writes++
    return {}
  }

  private update(name: string, table: Row, version: unknown): object {
    const before = this.demand(name)
    if (version !== undefined && before.VersionId !== version) {
      throw new ConcurrentModificationException(about(name))
    }
    const VersionId = String(Number(before.VersionId) + 1)
    this.tables.set(name, { ...structuredClone(table), VersionId })
    this.writes++
    return {}
  }

  private createPartitions(name: string, rows: PartitionRow[]): object {
    this.demand(name)
    const known = this.partitions.get(name) ?? new Map<string, PartitionRow>()
    this.partitions.set(name, known)
    const Errors = rows.flatMap((row) => {
      const key = JSON.stringify(row.Values)
      if (known.has(key)) {
        return [
          { PartitionValues: row.Values, ErrorDetail: { ErrorCode: 'AlreadyExistsException' } },
        ]
      }
      known.set(key, structuredClone(row))
      this.writes++
      return []
    })
    return { Errors }
  }

  private updatePartitions(name: string, entries: { PartitionInput: PartitionRow }[]): object {
    this.demand(name)
    for (const { PartitionInput: row } of entries) {
      this.partitions.get(name)?.set(JSON.stringify(row.Values), structuredClone(row))
      this.writes++
    }
    return {}
  }
}
