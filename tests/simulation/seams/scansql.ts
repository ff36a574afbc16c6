/** Rows to write again, as JSON rather than SQL. */
import type { Plan } from '../../../lake/iceberg/scan.ts'
import type { Unwanted } from '../../../lake/iceberg/scansql.ts'
import type { Field } from '../../../lake/iceberg/schema.ts'

export function rewriteSql(
  plan: Plan,
  fields: Field[],
  pathOf: (uri: string) => string,
  without: string[] = [],
  _untyped?: unknown,
  unwanted?: Unwanted,
): string {
  const paths = plan.files.map(({ path }) => pathOf(path))
  const unless = unwanted && { ...unwanted, values: [...unwanted.values] }
  const from = plan.schema.fields
  return JSON.stringify({ verb: 'rewrite', paths, from, fields, without, unless })
}

export const hitsSql = (path: string, from: Field[], unwanted: Unwanted): string =>
  JSON.stringify({
    ...{ verb: 'hits', path, from },
    unless: { ...unwanted, values: [...unwanted.values] },
  })

export const scanSql = (): string => ''
