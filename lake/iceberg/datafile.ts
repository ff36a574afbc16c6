/** What a commit must know of one Parquet file: made once, kept in the receipt. */
export interface DataFile {
  path: string
  /** Values by partition column; null for a missing key. */
  partition: Record<string, string | null>
  records: number
  bytes: number
  columnSizes: Record<number, number>
  valueCounts: Record<number, number>
  nullCounts: Record<number, number>
  /** Iceberg's single-value binary form, base64. */
  lower: Record<number, string>
  upper: Record<number, string>
  splitOffsets: number[]
  /** Top-level field ids that the file holds: a commit refuses a file whose column was since replaced. */
  fieldIds: number[]
}
