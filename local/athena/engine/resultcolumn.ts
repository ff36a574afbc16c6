/** One column of a result in the terms of Athena's ColumnInfo. */
export interface ResultColumn {
  name: string
  type: string
  precision: number
  scale: number
}
