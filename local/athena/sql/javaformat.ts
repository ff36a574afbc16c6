/** Java's String.format, as Trino's format() has it. https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Formatter.html */
import { formatMoment } from './datepattern.ts'

/** An argument's kind, by which its conversions go; a date and a time come as `2024-01-01 10:00:00.000000 Zone`. */
export type Kind = 'whole' | 'decimal' | 'float' | 'boolean' | 'text' | 'date' | 'moment' | 'clock'

interface Directive {
  whole: string
  flags: string
  width: number
  precision: number | undefined
  conversion: string
  /** The letter behind `%t`. */
  letter: string
}

const directive = /%(?:(\d+)\$)?([-#+ 0,(<]*)(\d+)?(?:\.(\d+))?(?:([tT])([A-Za-z])|([A-Za-z%]))|%/g

/** Throws `INVALID_FUNCTION_ARGUMENT: …` where Java does. */
export function javaFormat(format: string, kinds: Kind[], values: (string | null)[]): string {
  const fault = (why: string) =>
    new Error(`INVALID_FUNCTION_ARGUMENT: Invalid format string: ${format} (${why})`)
  let next = 0
  let last = -1
  return format.replace(
    directive,
    (whole, place, flags = '', width = '0', precision, dated, letter, plain) => {
      const conversion: string = dated ?? plain
      if (conversion === undefined) throw fault(`UnknownFormatConversion: Conversion = '%'`)
      const each: Directive = {
        ...{ whole, flags, width: Number(width), conversion, letter },
        precision: precision === undefined ? undefined : Number(precision),
      }
      if (conversion === 'n') return '\n'
      if (conversion === '%') return padded('%', each)
      if (flags.includes('<')) last = Math.max(0, last)
      else if (place !== undefined) last = Number(place) - 1
      else {
        last = next
        next += 1
      }
      const kind = kinds[last]
      if (kind === undefined) throw fault(`MissingFormatArgument: Format specifier '${whole}'`)
      const text = converted(each, kind, values[last] ?? null)
      if (text === undefined) throw fault(`IllegalFormatConversion: ${conversion} of a ${kind}`)
      return conversion === conversion.toUpperCase() ? text.toUpperCase() : text
    },
  )
}

/** Nothing where the conversion does not take such a value, or is none. */
function converted(each: Directive, kind: Kind, value: string | null): string | undefined {
  const convert = conversions[each.conversion.toLowerCase()]
  if (
    !convert ||
    (each.conversion !== each.conversion.toLowerCase() &&
      'dof'.includes(each.conversion.toLowerCase()))
  )
    return undefined
  if (each.conversion.toLowerCase() === 'b') {
    return padded(cut(kind === 'boolean' ? (value ?? 'false') : String(value !== null), each), each)
  }
  if (value === null) return padded(cut('null', each), each)
  return convert(value, kind, each)
}

type Convert = (value: string, kind: Kind, each: Directive) => string | undefined

const conversions: Record<string, Convert> = {
  b: () => undefined,
  s: (value, kind, each) => padded(cut(plainText(value, kind), each), each),
  c(value, kind, each) {
    return kind === 'whole' ? padded(String.fromCodePoint(Number(value)), each) : undefined
  },
  d: (value, kind, each) => (kind === 'whole' ? signed(value, each) : undefined),
  x: (value, kind, each) => (kind === 'whole' ? unsigned(value, 16, each) : undefined),
  o: (value, kind, each) => (kind === 'whole' ? unsigned(value, 8, each) : undefined),
  f: (value, kind, each) => (isReal(kind) ? float(value, each, fixed) : undefined),
  e: (value, kind, each) => (isReal(kind) ? float(value, each, scientific) : undefined),
  g: (value, kind, each) => (isReal(kind) ? float(value, each, general) : undefined),
  t: (value, kind, each) => (isMoment(kind) ? dated(value, kind, each) : undefined),
}

const isReal = (kind: Kind) => kind === 'decimal' || kind === 'float'
const isMoment = (kind: Kind) => kind === 'date' || kind === 'moment' || kind === 'clock'

const cut = (text: string, { precision }: Directive) =>
  precision === undefined ? text : [...text].slice(0, precision).join('')

function padded(text: string, { flags, width }: Directive): string {
  const fill = ' '.repeat(Math.max(0, width - [...text].length))
  return flags.includes('-') ? text + fill : fill + text
}

/** As Java's own toString: a time's seconds and their fraction only where they are not zero. */
function plainText(value: string, kind: Kind): string {
  if (kind !== 'moment' && kind !== 'clock') return value
  const [, day = '', minutes = '', seconds = '', fraction = '', offset = '', zone = ''] =
    /^(?:(\S+) )?(\d\d:\d\d):(\d\d)\.(\d+)(?: (\S+) (\S+))?$/.exec(value) ?? []
  const digits = fraction.replace(/(?:000)+$/, '')
  const rest = digits !== '' ? `:${seconds}.${digits}` : seconds === '00' ? '' : `:${seconds}`
  const named = zone === '' ? '' : offset === zone ? offset : `${offset}[${zone}]`
  return `${day === '' ? '' : `${day}T`}${minutes}${rest}${named}`
}

/** Sign, groups and zeros around the digits of a number. */
function numeric(negative: boolean, digits: string, { flags, width }: Directive): string {
  const [whole = '', ...rest] = digits.split(/(?=[.e])/)
  const grouped = flags.includes(',') ? whole.replace(/\B(?=(?:\d{3})+$)/g, ',') : whole
  const body = grouped + rest.join('')
  const [before, after] = negative
    ? flags.includes('(')
      ? ['(', ')']
      : ['-', '']
    : [flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '', '']
  const zeros = flags.includes('0')
    ? '0'.repeat(Math.max(0, width - body.length - before.length - after.length))
    : ''
  return padded(before + zeros + body + after, { flags, width } as Directive)
}

const signed = (value: string, each: Directive) =>
  numeric(value.startsWith('-'), value.replace(/^-/, ''), each)

function unsigned(value: string, radix: number, each: Directive): string {
  const digits = BigInt.asUintN(64, BigInt(value)).toString(radix)
  const prefix = each.flags.includes('#') ? (radix === 16 ? '0x' : '0') : ''
  const zeros = each.flags.includes('0')
    ? '0'.repeat(Math.max(0, each.width - digits.length - prefix.length))
    : ''
  return padded(prefix + zeros + digits, each)
}

function float(
  value: string,
  each: Directive,
  write: (digits: Digits, precision: number) => string,
): string {
  const negative = value.startsWith('-')
  if (/NaN|Infinity/.test(value)) {
    const word = value.replace(/^-/, '')
    return padded(
      `${negative ? '-' : each.flags.includes('+') && word !== 'NaN' ? '+' : ''}${word}`,
      each,
    )
  }
  return numeric(negative, write(digitsOf(value.replace(/^-/, '')), each.precision ?? 6), each)
}

/** A number as whole digits and how many of them stand behind the point. */
interface Digits {
  whole: bigint
  scale: number
}

function digitsOf(text: string): Digits {
  const [mantissa = '', exponent = '0'] = text.split(/[eE]/)
  const [before = '', after = ''] = mantissa.split('.')
  return { whole: BigInt(before + after), scale: after.length - Number(exponent) }
}

/** Half up, from the shortest digits, as Java does. */
function rounded({ whole, scale }: Digits, places: number): bigint {
  if (scale <= places) return whole * 10n ** BigInt(places - scale)
  const unit = 10n ** BigInt(scale - places)
  return (whole + unit / 2n) / unit
}

function fixed(digits: Digits, places: number): string {
  const text = String(rounded(digits, places)).padStart(places + 1, '0')
  return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`
}

function scientific(digits: Digits, places: number): string {
  const length = String(digits.whole).length
  let exponent = digits.whole === 0n ? 0 : length - 1 - digits.scale
  let text = String(rounded(digits, places - exponent))
  if (digits.whole !== 0n && text.length > places + 1) {
    exponent += 1
    text = String(rounded(digits, places - exponent))
  }
  const mantissa = text.padEnd(places + 1, '0')
  const sign = exponent < 0 ? '-' : '+'
  const shown = places === 0 ? mantissa : `${mantissa[0]}.${mantissa.slice(1)}`
  return `${shown}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`
}

/** Scientific unless it is at least a ten-thousandth and has no more digits than the precision. */
function general(digits: Digits, precision: number): string {
  const places = precision === 0 ? 1 : precision
  const [mantissa = '', exponent = '0'] = scientific(digits, places - 1).split('e')
  const power = Number(exponent)
  if (digits.whole === 0n) return fixed(digits, places - 1)
  if (power >= -4 && power < places) return fixed(digits, places - 1 - power)
  return `${mantissa}e${exponent}`
}

/** `%tY` and its like, as patterns of Joda. */
const datePatterns: Record<string, string> = {
  ...{ Y: 'yyyy', y: 'yy', m: 'MM', d: 'dd', e: 'd', B: 'MMMM', b: 'MMM', h: 'MMM' },
  ...{ A: 'EEEE', a: 'EEE', j: 'DDD', H: 'HH', k: 'H', I: 'hh', l: 'h', M: 'mm', S: 'ss' },
  ...{ L: 'SSS', F: 'yyyy-MM-dd', T: 'HH:mm:ss', R: 'HH:mm', D: 'MM/dd/yy', r: 'hh:mm:ss a' },
  ...{ C: 'CC', p: 'a', z: 'Z' },
}

function dated(value: string, kind: Kind, each: Directive): string | undefined {
  const [day = '', clock = '', offset = '+00:00', zone = 'UTC'] = (
    kind === 'clock' ? `1970-01-01 ${value}` : kind === 'date' ? `${value} 00:00:00.0` : value
  ).split(' ')
  const { letter } = each
  const pattern = datePatterns[letter]
  const isOfDay = 'HkIlMSLTRrp'.includes(letter)
  if ((kind === 'clock' && !isOfDay) || (kind === 'date' && (isOfDay || letter === 'z')))
    return undefined
  if (letter === 'Z') return padded(zone, each)
  if (letter === 'N') return padded((clock.split('.')[1] ?? '').padEnd(9, '0'), each)
  if (pattern === undefined) return undefined
  const ms = Date.parse(`${day}T${clock.slice(0, 12)}Z`)
  const text = formatMoment(ms, pattern, 'joda', offset === 'Z' ? 'UTC' : offset)
  return padded(letter === 'p' ? text.toLowerCase() : text, each)
}
