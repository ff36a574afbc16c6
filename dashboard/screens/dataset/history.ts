/** The history of a table in words. Pure. */
import type { VersionList } from '../../api/types.ts'
import { countText, plural } from '../../parts/units.ts'

type Version = VersionList['versions'][number]
type Snapshot = VersionList['snapshots'][number]

const listed = (names: string[]): string => names.map((name) => `“${name}”`).join(', ')

/** `Columns “a”, “b” came. Column “price” was bigint; it is double now.` */
export function changesOf({ id, columns, added, removed, changed }: Version): string {
  const words = [
    added.length > 0 && `${added.length === 1 ? 'Column' : 'Columns'} ${listed(added)} came.`,
    removed.length > 0 && `${removed.length === 1 ? 'Column' : 'Columns'} ${listed(removed)} went.`,
    ...changed.map(({ name, from, to }) => `Column “${name}” was ${from}; it is ${to} now.`),
  ].filter(Boolean)
  if (words.length > 0) return words.join(' ')
  return id === 0 ? `It began with ${plural(columns.length, 'column')}.` : 'Nothing that shows.'
}

/** `Added 1,461 rows.` */
export function operationText({ operation, added, removed }: Snapshot): string {
  if (operation === 'replace') return 'Compacted small files; no row changed.'
  if (added > 0 && removed > 0) return `Replaced ${plural(removed, 'row')} by ${countText(added)}.`
  if (removed > 0) return `Removed ${plural(removed, 'row')}.`
  return added > 0 ? `Added ${plural(added, 'row')}.` : 'The table was made.'
}
