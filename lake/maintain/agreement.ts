/** What a receipt says of a table against what the table holds, and how the receipt is to change so that they agree. */
import type { Receipt } from '../receipt.ts'

/** Rows that the table must hold of the object; undefined while the object is on its way and it may be either. */
export function rowsSaid(receipt: Receipt | undefined, table: string): number | undefined {
  if (!receipt || receipt.table !== table) return 0
  const { state, staged, rows = 0 } = receipt
  if (state === 'committed') return rows
  return staged || state === 'landed' ? undefined : 0
}

/**
 * Read before the table was, and compared with what it held then: so it is out of step for good, and not under way. Its
 * rows are taken out, or written again in the place of whatever is there.
 */
export function takenBack(receipt: Receipt, table: string): Receipt {
  if (receipt.state === 'committed' && receipt.table === table) {
    return { ...receipt, state: 'landed', staged: true }
  }
  const state = receipt.state === 'asset' ? 'asset' : 'removing'
  return { ...receipt, state, staged: true, table }
}
