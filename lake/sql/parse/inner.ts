import type { Expression, SortItem } from '../ast.ts'
import type { Cursor } from './cursor.ts'

/** The parsers of what a primary expression holds; expression.ts gives them, as each holds the other. */
export interface Inner {
  expression(cursor: Cursor): Expression
  value(cursor: Cursor): Expression
  sortItems(cursor: Cursor): SortItem[]
  atQuery(cursor: Cursor, from: number): boolean
}
