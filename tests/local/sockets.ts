/** What a process and its children listen at, as Linux's own books have it. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface Listener {
  /** `127.0.0.1:4566`, `*:4566`; of a socket that is a file, its path. */
  at: string
  port?: number
}

const hasBooks = existsSync('/proc/net/tcp')
const stateListens = '0A'

/** Undefined where there are no such books. */
export function listenersOf(pid: number): Listener[] | undefined {
  if (!hasBooks) return undefined
  const inodes = new Set(treeOf(pid).flatMap(socketsOf))
  return [...tcp('tcp'), ...tcp('tcp6'), ...files()].flatMap(({ inode, ...listener }) =>
    inodes.has(inode) ? [listener] : [],
  )
}

function treeOf(pid: number): number[] {
  const threads = `/proc/${pid}/task`
  if (!existsSync(threads)) return []
  const children = readdirSync(threads).flatMap((thread) =>
    linesOf(`${threads}/${thread}/children`).join(' ').split(' ').filter(Boolean).map(Number),
  )
  return [pid, ...children.flatMap(treeOf)]
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`
  return readdirSync(folder).flatMap((name) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${name}`))?.[1] ?? []
    } catch {
      return [] // closed meanwhile
    }
  })
}

const linesOf = (file: string): string[] => readFileSync(file, 'utf8').trim().split('\n')

const tcp = (family: string) =>
  linesOf(`/proc/net/${family}`)
    .slice(1)
    .flatMap((line) => {
      const fields = line.trim().split(/\s+/)
      const [address = '', hexPort = ''] = (fields[1] ?? '').split(':')
      if (fields[3] !== stateListens) return []
      const port = Number.parseInt(hexPort, 16)
      const at = address === '0100007F' ? '127.0.0.1' : address
      return [{ at: `${at}:${port}`, port, inode: fields[9] ?? '' }]
    })

/** Those that somebody listens at have the flag SO_ACCEPTCON; names that begin with @ are in no folder. */
const files = () =>
  linesOf('/proc/net/unix')
    .slice(1)
    .flatMap((line) => {
      const [, , , flags = '', , , inode = '', at = ''] = line.trim().split(/\s+/)
      return flags === '00010000' ? [{ at, inode }] : []
    })
