/**
 * JSON that keeps 64-bit integers: the snapshot ids of Trino, Spark and PyIceberg use 63 bits, which JSON.parse
 * rounds, and the next commit would break the table's history. Unsafe integers become BigInt.
 */
declare global {
  interface JSON {
    rawJSON(text: string): unknown
  }
}

/** As JSON.parse; an integer beyond 53 bits is a bigint. */
export const parseJson = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
    const source = context?.source ?? ''
    return /^-?\d+$/.test(source) ? BigInt(source) : value
  })

/** As JSON.stringify; a bigint is a plain number. */
export const formatJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'bigint' ? JSON.rawJSON(part.toString()) : part,
  )
