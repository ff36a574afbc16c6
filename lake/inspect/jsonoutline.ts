/** What the values of a JSON text are, as far as its first bytes go: where its arrays lie, and what is in them. */
import { JsonTokens, type ValueKind, type Watcher } from '../render/jsontokens.ts'

/** An array to which only members of objects lead. */
export interface OutlineArray {
  /** Names of the members that lead to it; empty: it is the text's own value. */
  path: string[]
  objects: number
  arrays: number
  nulls: number
  others: number
}

export interface Outline {
  /** Of each of the text's own values. */
  values: ValueKind[]
  /** Those of the first value. */
  arrays: OutlineArray[]
  /** Members of the first value that are no arrays of these: by their paths. */
  others: string[][]
  /** Those that are objects, of which others are members. */
  objects: string[][]
}

const depthMax = 4

/** Throws Quarantined where the bytes are no JSON, or end (`whole`) before it does. */
export function outlineOf(bytes: Uint8Array, whole: boolean, firstByte: number): Outline {
  const watcher = new OutlineWatcher(bytes)
  const tokens = new JsonTokens(watcher, firstByte)
  tokens.push(bytes)
  if (whole) tokens.end()
  const { values, arrays, others, objects } = watcher
  return { values, arrays, others, objects }
}

interface Frame {
  path: string[] | undefined
  array?: OutlineArray
  name: string
}

class OutlineWatcher implements Watcher {
  readonly depth = depthMax
  readonly values: ValueKind[] = []
  readonly arrays: OutlineArray[] = []
  readonly others: string[][] = []
  readonly objects: string[][] = []
  readonly #bytes: Uint8Array
  readonly #frames: Frame[] = []
  #nameAt = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  value(kind: ValueKind, depth: number, at: number): undefined {
    if (depth === 0) this.values.push(kind)
    if (this.values.length > 1) return
    const parent = this.#frames[depth - 1]
    if (parent?.array) this.#element(parent.array, kind, at)
    const path =
      depth === 0 ? [] : parent?.path && !parent.array ? [...parent.path, parent.name] : undefined
    const frame: Frame = { path, name: '' }
    if (path && kind === 'array') {
      frame.array = { path, objects: 0, arrays: 0, nulls: 0, others: 0 }
      this.arrays.push(frame.array)
    } else if (path && path.length > 0 && (kind !== 'object' || depth === depthMax)) {
      this.others.push(path)
    } else if (path && path.length > 0) this.objects.push(path)
    this.#frames[depth] = frame
  }

  #element(array: OutlineArray, kind: ValueKind, at: number): void {
    if (kind === 'object') array.objects++
    else if (kind === 'array') array.arrays++
    else if (kind === 'word' && this.#bytes[at] === 110) array.nulls++
    else array.others++
  }

  valueEnd(): void {}

  name(_depth: number, at: number): void {
    this.#nameAt = at
  }

  nameEnd(depth: number, end: number): void {
    const frame = this.#frames[depth - 1]
    if (frame && this.values.length === 1) {
      frame.name = JSON.parse(Buffer.from(this.#bytes.subarray(this.#nameAt, end)).toString('utf8'))
    }
  }
}
