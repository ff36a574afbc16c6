/** Numbers as Java's own parsers read them from text, for Hive's readers do. */

/** `BigDecimal`: unscaled × 10^-scale. */
export interface Decimal {
  unscaled: bigint
  scale: number
}

const decimalPattern = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,10}))?$/
const doublePattern =
  /^[\0-\x20]*([+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))[fFdD]?[\0-\x20]*$/

/** Powers of ten past this are no number of a table but a way to fill the memory. */
const exponentMax = 1_000

/** `new BigDecimal(text)`, or undefined. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = decimalPattern.exec(text)
  if (!match) return
  const [, sign, whole = '', fraction = '', bare = '', exponent = '0'] = match
  const digits = whole + fraction + bare
  const scale = fraction.length + bare.length - Number(exponent)
  if (Math.abs(scale) > exponentMax) return
  const magnitude = BigInt(digits)
  return { unscaled: sign === '-' ? -magnitude : magnitude, scale }
}

/** The value with this scale: halves away from zero, or cut. */
export function rescale(
  { unscaled, scale }: Decimal,
  to: number,
  mode: 'half-up' | 'down',
): bigint {
  if (to >= scale) return unscaled * 10n ** BigInt(to - scale)
  const divisor = 10n ** BigInt(scale - to)
  const quotient = unscaled / divisor
  if (mode === 'down') return quotient
  const rest = unscaled % divisor
  const isHalf = (rest < 0n ? -rest : rest) * 2n >= divisor
  return isHalf ? quotient + (unscaled < 0n ? -1n : 1n) : quotient
}

/** The digits of a `decimal(precision,scale)`, or undefined where it does not fit. */
export function decimalText(text: string, precision: number, scale: number): string | undefined {
  const decimal = parseDecimal(text)
  if (!decimal) return
  const unscaled = rescale(decimal, scale, 'half-up')
  const magnitude = (unscaled < 0n ? -unscaled : unscaled).toString()
  if (magnitude.length > precision && magnitude !== '0') return
  return (unscaled < 0n ? '-' : '') + pointed(magnitude, scale)
}

/** `BigDecimal.toString()`: plain where it can be, else `d.ddE±n`. */
export function plainText({ unscaled, scale }: Decimal): string {
  const sign = unscaled < 0n ? '-' : ''
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString()
  const adjusted = digits.length - 1 - scale
  if (scale >= 0 && adjusted >= -6) return sign + pointed(digits, scale)
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits
  return `${sign}${mantissa}E${adjusted < 0 ? '' : '+'}${adjusted}`
}

function pointed(digits: string, scale: number): string {
  if (scale === 0) return digits
  const padded = digits.padStart(scale + 1, '0')
  return `${padded.slice(0, -scale)}.${padded.slice(-scale)}`
}

/** `Double.parseDouble(text)`, without hexadecimal floats; undefined where it throws. */
export function parseDouble(text: string): number | undefined {
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text)
  const digits = doublePattern.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** A whole number within the bits of the Hive type, or undefined. */
export function within(value: bigint | undefined, bits: number): bigint | undefined {
  return value !== undefined && BigInt.asIntN(bits, value) === value ? value : undefined
}
