/** The files of an archive, one after another: each is looked at whole, and lies then as DuckDB reads it. */
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isArchive, joinedColumns } from '../../lake/inspect/archive/archive.ts'
import { leftOut, namesOf, theGroup } from '../../lake/inspect/archive/group.ts'
import { inspect } from '../../lake/inspect/inspect.ts'
import type { Inspection } from '../../lake/inspect/inspection.ts'
import { memberColumnsMax, membersMax } from '../../lake/limits.ts'
import { type Source, sourceColumns } from '../../lake/normalise.ts'
import { Quarantined } from '../../lake/problem.ts'
import {
  type ArchiveMember,
  inMember,
  type MembersReader,
  refuseBytes,
} from '../../lake/render/members.ts'
import type { Column } from '../../lake/schema/type.ts'
import { joinedRejects } from './aside.ts'
import { laid } from './download.ts'
import { deadlineOf, isOfMachine, lyingAt, readRange, unreadable } from './render.ts'

/** The rows of a file as it lies there, in a form that DuckDB reads. */
type Plain = (lying: Source, folder: string) => Promise<Source>

/** A table of the archive. */
interface Taken {
  name: string
  bytes: number
  columns: Column[]
  source: Source
  folder: string
}

/** Throws Quarantined where one of its files is broken: the rows of the others would not be all. */
export async function memberSources(
  source: Source,
  read: MembersReader,
  folder: string,
  plain: Plain,
): Promise<Source> {
  const file = await open(source.path)
  try {
    const members = await read(await lyingAt(source.path, file, { add() {} }))
    if (members.length > membersMax)
      throw tooMany(`${members.length} files, more than ${membersMax}`)
    const { tables, aside } = await takenAll(source, members, folder, plain)
    return await joined(source, tables, aside, folder)
  } catch (error) {
    throw isOfMachine(error) ? error : unreadable(source, error as Error)
  } finally {
    await file.close()
  }
}

async function takenAll(source: Source, members: ArchiveMember[], folder: string, plain: Plain) {
  const tables: Taken[] = []
  const aside: Aside = { asset: [], archive: [] }
  const deadline = deadlineOf(source)
  let [bytes, columns] = [0, source.inspection.columns]
  const count = (more: number): void => {
    deadline()
    bytes += more
    refuseBytes(bytes)
  }
  for (const [i, member] of members.entries()) {
    const own = join(folder, `member-${i}`)
    await mkdir(own)
    try {
      const taken = await takenOf(
        { ...source, inspection: { ...source.inspection, columns } },
        member,
        own,
        { count, plain },
      )
      if (typeof taken === 'string') aside[taken].push(member)
      else {
        tables.push(taken)
        columns = joinedColumns([{ columns }, taken])
      }
    } catch (error) {
      throw inMember(member.name, error)
    }
  }
  return { tables, aside }
}

type Aside = Record<'asset' | 'archive', ArchiveMember[]>

/** Or why it is no table. */
async function takenOf(
  source: Source,
  member: ArchiveMember,
  folder: string,
  { count, plain }: { count: (bytes: number) => void; plain: Plain },
): Promise<Taken | keyof Aside> {
  const { name, bytes } = member
  const packed = join(folder, 'packed')
  await pipeline(
    Readable.from(member.chunks(), { objectMode: false }),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        count(chunk.length)
        yield chunk
      }
    },
    createWriteStream(packed),
  )
  const found = await inspected(source, name, packed)
  const isAsset = found.verdict === 'asset'
  if (isAsset || isArchive(found.format)) {
    await rm(folder, { recursive: true })
    return isAsset ? 'asset' : 'archive'
  }
  const path = join(folder, 'object')
  const { inspection, facts } = await laid(async () => createReadStream(packed), found, path)
  await rm(packed)
  if (found.compression !== 'none') count((await stat(path)).size)
  const { partitions, key, interpretation } = source
  const about = { key, partitions, ...(interpretation !== undefined && { interpretation }) }
  const lying: Source = { path, ...about, inspection, ...(facts && { facts }) }
  const own = await plain(lying, folder)
  return { name, bytes, columns: sourceColumns(own), source: own, folder }
}

/** By every byte that an inspection wants, and by what was pinned for the archive. */
async function inspected(
  { inspection, partitions }: Source,
  name: string,
  path: string,
): Promise<Inspection> {
  const file = await open(path)
  try {
    const { size: bytes } = await stat(path)
    const read = (start: number, end: number) => readRange(file, start, end)
    const reserved = partitions.map(({ key }) => key)
    const { pins, columns } = inspection
    const pinned = pins && { pins, by: {} }
    return await inspect({ key: name, bytes }, read, reserved, pinned, columns)
  } finally {
    await file.close()
  }
}

/** The largest of what fits together: everything else would be a mixture. */
async function joined(
  source: Source,
  tables: Taken[],
  { asset: beside, archive }: Aside,
  folder: string,
): Promise<Source> {
  if (tables.length === 0) throw without(source)
  const file = source.inspection.pins?.file
  const { group, others } = theGroup(tables, file)
  for (const other of others) await rm(other.folder, { recursive: true })
  const columns = joinedColumns(group)
  if (columns.length * group.length > memberColumnsMax) {
    throw tooMany(`${group.length} files with ${columns.length} columns`)
  }
  const rejects = await joinedRejects(group, join(folder, 'rejects.ndjson'))
  const members = group.map((table) => table.source)
  const { doubt: _, ...inspection } = source.inspection
  const doubt = [...doubtsOf(group), ...leftOut(file === undefined ? others : [], archive)]
  return {
    ...source,
    members,
    inspection: {
      ...inspection,
      columns,
      whole: members.every((member) => member.inspection.whole),
      evidence: [
        `${source.inspection.format.toUpperCase()} archive of ${group.length} files that are tables: ${namesOf(group)}`,
        ...(beside.length > 0 ? [`no tables beside them: ${namesOf(beside)}`] : []),
      ],
      ...(doubt.length > 0 && { doubt }),
    },
    ...(rejects && { rejects }),
  }
}

/** Those that several have, once. */
const doubtsOf = (group: Taken[]): string[] => {
  const said = group.flatMap(({ name, source }) =>
    (source.inspection.doubt ?? []).map((doubt) => ({ name, doubt })),
  )
  const byDoubt = Map.groupBy(said, ({ doubt }) => doubt)
  return [...byDoubt].map(([doubt, of]) => `${namesOf(of)}: ${doubt}`)
}

const tooMany = (what: string): Quarantined =>
  new Quarantined({
    code: 'archive.too-many-files',
    detail: `The archive has ${what}, which are not read together.`,
    remedy: 'Send its files one by one, or in several archives.',
  })

const without = ({ inspection }: Source): Quarantined =>
  new Quarantined({
    code: 'archive.without-tables',
    detail: `None of the files of the ${inspection.format} archive is a table.`,
    remedy: 'Land its files one by one: each is told then why it is none.',
  })
