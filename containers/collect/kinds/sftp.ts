/**
 * A folder of a host that speaks SFTP. A file is read once it is whole, and is what was read only where size and time
 * are the same after it. What is to be taken away is renamed first, and read again: a newer version is another file.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path/posix'
import { setTimeout as sleep } from 'node:timers/promises'
import { collectFilesMax, collectListedMax, collectSpoolBytes } from '../../../lake/limits.ts'
import { uploadBytesMax } from '../../../schemas/route.ts'
import type { ParametersOf } from '../definitions.ts'
import { fileOf, refusedPart } from '../file.ts'
import { type Entry, isSame, landedPath, ownPath, Watch, wantedOf } from '../folder.ts'
import type { Batch, Opened, Part, Peer } from '../kind.ts'
import { isAnswer, type Line, lineTo } from '../line.ts'
import { logger } from '../log.ts'
import { markOf, marksIn, marksText } from '../marks.ts'
import { openSpool, type Spool } from '../spool.ts'

type Parameters = ParametersOf<'sftp'>

const folderBit = 0o040000
const linkBits = 0o120000
const fileBits = 0o100000
const kindBits = 0o170000
const nameBytesMax = 255

const restOpenMs = 60_000 // a line is held for so long when there is nothing to say

export async function openSftp(opened: Opened<Parameters>): Promise<Peer> {
  const { name, dataset, parameters, secrets, place, everyMs } = opened
  const { marker } = parameters
  const quietMs = parameters.quiet * 1_000
  let line = await lineTo(parameters, secrets)
  const watch = new Watch()
  const told = new Set<string>()
  let landed = marksIn(place)
  let waiting: Entry[] = []
  let restUntil = 0
  let spool: Spool | undefined

  async function rest(signal: AbortSignal): Promise<void> {
    const leftMs = restUntil - performance.now()
    if (leftMs > restOpenMs) line.close()
    await sleep(Math.max(0, leftMs), undefined, { signal })
    if (!line.isOpen) line = await lineTo(parameters, secrets)
  }

  /** What is whole and has not landed; what is there no more is forgotten. */
  async function look(): Promise<void> {
    const listed = await entriesOf(line, parameters)
    const found = wholeOf(listed, { parameters, landed, watch })
    ;({ landed, waiting } = found)
    const isSoon = found.isAnyUnderWay && marker === undefined
    restUntil = performance.now() + (isSoon ? Math.min(everyMs, quietMs) : everyMs)
  }

  return {
    async next(signal): Promise<Batch | undefined> {
      if (waiting.length === 0) {
        await rest(signal)
        await look()
      }
      const some = firstOf(waiting)
      if (some.length === 0) return undefined
      await spool?.clear()
      const kept = await openSpool()
      spool = kept
      const taking = { line, dataset, parameters, kept, landed, watch, told }
      const { parts, taken, marks } = await whileWanted(line, signal, () => takeFiles(some, taking))
      if (parts.length === 0 && marks.size === landed.size) {
        waiting = waiting.slice(some.length)
        return undefined
      }
      return {
        parts,
        place: marksText(marks),
        isSelfNamed: true,
        async settle(refused) {
          landed = marks
          waiting = waiting.slice(some.length)
          for (const one of taken) {
            if (refused?.has(one.part)) landed.add(markOfEntry(one.entry))
            else {
              const reason = await takeAway(line, parameters, one, kept)
              if (reason !== undefined) warn(name, one.entry, reason)
            }
          }
        },
      }
    },
    async close() {
      line.close()
      await spool?.clear()
    },
  }
}

interface Taking {
  line: Line
  dataset: string
  parameters: Parameters
  kept: Spool
  landed: Set<string>
  watch: Watch
  /** Of what could not be read, by this runner. */
  told: Set<string>
}

