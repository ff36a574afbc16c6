/** Sketches in the work bucket: one a data file, and of many files by the nodes of their tree. */
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { sketchesKeptMax, sketchesReadMax } from '../lake/limits.ts'
import { formatSketch, mergedSketches, parseSketch, type Sketch } from '../lake/sketch/file.ts'
import { nodeKey, sketchKey, type Tree, treeOf } from '../lake/sketch/tree.ts'
import { environment } from './environment.ts'
import { objectOf } from './icebergtable.ts'
import { getBytes, NoSuchObject, putBytes } from './s3.ts'

const [zip, unzip] = [promisify(gzip), promisify(gunzip)]

/** Of the data file at this URI. */
export const storeSketch = (uri: string, sketch: Sketch): Promise<void> =>
  put(sketchKey(objectOf(uri).key), sketch)

async function put(key: string, sketch: Sketch): Promise<void> {
  const bytes = await zip(formatSketch(sketch))
  await putBytes({ bucket: environment.workBucket(), key }, bytes)
}

async function get(key: string): Promise<Sketch | undefined> {
  try {
    const bytes = await getBytes({ bucket: environment.workBucket(), key })
    return parseSketch(String(await unzip(bytes)))
  } catch (error) {
    if (error instanceof NoSuchObject) return undefined
    throw error
  }
}

export interface TableSketch {
  /** Of all files but the missing ones; undefined where it is of none. */
  sketch: Sketch | undefined
  /** Files that have no sketch, or were too many to read at once. */
  missing: number
}

const kept = new Map<string, Sketch>()
const readsAtOnce = 32

/** What was merged once is stored, and merged again only where a file came or went. */
export async function sketchOfFiles(location: string, uris: string[]): Promise<TableSketch> {
  const root = treeOf(uris)
  if (!root) return { sketch: undefined, missing: 0 }
  return new Reader(objectOf(`${location}/.`).key.slice(0, -2)).read(root)
}

/** One reading of a tree: so many reads at once, and so many in all. */
class Reader {
  #left = sketchesReadMax
  #running = 0
  readonly #waiting: (() => void)[] = []
  readonly #location: string

  constructor(location: string) {
    this.#location = location
  }

  async read(tree: Tree): Promise<TableSketch> {
    if ('file' in tree) {
      const sketch = await this.#get(sketchKey(objectOf(tree.file).key))
      return { sketch, missing: sketch ? 0 : 1 }
    }
    const key = nodeKey(this.#location, tree.name)
    const known = kept.get(key) ?? (await this.#get(key))
    if (known) return { sketch: keep(key, known), missing: 0 }
    const parts = await Promise.all(tree.parts.map((part) => this.read(part)))
    const missing = parts.reduce((sum, part) => sum + part.missing, 0)
    const found = parts.flatMap(({ sketch }) => sketch ?? [])
    if (found.length === 0) return { sketch: undefined, missing }
    const sketch = mergedSketches(found)
    if (missing === 0) await put(key, keep(key, sketch))
    return { sketch, missing }
  }

  async #get(key: string): Promise<Sketch | undefined> {
    if (this.#left <= 0) return undefined
    this.#left--
    if (this.#running >= readsAtOnce) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    this.#running++
    try {
      return await get(key)
    } finally {
      this.#running--
      this.#waiting.shift()?.()
    }
  }
}

function keep(key: string, sketch: Sketch): Sketch {
  kept.delete(key)
  kept.set(key, sketch)
  const [oldest] = kept.keys()
  if (kept.size > sketchesKeptMax && oldest !== undefined) kept.delete(oldest)
  return sketch
}
