/** Values of binary formats as text, where their columns hold no other. */

/** Every digit of it. */
export function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : ''
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  return scale === 0 ? sign + digits : `${sign}${whole}.${digits.slice(-scale)}`
}

/** As JSON: integers by all their digits, bytes as hexadecimal, what JSON has no number for as text. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return JSON.rawJSON(String(part))
    if (typeof part === 'number' && !Number.isFinite(part)) return String(part)
    if (isBuffer(part)) return Buffer.from(part.data).toString('hex')
    return part
  })
}

/** A Buffer has its own `toJSON`, which comes first. */
const isBuffer = (part: unknown): part is { type: 'Buffer'; data: number[] } =>
  typeof part === 'object' &&
  part !== null &&
  'type' in part &&
  part.type === 'Buffer' &&
  'data' in part
