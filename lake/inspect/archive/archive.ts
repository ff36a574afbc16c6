/** An archive of several files: one table of the rows of all that are tables, joined by their columns' names. */
import { membersMax } from '../../limits.ts'
import { inMember } from '../../render/members.ts'
import type { Render } from '../../render/render.ts'
import { mergeColumns } from '../../schema/merge.ts'
import type { Column } from '../../schema/type.ts'
import type { Finding } from '../finding.ts'
import { asset } from '../magic.ts'
import { withoutReading } from '../reading/reading.ts'
import { leftOut, namesOf, theGroup } from './group.ts'

/** A file of it, by its first bytes, decompressed; `bytes` are all of its. */
export interface MemberHead {
  name: string
  bytes: number
  head: Buffer
}

type Found = Finding & { whole?: boolean }
type Look = (member: MemberHead, known: readonly Column[]) => Promise<Found>

export interface Archive {
  kind: 'zip' | 'tar'
  /** How many files there are; undefined: more than those that were seen. */
  files: number | undefined
  seen: MemberHead[]
}

const archiveNames = { zip: 'ZIP', tar: 'tar' }

/** `pinned`: the file whose rows are read. Columns are given only where all files were seen: nobody knows what others would add. Throws Quarantined. */
export async function inspectArchive(
  { kind, files, seen }: Archive,
  look: Look,
  known: readonly Column[],
  pinned?: string,
): Promise<Found> {
  const name = archiveNames[kind]
  if (files !== undefined && files > membersMax) {
    const detail = `The object is a ${name} archive of ${files} files, more than ${membersMax}.`
    return { ...nothing, reason: noTable(kind, detail) }
  }
  const found = await lookedAt(seen, look, known)
  const nested = found.filter(({ reason, format }) => !reason && isArchive(format))
  const tables = found.filter(({ reason, format }) => !reason && !isArchive(format))
  const deep = found.filter(({ reason }) => reason?.code === tooDeep(kind).code)
  const beside = found.filter(({ reason }) => reason && reason.code !== tooDeep(kind).code)
  if (tables.length + nested.length === 0) {
    const names = seen.length > 0 ? `: ${namesOf(seen)}` : ''
    const detail = `The object is a ${name} archive of ${files ?? 'many'} files, and none that was looked at is a table${names}.`
    return { ...nothing, reason: noTable(kind, detail) }
  }
  const isKnown = tables.every(({ columns }) => columns.length > 0)
  const isAll = files === seen.length && nested.length === 0 && isKnown
  const { group, others } = theGroup(tables, isAll ? pinned : undefined)
  const evidence = isAll
    ? [`${name} archive: the rows are those of ${namesOf(group)}`]
    : [
        `${name} archive of ${files ?? 'many'} files: the rows are those of all that are tables of one kind`,
      ]
  if (nested.length > 0) evidence.push(`archives within it are opened: ${namesOf(nested)}`)
  if (beside.length > 0) evidence.push(`no tables beside them: ${namesOf(beside)}`)
  const render: Render = { reader: kind, as: 'parquet' }
  const doubt = leftOut(isAll && pinned === undefined ? others : [], deep)
  return {
    format: kind,
    render,
    columns: isAll ? joinedColumns(group) : [],
    evidence,
    ...(doubt.length > 0 && { doubt }),
    whole: isAll && group.every(({ whole }) => whole),
  }
}

const nothing: Finding = { format: 'other', columns: [], evidence: [] }

const noTable = (code: string, detail: string) => ({
  ...asset(code, detail),
  remedy: 'Nothing is wrong with it. To query its files, land them one by one.',
})

/** One that is within so many others is to be landed by itself. */
export const tooDeep = (kind: Archive['kind']) =>
  noTable('archive', `The object is a ${archiveNames[kind]} archive within others.`)

export const isArchive = (format: Finding['format']): boolean =>
  format === 'zip' || format === 'tar'

/** As columns of a dataset are, which no file's own way of writing changes. */
export const joinedColumns = (tables: { columns: Column[] }[]): Column[] =>
  tables.reduce<Column[]>(
    (joined, { columns }) => mergeColumns(joined, columns.map(withoutReading)),
    [],
  )

/** Files before one tell of its header as those of a dataset do. */
async function lookedAt(seen: MemberHead[], look: Look, known: readonly Column[]) {
  const found: (Found & Pick<MemberHead, 'name' | 'bytes'>)[] = []
  for (const member of seen) {
    try {
      const before = known.length > 0 ? known : joinedColumns(found)
      const { name, bytes } = member
      found.push({ ...(await look(member, before)), name, bytes })
    } catch (error) {
      throw inMember(member.name, error)
    }
  }
  return found
}
