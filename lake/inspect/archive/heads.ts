/** The first bytes of an archive's files, as far as an inspection may read. */
import { memberHeadBytesMax, membersSeenMax } from '../../limits.ts'
import { addTarFiles, inMember } from '../../render/members.ts'
import type { TarEntry } from '../../render/tar.ts'
import type { ZipEntry } from '../../render/zip.ts'
import { decompressedHead } from '../compression.ts'
import type { SeveralFiles } from '../container.ts'
import { Unseen } from '../finding.ts'
import type { MemberHead } from './archive.ts'

/** Of each so much as is left for so many: less is no head. */
const headBytesMin = 8 * 1024
const headBytesMax = 64 * 1024

/** In front of a file in a ZIP archive stands a header, with its name and what else a tool says of it: seldom more. */
const localBytesMax = 30 + 1024

/** Pictures and the like are looked at last: where there are many, the table beside them is to be found. */
const seldomTable =
  /\.(jpe?g|png|gif|webp|tiff?|bmp|svg|ico|pdf|mp[34]|wav|mov|avi|docx?|pptx?|html?|md)$/i

export async function zipHeads(
  { entries, read, left }: SeveralFiles,
  bytes: number,
): Promise<MemberHead[]> {
  const order = [...entries].sort((a, b) => rank(a) - rank(b))
  const count = Math.min(entries.length, membersSeenMax, Math.floor(left / 2 / headBytesMin))
  const wanted = new Set(order.slice(0, count))
  const each = Math.min(headBytesMax, Math.floor(left / 2 / Math.max(1, count)))
  const heads: MemberHead[] = []
  for (const entry of entries) {
    if (wanted.has(entry)) heads.push(await zipHead(entry, read, bytes, each))
  }
  return heads
}

const rank = ({ name }: ZipEntry): number => (seldomTable.test(name) ? 1 : 0)

async function zipHead(
  { name, bytes, method, lies }: ZipEntry,
  read: SeveralFiles['read'],
  archiveBytes: number,
  bytesMax: number,
): Promise<MemberHead> {
  const member = { ...lies, name, method: method as 0 | 8, at: 0 }
  const part = (at: number, length: number): Promise<Uint8Array> =>
    read(at, Math.min(archiveBytes, at + Math.min(length, bytesMax)))
  try {
    let stored = Buffer.from(await part(lies.at, lies.bytes + localBytesMax))
    const local = localBytes(stored)
    if (local > localBytesMax && lies.at + local < archiveBytes) {
      const rest = await part(lies.at + local, lies.bytes)
      stored = Buffer.concat([stored.subarray(0, fixedBytes - 4), Buffer.alloc(4), rest])
    }
    const { bytes: head } = await decompressedHead('zip', stored, false, memberHeadBytesMax, member)
    return { name, bytes, head }
  } catch (error) {
    throw inMember(name, error)
  }
}

/** Before the name and what follows it, whose lengths end it. */
const fixedBytes = 30

const localBytes = (stored: Buffer): number =>
  stored.length < fixedBytes
    ? stored.length
    : fixedBytes + stored.readUInt16LE(26) + stored.readUInt16LE(28)

/** Of those whose first bytes are in the archive's own. `files`: how many there are, where all of it is seen. */
export async function tarHeads(archive: {
  bytes: Buffer
  whole: boolean
}): Promise<{ files: number | undefined; seen: MemberHead[] }> {
  const length = archive.bytes.length
  const read = async (start: number, end: number): Promise<Uint8Array> => {
    if (end > length) throw new Unseen()
    return archive.bytes.subarray(start, end)
  }
  const bytes = archive.whole ? length : Number.MAX_SAFE_INTEGER
  const files = new Map<string, TarEntry>()
  let isAll = true
  try {
    await addTarFiles({ bytes, read }, files)
  } catch (error) {
    if (!(error instanceof Unseen)) throw error
    isAll = false
  }
  const within = [...files.values()].filter(({ at }) => at < length).slice(0, membersSeenMax)
  const seen = within.map(({ name, bytes: own, at }) => {
    const end = Math.min(length, at + Math.min(own, memberHeadBytesMax))
    return { name, bytes: own, head: archive.bytes.subarray(at, end) }
  })
  return { files: isAll ? files.size : undefined, seen }
}
