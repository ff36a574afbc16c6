/** What DuckDB is asked, as JSON rather than SQL: the engine of the simulation reads that. */
import type { Field } from '../../../lake/iceberg/schema.ts'
import type { Source } from '../../../lake/normalise.ts'
import type { Column } from '../../../lake/schema/type.ts'

export * from '../../../lake/normalise.ts'

export const copySql = (source: Source, columns: Column[], fields: Field[], to: string): string =>
  JSON.stringify({ verb: 'copy', source, columns, fields, to })

export const failuresSql = (source: Source, _all: Column[], targets: Column[]): string =>
  JSON.stringify({ verb: 'failures', source, targets })

export const failingValuesSql = (source: Source, _all: Column[], targets: Column[]): string =>
  JSON.stringify({ verb: 'failingValues', source, targets })
