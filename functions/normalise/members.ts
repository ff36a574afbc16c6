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
import { archiveDepthMax, memberColumnsMax, membersMax } from '../../lake/limits.ts'
import { calledColumns, type Source, sourceColumns } from '../../lake/normalise.ts'
import { Quarantined } from '../../lake/problem.ts'
import {
  type ArchiveMember,
  inMember,
  type MembersReader,
  refuseBytes,
} from '../../lake/render/members.ts'
import { readers } from '../../lake/render/readers.ts'
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
  const deadline = deadlineOf(source)
  let [bytes, files] = [0, 0]
  const by: By = {
    plain,
    read,
    depth: 0,
    count(more) {
      deadline()
      bytes += more
      refuseBytes(bytes)
    },
    countFiles(more) {
      files += more
      if (files > membersMax) throw tooMany(`${files} files, more than ${membersMax}`)
    },
  }
  return joined(source, await takenAll(source, folder, by), folder)
}

/** What all files of an object have in common, those of archives within it too. */
interface By {
  plain: Plain
  read: MembersReader
  /** How many archives are around this one. */
  depth: number
  /** Throws Quarantined where they are too many, or take too long. */
  count(bytes: number): void
  countFiles(files: number): void
}

interface All {
  tables: Taken[]
  /** No tables, and archives that are within too many others. */
  assets: Named[]
  archives: Named[]
}

type Named = Pick<ArchiveMember, 'name'>

async function takenAll(source: Source, folder: string, by: By): Promise<All> {
  const file = await open(source.path)
  try {
    const members = await by.read(await lyingAt(source.path, file, { add() {} }))
    by.countFiles(members.length)
    const all: All = { tables: [], assets: [], archives: [] }
    let columns = joinedColumns([source.inspection])
    for (const [i, member] of members.entries()) {
      const own = join(folder, `member-${i}`)
      await mkdir(own)
      const known = { ...source, inspection: { ...source.inspection, columns } }
      const found = await takenOf(known, member, own, by).catch((error: unknown) => {
        throw inMember(member.name, error)
      })
      for (const kind of ['tables', 'assets', 'archives'] as const) {
        all[kind].push(...(found[kind] as Taken[]))
      }
      columns = joinedColumns([{ columns }, ...found.tables])
    }
    return all
  } catch (error) {
    throw isOfMachine(error) ? error : unreadable(source, error as Error)
  } finally {
    await file.close()
  }
}

const none: All = { tables: [], assets: [], archives: [] }

/** The member itself, or what is in it. */
async function takenOf(
  source: Source,
  member: ArchiveMember,
  folder: string,
  by: By,
): Promise<All> {
  const { name, bytes } = member
  const packed = join(folder, 'packed')
  await pipeline(
    Readable.from(member.chunks(), { objectMode: false }),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        by.count(chunk.length)
        yield chunk
      }
    },
    createWriteStream(packed),
  )
  const found = await inspected(source, name, packed)
  const isDeep = isArchive(found.format) && by.depth === archiveDepthMax
  if (found.verdict === 'asset' || isDeep) {
    await rm(folder, { recursive: true })
    return isDeep ? { ...none, archives: [member] } : { ...none, assets: [member] }
  }
  const path = join(folder, 'object')
  const { inspection, facts, json } = await laid(async () => createReadStream(packed), found, path)
  await rm(packed)
  if (found.compression !== 'none') by.count((await stat(path)).size)
  const { partitions, key, interpretation } = source
  const about = { key, partitions, ...(interpretation !== undefined && { interpretation }) }
  const lying: Source = {
    path,
    ...about,
    inspection,
    ...(facts && { facts }),
    ...(json && { json }),
  }
  if (isArchive(found.format)) {
    const { columns } = source.inspection
    return within(name, { ...lying, inspection: { ...inspection, columns } }, folder, by)
  }
  const own = await by.plain(lying, folder)
  return {
    ...none,
    tables: [{ name, bytes, columns: calledColumns(sourceColumns(own), own), source: own, folder }],
  }
}

/** The files of an archive that is one of another's, under its name. */
async function within(name: string, lying: Source, folder: string, by: By): Promise<All> {
  const reader = readers[lying.inspection.format as 'zip' | 'tar']
  if (!('members' in reader)) return none
  const all = await takenAll(lying, folder, { ...by, read: reader.members, depth: by.depth + 1 })
  await rm(lying.path)
  const named = <T extends Named>(files: T[]): T[] =>
    files.map((file) => ({ ...file, name: `${name}/${file.name}` }))
  return {
    tables: named(all.tables),
    assets: named(all.assets),
    archives: named(all.archives),
  }
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
    const { file: _, ...own } = pins ?? {}
    const pinned = pins && { pins: own, by: {} }
    return await inspect({ key: name, bytes }, read, reserved, pinned, columns)
  } finally {
    await file.close()
  }
}

/** The largest of what fits together: everything else would be a mixture. */
async function joined(
  source: Source,
  { tables, assets: beside, archives }: All,
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
  const doubt = [...doubtsOf(group), ...leftOut(file === undefined ? others : [], archives)]
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