/** Files and refusals as they are to land, what is to be taken away then, and what is to be remembered. */
async function takeFiles(
  some: Entry[],
  { line, dataset, parameters, kept, landed, watch, told }: Taking,
) {
  const parts: Part[] = []
  const taken: Taken[] = []
  const marks = new Set(landed)
  for (const entry of some) {
    const reason = reasonOf(entry) ?? (await read(line, parameters, entry, kept))
    if (reason === undefined)
      watch.forget(entry.path) // it is another by now
    else if (typeof reason === 'string') {
      if (reasonOf(entry) !== undefined) marks.add(markOfEntry(entry))
      else if (told.has(`${markOfEntry(entry)}${reason}`)) continue
      told.add(`${markOfEntry(entry)}${reason}`)
      parts.push(refusedPart(dataset, { file: entry.path, bytes: entry.size, reason }))
    } else {
      const content = await reason.content()
      const file = fileOf(ownPath(entry.path))
      const part = { dataset, file, content, contentType: 'application/octet-stream' }
      const isLeft = parameters.after === 'leave' || !isTakeable(entry.path)
      if (isLeft) marks.add(markOfEntry(entry))
      else taken.push({ entry, part, local: reason.path })
      parts.push(part)
    }
  }
  return { parts, taken, marks }
}

/** A file may be large: who wants it no more does not wait for it. */
async function whileWanted<T>(line: Line, signal: AbortSignal, read: () => Promise<T>): Promise<T> {
  const close = () => line.close()
  signal.addEventListener('abort', close, { once: true })
  try {
    signal.throwIfAborted()
    return await read()
  } finally {
    signal.removeEventListener('abort', close) // what has landed is still taken away
  }
}

const warn = (source: string, { path }: Entry, reason: string): void =>
  logger.warn('it has landed, and stays', { source, file: path, reason })

const markOfEntry = ({ path, size, mtime }: Entry): string => markOf(path, size, mtime)

function firstOf(waiting: Entry[]): Entry[] {
  let bytes = 0
  const at = waiting.findIndex(({ size }, i) => {
    bytes += size
    return i > 0 && bytes > collectSpoolBytes
  })
  return waiting.slice(0, Math.min(collectFilesMax, at === -1 ? waiting.length : at))
}

/** Of what is listed: what has landed, what is whole and has not, and whether there is more. */
function wholeOf(
  listed: Entry[],
  { parameters, landed, watch }: Pick<Taking, 'parameters' | 'landed' | 'watch'>,
) {
  const { marker, quiet } = parameters
  const wanted = wantedOf(listed, parameters)
  const marks = new Set(wanted.map(markOfEntry))
  const open = wanted.filter((entry) => !landed.has(markOfEntry(entry)))
  const named = new Map(listed.map((entry) => [entry.path, entry]))
  const isMarked = ({ path, kind }: Entry) =>
    kind !== 'file' || ownPath(path) !== path || named.has(path + marker)
  const withMarker = (entry: Entry): Entry => {
    const own = ownPath(entry.path)
    const isOfNewer = own !== entry.path && named.has(own)
    return isOfNewer ? entry : { ...entry, marker: named.get(own + marker) }
  }
  const still = watch.still(open, marker === undefined ? quiet * 1_000 : 0, performance.now())
  const waiting = marker === undefined ? still : still.filter(isMarked).map(withMarker)
  return {
    landed: new Set([...landed].filter((mark) => marks.has(mark))),
    waiting,
    isAnyUnderWay: waiting.length < open.length,
  }
}

async function entriesOf(
  line: Line,
  { folder, recursive, after, move_to }: Parameters,
): Promise<Entry[]> {
  const entries: Entry[] = []
  const home = after === 'move' ? await line.real(folder) : '/'
  const ours = resolve(home, move_to)
  if (after === 'move' && ours === home)
    throw new Error(`"move_to" is "${folder}" itself: what has landed would land again.`)
  let looked = 0
  for (const folders = ['']; folders.length > 0; looked++) {
    const at = folders.pop() ?? ''
    for (const { filename, attrs } of await line.list(`${folder}/${at}`)) {
      const path = `${at}${filename}`
      const bits = attrs.mode & kindBits
      if (bits === folderBit) {
        const isOurs = after === 'move' && resolve(home, path) === ours
        if (recursive && !isOurs && !filename.startsWith('.')) folders.push(`${path}/`)
        continue
      }
      const kind = bits === fileBits ? 'file' : bits === linkBits ? 'link' : 'other'
      entries.push({ path, size: attrs.size, mtime: attrs.mtime, kind })
    }
    if (entries.length + looked > collectListedMax)
      throw new Error(
        `More than ${collectListedMax} files and folders lie in "${folder}": name some by \`files\`, or have them taken away by \`after\`.`,
      )
  }
  return entries
}

