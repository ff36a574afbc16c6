/** Rows of the file that are deleted, as a bitmap of their positions: in another file of the table, or in the log itself. */
export interface Vector {
  /** In the table's folder; in a receipt the whole key. */
  path?: string
  /** In Z85. */
  inline?: string
  /** Where it begins in that file, without the length before it. */
  at?: number
  bytes: number
  rows: number
}
