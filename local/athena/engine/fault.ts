/** What DuckDB says when a query fails, in Athena's words. */
import { AthenaError, userError } from '../../../lake/sql/error.ts'

type Words = (match: RegExpExecArray) => AthenaError

const said =
  (code: string, text: string): Words =>
  () =>
    userError(code, text)

/** DuckDB's messages, first match first. */
const words: [RegExp, Words][] = [
  // t_error() of the macros, and what a text scan throws.
  [
    /Could not convert string '([A-Z_]{4,}: [\s\S]*?)' to INT64/,
    ([, message]) => coded(message as string),
  ],
  [
    /((?:HIVE|ICEBERG|INVALID|JSON|NOT|PATH)_[A-Z_]+: [^\n]*)/,
    ([, message]) => coded(message as string),
  ],
  [
    /Overflow in (\w+) of (?:INT|DECIMAL)\S* \(([^)]*)\)/,
    ([, operation, operands]) =>
      userError('NUMERIC_VALUE_OUT_OF_RANGE', `${operation} overflow: ${operands}`),
  ],
  [
    /with value (\S+) can't be cast because the value is out of range for the destination type (\w+)/,
    ([, value, type]) =>
      userError(
        'NUMERIC_VALUE_OUT_OF_RANGE',
        `Out of range for ${integers[type as string] ?? type}: ${value}`,
      ),
  ],
  [/Overflow in|out of range/i, said('NUMERIC_VALUE_OUT_OF_RANGE', 'Value is out of range')],
  [
    /Could not cast value (\S+) to (\S+)|Could not convert string "([^"]*)" to (DECIMAL\S+)/,
    ([, value, type, text, decimal]) =>
      userError('INVALID_CAST_ARGUMENT', `Cannot cast '${value ?? text}' to ${type ?? decimal}`),
  ],
  [
    /column "([^"]*)" must appear in the GROUP BY clause/,
    ([, name]) =>
      userError(
        'EXPRESSION_NOT_AGGREGATE',
        `'${name}' must be an aggregate expression or appear in GROUP BY clause`,
      ),
  ],
  [
    /(WHERE clause|HAVING clause|GROUP BY clause)? ?cannot contain (?:aggregate|window)/i,
    ([, clause = 'WHERE clause']) =>
      userError(
        'EXPRESSION_NOT_SCALAR',
        `${clause} cannot contain aggregations, window functions or grouping operations`,
      ),
  ],
  [
    /invalid perl operator|invalid escape sequence|no argument for repetition|bad repetition/,
    said('NOT_SUPPORTED', 'This regular expression is not supported on the laptop'),
  ],
  [
    /TRY can not be used|not allowed inside the TRY/,
    said(
      'NOT_SUPPORTED',
      'TRY around an aggregate, a subquery or a random value is not supported on the laptop',
    ),
  ],
  [
    /Out of Memory|failed to allocate|could not allocate/i,
    said('EXCEEDED_LOCAL_MEMORY_LIMIT', 'Query exceeded per-node memory limit'),
  ],
  [
    /Failed to create directory "[^"]*": File name too long/,
    said('NOT_SUPPORTED', 'A value of a partition beyond 255 bytes is not supported on the laptop'),
  ],
  [/Max expression depth limit/, said('SYNTAX_ERROR', 'statement is too large (nested too deep)')],
  [
    /calls cannot be nested/,
    said('NESTED_AGGREGATION', 'Cannot nest aggregations inside aggregation'),
  ],
  [
    /Invalid Input Error: (.*)/,
    ([, text]) => userError('INVALID_FUNCTION_ARGUMENT', text as string),
  ],
  [/Conversion Error: (.*)/, ([, text]) => userError('INVALID_CAST_ARGUMENT', text as string)],
]

const integers: Record<string, string> = {
  INT8: 'tinyint',
  INT16: 'smallint',
  INT32: 'integer',
  INT64: 'bigint',
}

function coded(message: string): AthenaError {
  const colon = message.indexOf(': ')
  return userError(message.slice(0, colon), message.slice(colon + 2))
}

/** The error of a failed query: the user's where DuckDB's words are known, else the system's with those words. */
export function fault(message: string): AthenaError {
  for (const [regex, say] of words) {
    const match = regex.exec(message)
    if (match) return say(match)
  }
  const text = `GENERIC_INTERNAL_ERROR: ${message.split('\n')[0]}`
  return new AthenaError({ code: 'GENERIC_INTERNAL_ERROR', message: text, category: 1, type: 100 })
}
