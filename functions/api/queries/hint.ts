/** What a failed statement may have meant: the name that is there and spelt most like the one that is not. */

import { currentSchema } from '../../../lake/iceberg/metadata.ts'
import { AthenaError } from '../../../lake/sql/error.ts'
import { missingIn, nearest } from '../../../lake/sql/place.ts'
import { readingOf, type TableRead } from '../../../lake/sql/reading.ts'
import { columnsOf } from '../datasets/datasets.ts'
import { knownDatasets, recordOf, tableOf } from '../datasets/tables.ts'

/** Undefined where Athena's words name nothing, or nothing is spelt like it. */
export async function hintFor(sql: string, detail: string): Promise<string | undefined> {
  const missing = missingIn(detail)
  if (!missing) return undefined
  const known =
    missing.kind === 'table'
      ? (await knownDatasets()).map(({ name }) => name)
      : await columnsRead(sql)
  const meant = nearest(missing.name, known)
  return meant && `Did you mean ${meant}?`
}

/** None where it cannot be parsed: then nothing in it is meant. */
function tablesIn(sql: string): TableRead[] {
  try {
    return readingOf(sql).tables
  } catch (error) {
    if (error instanceof AthenaError) return []
    throw error
  }
}

/** Of every table that it names. */
async function columnsRead(sql: string): Promise<string[]> {
  const columns = tablesIn(sql).map(async ({ name }) => {
    const table = await tableOf(name)
    if (table) return columnsOf(currentSchema(table.metadata).fields)
    return (await recordOf(name))?.columns ?? []
  })
  return (await Promise.all(columns)).flat().map(({ name }) => name)
}
