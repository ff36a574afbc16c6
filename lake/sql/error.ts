/** A place in the text of a statement, both from 1, as Trino counts them. */
export interface Position {
  line: number
  column: number
}

/** Athena's word on a statement that failed: `message` is its StateChangeReason, whole. */
export class AthenaError extends Error {
  /** Trino's error code, such as `COLUMN_NOT_FOUND`. */
  readonly code: string
  /** 1 system, 2 user, 3 other. */
  readonly category: 1 | 2 | 3
  /** Athena's ErrorType. https://docs.aws.amazon.com/athena/latest/ug/error-reference.html */
  readonly type: number

  constructor(fault: { code: string; message: string; category: 1 | 2 | 3; type: number }) {
    super(fault.message)
    this.name = 'AthenaError'
    this.code = fault.code
    this.category = fault.category
    this.type = fault.type
  }
}

/** A mistake in the statement or its data: `CODE: line 1:8: text`, or without a place. */
export function userError(code: string, text: string, at?: Position): AthenaError {
  const place = at ? `line ${at.line}:${at.column}: ` : ''
  return new AthenaError({ code, message: `${code}: ${place}${text}`, category: 2, type: 1003 })
}

/** Hive's own words stand in the reason, without a code before them. */
export const hiveError = (code: string, message: string): AthenaError =>
  new AthenaError({ code, message: `FAILED: ${message}`, category: 2, type: 1003 })

/** What Athena would do and the laptop would not do faithfully: refused by name. */
export const notSupported = (what: string, at?: Position) =>
  userError('NOT_SUPPORTED', `${what} is not supported on the laptop`, at)

/** A statement that cannot be parsed: Athena refuses it before it becomes an execution. */
export const malformed = (text: string, at?: Position) => userError('SYNTAX_ERROR', text, at)

/** Runs what goes down a tree by calls. Throws AthenaError where the tree is deeper than the stack, as Trino does. */
export function withinStack<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof RangeError && /call stack/.test(error.message))) throw error
    throw malformed('statement is too large (stack overflow)')
  }
}
