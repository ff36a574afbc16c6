/** The Data Catalog: what the Glue wire serves, and what Athena and the template use in process. */
import type { State } from '../state.ts'
import { openTags, type Tags } from '../tags.ts'
import { type Databases, openDatabases } from './databases.ts'
import { openPartitions, type Partitions } from './partitions.ts'
import { openTables, type Tables } from './tables.ts'
import type { TableVersions } from './versions.ts'

export type Catalog = Databases & Tables & TableVersions & Partitions & { tags: Tags }

/** Opens the catalog that the state holds; names in any case are the same name. */
export function openCatalog({ database }: State): Catalog {
  const databases = openDatabases(database)
  const tables = openTables(database, databases)
  const partitions = openPartitions(database, tables)
  const tags = openTags(database, 'glue_tags')
  return {
    ...databases,
    ...tables,
    ...partitions,
    tags,
    deleteDatabase(name) {
      databases.deleteDatabase(name)
      tags.forget(resource('database', name))
      tags.forget(resource('table', name))
    },
    deleteTable(database, name) {
      tables.deleteTable(database, name)
      tags.forget(resource('table', database, name))
    },
  }
}

/** The key of a thing's tags: its ARN without region and account, of which the laptop has one. */
export const resource = (kind: 'database' | 'table', ...names: string[]) =>
  [kind, ...names].join('/').toLowerCase()
