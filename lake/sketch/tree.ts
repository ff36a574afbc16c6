/**
 * Which sketches make a table's. Its files lie in a tree by the hash of their names, and a node is named by all files
 * under it: what is stored under that name can only be their sketch. After a change the nodes on its way are new, the
 * others are those of before; nothing is ever out of date, and any node may be thrown away.
 */
import { createHash } from 'node:crypto'

export type Tree = { file: string } | { name: string; parts: Tree[] }

/** Files, or parts, of a node at most. */
const partsMax = 16

/** Undefined where there is no file. */
export function treeOf(files: string[]): Tree | undefined {
  if (files.length === 0) return undefined
  const named = files.map((file) => ({ file, hash: hashOf(file) }))
  return nodeOf(
    named.sort((a, b) => (a.hash < b.hash ? -1 : 1)),
    0,
  )
}

interface Named {
  file: string
  hash: string
}

function nodeOf(files: Named[], depth: number): Tree {
  const [only] = files
  if (only && files.length === 1) return { file: only.file }
  const name = hashOf(files.map(({ hash }) => hash).join('\n'))
  if (files.length <= partsMax) return { name, parts: files.map(({ file }) => ({ file })) }
  const parts = [...Map.groupBy(files, ({ hash }) => hash[depth]).values()]
  return { name, parts: parts.map((part) => nodeOf(part, depth + 1)) }
}

const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 32)

/** In the work bucket: the sketch of the data file at this key of the lake bucket. It goes when the file goes. */
export const sketchKey = (fileKey: string): string => `sketches/${fileKey}.json.gz`

/** Of the table whose files lie under this key of the lake bucket. */
export const nodesPrefix = (locationKey: string): string => `sketches/${locationKey}/nodes/`

export const nodeKey = (locationKey: string, name: string): string =>
  `${nodesPrefix(locationKey)}${name}.json.gz`
