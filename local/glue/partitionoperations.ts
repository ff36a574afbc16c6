/** The wire's operations on partitions, their indexes and the statistics of columns. */
import * as z from 'zod'
import { tokenAfter, tokenOf } from '../paging.ts'
import type { Catalog } from './catalog.ts'
import { failure } from './fault.ts'
import { type Partition, partitionInput } from './model.ts'
import { ofTable, operation, pageSize, unsupported } from './operation.ts'

const values = z.array(z.string().max(1024))
const valueList = z.object({ Values: values })
const entry = z.object({ PartitionValueList: values.max(100), PartitionInput: partitionInput })
const segment = z
  .object({ SegmentNumber: z.int().nonnegative(), TotalSegments: z.int().min(1).max(10) })
  .refine((each) => each.SegmentNumber < each.TotalSegments, 'the segment is one of the total')

export const partitionOperations = (catalog: Catalog) => ({
  CreatePartition: operation(
    ofTable.extend({ PartitionInput: partitionInput }),
    ({ DatabaseName, TableName, PartitionInput }) => {
      catalog.createPartition(DatabaseName, TableName, PartitionInput)
      return {}
    },
  ),
  GetPartition: operation(
    ofTable.extend({ PartitionValues: values }),
    ({ DatabaseName, TableName, PartitionValues }) => ({
      Partition: catalog.getPartition(DatabaseName, TableName, PartitionValues),
    }),
  ),
  GetPartitions: operation(
    ofTable.extend({
      Expression: z.string().max(2048).optional(),
      Segment: segment.optional(),
      MaxResults: pageSize(1000),
      NextToken: tokenOf(values),
      ExcludeColumnSchema: z.boolean().default(false),
      TransactionId: unsupported,
      QueryAsOfTime: unsupported,
    }),
    ({ DatabaseName, TableName, Expression, Segment, MaxResults, NextToken, ...input }) => {
      const found = catalog.getPartitions(DatabaseName, TableName, {
        ...(Expression && { expression: Expression }),
        ...(Segment && {
          segment: { number: Segment.SegmentNumber, total: Segment.TotalSegments },
        }),
        ...(NextToken && { after: NextToken }),
        limit: MaxResults + 1,
      })
      const items = found.slice(0, MaxResults)
      return {
        Partitions: input.ExcludeColumnSchema ? items.map(withoutColumns) : items,
        ...(found.length > MaxResults && { NextToken: tokenAfter(items.at(-1)?.Values) }),
      }
    },
  ),
  UpdatePartition: operation(
    ofTable.extend(entry.shape),
    ({ DatabaseName, TableName, PartitionValueList, PartitionInput }) => {
      catalog.updatePartition(DatabaseName, TableName, PartitionValueList, PartitionInput)
      return {}
    },
  ),
  DeletePartition: operation(
    ofTable.extend({ PartitionValues: values }),
    ({ DatabaseName, TableName, PartitionValues }) => {
      catalog.deletePartition(DatabaseName, TableName, PartitionValues)
      return {}
    },
  ),
  ...batchOperations(catalog),
  ...statisticsOperations(catalog),
})

const batchOperations = (catalog: Catalog) => ({
  BatchCreatePartition: operation(
    ofTable.extend({ PartitionInputList: z.array(partitionInput).max(100) }),
    ({ DatabaseName, TableName, PartitionInputList }) => {
      catalog.getTable(DatabaseName, TableName)
      return {
        Errors: PartitionInputList.flatMap((input) =>
          failure({ PartitionValues: input.Values }, () =>
            catalog.createPartition(DatabaseName, TableName, input),
          ),
        ),
      }
    },
  ),
  BatchGetPartition: operation(
    ofTable.extend({ PartitionsToGet: z.array(valueList).max(1000) }),
    ({ DatabaseName, TableName, PartitionsToGet }) => {
      const table = catalog.getTable(DatabaseName, TableName)
      const found = PartitionsToGet.map(({ Values }) => catalog.findPartition(table, Values))
      return { Partitions: found.filter((each) => each !== undefined), UnprocessedKeys: [] }
    },
  ),
  BatchUpdatePartition: operation(
    ofTable.extend({ Entries: z.array(entry).min(1).max(100) }),
    ({ DatabaseName, TableName, Entries }) => {
      catalog.getTable(DatabaseName, TableName)
      return {
        Errors: Entries.flatMap(({ PartitionValueList, PartitionInput }) =>
          failure({ PartitionValueList }, () =>
            catalog.updatePartition(DatabaseName, TableName, PartitionValueList, PartitionInput),
          ),
        ),
      }
    },
  ),
  BatchDeletePartition: operation(
    ofTable.extend({ PartitionsToDelete: z.array(valueList).max(25) }),
    ({ DatabaseName, TableName, PartitionsToDelete }) => {
      catalog.getTable(DatabaseName, TableName)
      return {
        Errors: PartitionsToDelete.flatMap(({ Values }) =>
          failure({ PartitionValues: Values }, () =>
            catalog.deletePartition(DatabaseName, TableName, Values),
          ),
        ),
      }
    },
  ),
})

/** The laptop keeps no statistics: Trino asks on every read, writes on every write, and is content with none. */
const statisticsOperations = (catalog: Catalog) => {
  const none = (answer: object) =>
    operation(ofTable, ({ DatabaseName, TableName }) => {
      catalog.getTable(DatabaseName, TableName)
      return answer
    })
  return {
    GetPartitionIndexes: none({ PartitionIndexDescriptorList: [] }),
    GetColumnStatisticsForTable: none({ ColumnStatisticsList: [], Errors: [] }),
    GetColumnStatisticsForPartition: none({ ColumnStatisticsList: [], Errors: [] }),
    UpdateColumnStatisticsForTable: none({ Errors: [] }),
    UpdateColumnStatisticsForPartition: none({ Errors: [] }),
    DeleteColumnStatisticsForTable: none({}),
    DeleteColumnStatisticsForPartition: none({}),
  }
}

function withoutColumns({ StorageDescriptor, ...partition }: Partition): Partition {
  if (!StorageDescriptor) return partition
  const { Columns: _, ...descriptor } = StorageDescriptor
  return { ...partition, StorageDescriptor: descriptor }
}
