/** Rows to write again, as JSON rather than SQL. */
import type { Plan } from '../../../lake/iceberg/scan.ts'
import type { Field } from '../../../lake/iceberg/schema.ts'

export function rewriteSql(
  plan: Plan,
  fields: Field[],
  pathOf: (uri: string) => string,
  without: string[] = [],
): string {
  const paths = plan.files.map(({ path }) => pathOf(path))
  return JSON.stringify({ verb: 'rewrite', paths, from: plan.schema.fields, fields, without })
}

export const scanSql = (): string => ''
