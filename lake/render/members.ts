/** The files of an archive, whose rows together are the rows of the object. */
import { decompressedBytesMax } from '../limits.ts'
import { Quarantined } from '../problem.ts'
import type { Lying } from './render.ts'
import { type TarEntry, tarEntries } from './tar.ts'
import { type ZipEntry, zipEntries } from './zip.ts'

export interface ArchiveMember {
  name: string
  bytes: number
  /** Throws Quarantined where they are not what the archive says. */
  chunks(): AsyncIterable<Uint8Array>
}

/** In the order of the archive. Throws Quarantined where it is broken, or has what may not be opened. */
export type MembersReader = (object: Lying) => Promise<ArchiveMember[]>

export async function readZip(object: Lying): Promise<ArchiveMember[]> {
  return zipMembers(await zipEntries(object))
}

export async function readTar(object: Lying): Promise<ArchiveMember[]> {
  const files = new Map<string, TarEntry>()
  await addTarFiles(object, files)
  return Array.from(files.values(), ({ name, bytes, at }) => ({
    ...{ name, bytes },
    chunks: () => pieces(object, at, at + bytes),
  }))
}

/**
 * Into `files`, by their paths: of two with one path the later is the file, for so an archive is brought up to date; a hard
 * link is the file that it names. Throws Quarantined for a link to what is not there: its rows would be missing.
 */
export async function addTarFiles(
  object: Pick<Lying, 'bytes' | 'read'>,
  files: Map<string, TarEntry>,
): Promise<void> {
  const others = new Map<string, TarEntry>() // that are no members: a link to one may be
  for await (const entry of tarEntries(object)) {
    const { name, link } = entry
    refuseEscape(name)
    const path = pathOf(name)
    const target = link === undefined ? undefined : pathOf(link)
    const linked = target === undefined ? entry : (files.get(target) ?? others.get(target))
    files.delete(path)
    others.delete(path)
    if (linked) (isMember(name, linked.bytes) ? files : others).set(path, { ...linked, name })
    else if (isMember(name, 1)) throw dangling(name, link ?? '')
  }
}

/** Without the steps that lead nowhere. */
const pathOf = (name: string): string => name.replace(/(^|\/)(?:\.\/)+/g, '$1')

/** No folder, nothing that a system puts beside each file, nothing that is empty. */
export const isMember = (name: string, bytes: number): boolean =>
  bytes > 0 &&
  !name.endsWith('/') &&
  !/(^|\/)(__MACOSX\/|\.|Thumbs\.db$|desktop\.ini$)/i.test(pathOf(name))

/** Throws Quarantined for one that has a password, and one that wants to lie elsewhere. */
export function zipMembers(entries: ZipEntry[]): ZipEntry[] {
  for (const { name } of entries) refuseEscape(name)
  const members = entries.filter(({ name, bytes }) => isMember(name, bytes))
  for (const { name, isEncrypted, method } of members) {
    if (isEncrypted) throw refused('encrypted', name, 'is encrypted', 'Pack it without a password')
    if (method !== 0 && method !== 8) {
      const what = `is compressed by ZIP's method ${method}`
      throw refused('method', name, what, 'Pack it by Deflate, as all tools do')
    }
  }
  return members
}

export function refuseEscape(name: string): void {
  if (!/^[/\\]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)/i.test(name)) return
  const what = 'has a path that leads out of the archive'
  throw refused('path', name, what, 'Pack it by its name alone')
}

const refused = (code: string, name: string, what: string, remedy: string): Quarantined =>
  new Quarantined({
    code: `archive.${code}`,
    detail: `The file "${name.slice(0, 100)}" of the archive ${what}.`,
    remedy: `${remedy}, and land the archive again.`,
  })

const dangling = (name: string, link: string): Quarantined => {
  const what = `is a link to "${link.slice(0, 100)}", which does not stand before it`
  return refused('link', name, what, 'Pack the file itself')
}

/** How much all of them together may be: a bomb may be many small ones. */
export function refuseBytes(bytes: number): void {
  if (bytes <= decompressedBytesMax) return
  throw new Quarantined({
    code: 'archive.too-large',
    detail: `The files of the archive are ${bytes} bytes together, more than ${decompressedBytesMax}.`,
    remedy: 'Send them in several archives.',
  })
}

/** Of a member the words say which; its code stays what it is. */
export function inMember(name: string, error: unknown): unknown {
  if (!(error instanceof Quarantined)) return error
  const { reason } = error
  const detail = `"${name.slice(0, 100)}" in the archive: ${reason.detail}`
  return new Quarantined({ ...reason, detail }, { cause: error })
}

const pieceBytes = 256 * 1024

async function* pieces(object: Lying, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += pieceBytes) {
    yield await object.read(at, Math.min(end, at + pieceBytes))
  }
}
