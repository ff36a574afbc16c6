/** Partition values are text; a filter compares them as the type of their key. */
import { AwsFault } from '../wire/service.ts'
import { invalidInput } from './fault.ts'

/** Values of one key compare with `<` in the order of its type. */
export type PartitionValue = string | bigint

/** Hive's spelling of NULL in a partition's value. */
export const nullPartition = '__HIVE_DEFAULT_PARTITION__'

const fractionDigits = 38

function integer(text: string): bigint {
  if (!/^[+-]?\d+$/.test(text)) throw new RangeError(`"${text}" is not an integer.`)
  return BigInt(text)
}

function decimal(text: string): bigint {
  const match = /^([+-]?)(\d*)\.?(\d*)$/.exec(text)
  const [, sign, whole = '', fraction = ''] = match ?? []
  if (whole + fraction === '') throw new RangeError(`${text} is not a decimal.`)
  const scaled = BigInt(whole + fraction.slice(0, fractionDigits).padEnd(fractionDigits, '0'))
  return sign === '-' ? -scaled : scaled
}

function date(text: string): string {
  const real =
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text
  if (!real) throw new RangeError(`${text} is not a date.`)
  return text
}

function timestamp(text: string): string {
  const match = /^(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?$/.exec(text)
  if (!match) {
    throw new RangeError(
      `Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff] ${text} is not a timestamp.`,
    )
  }
  return `${match[1]}.${(match[2] ?? '').padEnd(9, '0')}`
}

const parsers: Record<string, (text: string) => PartitionValue> = {
  tinyint: integer,
  smallint: integer,
  int: integer,
  integer,
  bigint: integer,
  long: integer,
  decimal,
  date,
  timestamp,
  string: (text) => text,
  varchar: (text) => text,
  char: (text) => text,
}

/**
 * How values and literals of a key's type are read. A value that is not of the type is an
 * InvalidStateException, a literal an InvalidInputException, an unknown type likewise.
 */
export function partitionType(type: string) {
  const typeName = type.toLowerCase().replace(/\(.*$/s, '').trim()
  const parse = parsers[typeName]
  if (!parse) throw invalidInput(`Unknown type : '${type}'`)
  const textual = ['string', 'varchar', 'char'].includes(typeName)
  return {
    typeName,
    textual,
    /** A text key still equals the spelling itself: Trino asks for NULL partitions so. */
    read(text: string): PartitionValue | null {
      if (text === nullPartition && !textual) return null
      return rethrown('InvalidStateException', () => parse(text))
    },
    literal: (text: string): PartitionValue => rethrown('InvalidInputException', () => parse(text)),
  }
}

function rethrown<T>(code: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof RangeError) throw new AwsFault(code, error.message)
    throw error
  }
}