function reasonOf({ kind, size }: Entry): string | undefined {
  if (kind === 'link') return 'It is a link. Links are not followed.'
  if (kind === 'file' && size > uploadBytesMax)
    return `It is larger than ${uploadBytesMax} bytes, the most that one upload may have.`
  return kind === 'other' ? 'It is a pipe, a socket or a device.' : undefined
}

interface Read {
  path: string
  content(): Promise<Blob>
}

/** Undefined where it is not what it was; a reason where the host does not give it. */
async function read(
  line: Line,
  { folder }: Parameters,
  entry: Entry,
  spool: Spool,
): Promise<Read | string | undefined> {
  const remote = `${folder}/${entry.path}`
  try {
    if (!(await isStill(line, remote, entry))) {
      return entry.path.includes('\ufffd') ? 'Its name is not UTF-8.' : undefined
    }
    const path = spool.path()
    await line.get(remote, path)
    if ((await stat(path)).size !== entry.size || !(await isStill(line, remote, entry))) return
    return { path, content: () => spool.open(path) }
  } catch (error) {
    if (!isAnswer(error)) throw error
    return `The host does not give it: ${error.message}.`
  }
}

async function isStill(line: Line, remote: string, entry: Entry): Promise<boolean> {
  const found = await line.look(remote)
  return found !== undefined && (found.mode & kindBits) === fileBits && isSame(found, entry)
}

interface Taken {
  entry: Entry
  part: Part
  /** As it was read. */
  local: string
}

const isTakeable = (path: string): boolean =>
  Buffer.byteLength(landedPath(path).split('/').at(-1) ?? '') <= nameBytesMax

/** Why it stays: then it is there as its writer left it, or as the host says. */
async function takeAway(
  line: Line,
  { folder, after, move_to, marker }: Parameters,
  { entry, local }: Taken,
  spool: Spool,
): Promise<string | undefined> {
  const path = `${folder}/${ownPath(entry.path)}`
  const landed = `${folder}/${landedPath(entry.path)}`
  try {
    if (entry.path === ownPath(entry.path)) await line.rename(path, landed)
    if (!(await isWhatLanded(line, landed, { entry, local }, spool))) {
      await line.rename(landed, path).catch(() => {}) // a newer one is there: then it lands before that
      return 'It is not what landed any more.'
    }
    if (after === 'delete') await line.remove(landed)
    else await move(line, landed, `${move_to.startsWith('/') ? '' : `${folder}/`}${move_to}`, entry)
    if (entry.marker) await takeMarker(line, path + marker, entry.marker)
    return undefined
  } catch (error) {
    if (!isAnswer(error)) throw error
    return `The host does not take it away: ${error.message}.`
  }
}

/** Not that of a newer file, which would wait for one ever after. */
async function takeMarker(line: Line, path: string, marker: Entry): Promise<void> {
  const found = await line.look(path)
  if (found && isSame(found, marker)) await line.remove(path).catch(() => {})
}

async function isWhatLanded(
  line: Line,
  landed: string,
  { entry, local }: Pick<Taken, 'entry' | 'local'>,
  spool: Spool,
) {
  if (!(await isStill(line, landed, entry))) return false
  const again = spool.path()
  await line.get(landed, again)
  return (await digestOf(again)) === (await digestOf(local))
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const bytes of createReadStream(path)) hash.update(bytes)
  return hash.digest('hex')
}

/** Over nothing that is there. */
async function move(line: Line, from: string, folder: string, entry: Entry): Promise<void> {
  const own = ownPath(entry.path)
  const parents = own.split('/').slice(0, -1)
  for (let depth = 0; depth <= parents.length; depth++)
    await line.makeFolder([folder, ...parents.slice(0, depth)].join('/')).catch(() => {})
  const to = `${folder}/${own}`
  const isTaken = (await line.look(to)) !== undefined
  await line.rename(from, isTaken ? `${to}.${Date.now().toString(36)}` : to)
}
