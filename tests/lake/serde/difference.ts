/** A cell that Athena would read otherwise than the object means it; texts are cut at 200 characters. */
export interface CellDifference {
  /** Empty where the line as a whole is at fault. */
  column: string
  reference: string
  athena: string
}

export interface Difference extends CellDifference {
  /** Counts from 1, header lines included. */
  line: number
}
