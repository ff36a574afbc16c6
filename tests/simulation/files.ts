/** Files of one worker, in memory: what of Node's modules the functions use for them. */
import * as zlib from 'node:zlib'

type Chunks = AsyncIterable<Buffer>
type Stage =
  | ((chunks: Chunks) => Chunks | Promise<void>)
  | { write(bytes: Buffer): void }
  | { gunzip: true }

export function filesOf(random: () => string): Record<string, unknown> {
  const files = new Map<string, Buffer>()
  const read = (path: string): Buffer => {
    const found = files.get(path)
    if (!found) throw new Error(`ENOENT: ${path}`)
    return found
  }
  const append = (path: string, bytes: Uint8Array): void =>
    void files.set(path, Buffer.concat([files.get(path) ?? Buffer.alloc(0), bytes]))
  const fs = {
    readFileSync: read,
    writeFileSync: (path: string, text: string) => files.set(path, Buffer.from(text)),
    mkdtempSync: (path: string) => path + random(),
    createReadStream: read,
    createWriteStream: (path: string) => ({ write: (bytes: Buffer) => append(path, bytes) }),
    existsSync: (path: string) => files.has(path),
    readdirSync: () => [],
    rmSync: () => {},
  }
  const promises = {
    readFile: async (path: string) => read(path),
    writeFile: async (path: string, text: string) => void fs.writeFileSync(path, text),
    stat: async (path: string) => ({ size: read(path).length }),
    mkdtemp: async (path: string) => path + random(),
    readdir: async () => [],
    rename: async (from: string, to: string) => void files.set(to, read(from)),
    rm: async (path: string) => {
      for (const known of files.keys()) if (known.startsWith(path)) files.delete(known)
    },
    open: async (path: string, flags = 'r') => {
      if (flags === 'w') files.set(path, Buffer.alloc(0))
      return handleOf(path)
    },
  }
  const handleOf = (path: string) => ({
    writeFile: async (bytes: Uint8Array) => append(path, bytes),
    read: async (_into: Buffer, _at: number, length: number, from: number) => ({
      buffer: Buffer.from(read(path).subarray(from, from + length)),
      bytesRead: length,
    }),
    close: async () => {},
  })
  return {
    'node:fs': fs,
    'node:fs/promises': promises,
    'node:stream/promises': { pipeline },
    'node:zlib': { ...zlib, gzip: asItIs, gunzip: asItIs, createGunzip: () => ({ gunzip: true }) },
  }
}

/** Streams end to end, one whole chunk at a time; given one by one or as a list. */
async function pipeline(...given: [[Chunks, ...Stage[]]] | [Chunks, ...Stage[]]): Promise<void> {
  const [from, ...stages] = (given.length === 1 ? given[0] : given) as [Chunks, ...Stage[]]
  let chunks = from
  for (const stage of stages) {
    if (typeof stage === 'function') {
      const through = stage(chunks)
      if (through instanceof Promise) await through
      else chunks = through
    } else if ('gunzip' in stage) chunks = gunzipped(chunks)
    else for await (const chunk of chunks) stage.write(Buffer.from(chunk))
  }
}

async function* gunzipped(chunks: Chunks): Chunks {
  for await (const chunk of chunks) yield zlib.gunzipSync(chunk)
}

/** The real ones work in threads, whose order no seed knows. */
const asItIs = (bytes: string | Buffer, done: (error: null, bytes: Buffer) => void): void =>
  done(null, Buffer.from(bytes as string))
