/**
 * Lines of a log for RegexSerDe: to it one that is no row of the form is a row of NULLs. Those of W3C's for LazySimpleSerDe, as
 * AWS reads CloudFront's: https://docs.aws.amazon.com/athena/latest/ug/create-cloudfront-table-standard-logs.html
 */
import type { Inspection } from '../inspect/inspection.ts'
import { withoutReading } from '../inspect/reading/reading.ts'
import type { Reason } from '../problem.ts'
import { type LineFormName, lineForms, noValue, pairsPattern } from '../render/logformats.ts'
import type { Column } from '../schema/type.ts'
import { differing, type ObjectShape, type ObjectVerdict } from './rawshape.ts'

/** The form of an object whose lines an expression reads; undefined for all others. */
export const lineFormOf = ({ render }: Inspection): LineFormName | undefined =>
  render?.reader === 'log' && Object.hasOwn(lineForms, String(render.form))
    ? (render.form as LineFormName)
    : undefined

/** The same where one character may part all values of its lines. */
export const isW3c = ({ render }: Inspection): boolean =>
  render?.reader === 'log' && render.form === 'w3c'

/** The same where all lines have the same names. */
export const isLogfmt = ({ render }: Inspection): boolean =>
  render?.reader === 'log' && render.form === 'logfmt'

/** Values are as they stand in the lines: times too, which the lake has as times. */
export function logObject({ columns, everyLine }: Inspection, log: LineFormName): ObjectVerdict {
  if (!everyLine) return { withheld: otherLines(lineForms[log].name) }
  if (columns.length !== lineForms[log].columns.length) return { withheld: otherColumns }
  return { serdes: ['regex'], columns: texts(columns), log }
}

export function w3cObject({ columns, split }: Inspection): ObjectVerdict {
  if (!split) return { withheld: otherSplit }
  const csv = { ...split, quote: '', nullText: noValue }
  return { serdes: ['lazysimple'], columns: texts(columns), csv }
}

export function logfmtObject({ columns, pairs }: Inspection): ObjectVerdict {
  if (!pairs) return { withheld: otherPairs }
  if (columns.length !== pairs.length) return { withheld: otherColumns }
  return { serdes: ['regex'], columns: texts(columns), pairs }
}

const otherPairs: Reason = {
  code: 'log.other-lines',
  detail:
    'The lines do not all have the same names in the same order, with the same values in quotes and none escaped; no one expression reads them.',
  remedy: 'Query the table in lake, or land a log whose lines are written alike.',
}

const texts = (columns: Column[]): Column[] =>
  columns.map((column) => ({ ...withoutReading(column), type: 'string' }))

const otherLines = (name: string): Reason => ({
  code: 'log.other-lines',
  detail: `Some lines are no row of ${name}, or not by themselves; to Athena each is a row of NULLs.`,
  remedy: 'Query the table in lake, or land a log of such lines alone.',
})

const otherSplit: Reason = {
  code: 'log.other-lines',
  detail:
    'Directives stand between the rows, or some lines are no row of values with one character between each two; Athena would read them as others.',
  remedy: 'Query the table in lake, or land a log whose directives come first.',
}

const otherColumns: Reason = {
  code: 'log.columns',
  detail: 'The columns are not those of the expression by which Athena would read the lines.',
  remedy: 'Query the table in lake.',
}

export function joinLogs(a: ObjectShape, b: ObjectShape): ObjectVerdict {
  if (a.log === b.log && JSON.stringify(a.pairs) === JSON.stringify(b.pairs)) return a
  const [first, second] = [a, b].map(({ log, pairs = [] }) =>
    log ? lineForms[log].name : `logfmt of ${pairs.map(({ name }) => name).join(' ')}`,
  )
  return { withheld: differing('log.forms-differ', 'form', first!, second!) }
}

export const linePattern = ({
  log,
  pairs,
}: Pick<ObjectShape, 'log' | 'pairs'>): string | undefined =>
  log ? lineForms[log].pattern : pairs && pairsPattern(pairs)
