/** Records of which each lies in quotes as one cell, its own quotes doubled once more: `"1,""a, b"",2"`. */
import { type Cut, Cutter, type Cutting, isQuoted, type RecordCutter, textOf } from './cutter.ts'

export const cutterOf = ({ wrapped, ...cutting }: Cutting): RecordCutter =>
  wrapped ? new WrappedCutter(cutting) : new Cutter(cutting)

/** How the lines lie around the records. */
export const wrapping = { delimiter: '', quote: '"', escape: '"' }

/** The text of a record that is one quoted cell; undefined for any other. */
export function unwrapped(cut: Cut, strays: number): string | undefined {
  const isWrapped =
    cut.cells === 1 && !cut.suspicion && strays === 0 && (cut.flags[0]! & isQuoted) !== 0
  return isWrapped ? textOf(cut, 0, wrapping)! : undefined
}

/** A line that needs no quotes may be without: it is a record as it lies. */
class WrappedCutter implements RecordCutter {
  readonly #lines: Cutter
  readonly #records: Cutter
  /** Of lines that are no one cell. */
  readonly #others: Cutter
  #strays = 0

  constructor(cutting: Cutting) {
    const { keepsReturns } = cutting
    this.#lines = new Cutter({ ...wrapping, ...(keepsReturns && { keepsReturns }) })
    this.#records = new Cutter(cutting)
    this.#others = new Cutter(cutting)
  }

  get strays(): number {
    return this.#strays
  }

  read(bytes: Buffer, from: number, isLast: boolean): Cut | undefined {
    const line = this.#lines.read(bytes, from, isLast)
    if (!line) return undefined
    const text = unwrapped(line, this.#lines.strays)
    if (text === undefined) {
      const other = line.cells === 0 ? line : this.#others.read(bytes, from, isLast)
      this.#strays = this.#others.strays
      return other
    }
    const { next, lines } = line
    const record = this.#records.read(Buffer.from(text), 0, true)!
    this.#strays = this.#records.strays
    if (record.next < record.bytes.length) record.suspicion ??= 'text-after-quote'
    return Object.assign(record, { next, lines })
  }
}
