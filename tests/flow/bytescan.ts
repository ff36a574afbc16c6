/** Looks for a value in every byte of a folder's files, and in what they hold compressed: gzip, Parquet, Avro. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, inflateRawSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'

export interface Scanned {
  files: number
  bytes: number
  /** Files that hold it, and how. */
  found: string[]
}

/** As text, as UTF-16, and as base64 of the text in each of its three places. */
export async function scanFor(folder: string, value: string): Promise<Scanned> {
  const needles = [Buffer.from(value), Buffer.from(value, 'utf16le'), ...base64Of(value)]
  const scanned: Scanned = { files: 0, bytes: 0, found: [] }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    scanned.files++
    for (const [form, bytes] of await formsOf(path, readFileSync(path))) {
      scanned.bytes += bytes.length
      if (needles.some((needle) => bytes.includes(needle))) scanned.found.push(`${form}: ${path}`)
    }
  }
  return scanned
}

/** Whatever stands before it: the characters that depend on neither neighbour. */
const base64Of = (value: string): Buffer[] =>
  [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]).toString('base64')
    return Buffer.from(text.slice(before === 0 ? 0 : before + 1, -4))
  })

async function formsOf(path: string, bytes: Buffer): Promise<[string, Buffer][]> {
  const forms: [string, Buffer][] = [['as it is', bytes]]
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) forms.push(['gzip', gunzipSync(bytes)])
  if (bytes.subarray(0, 4).toString() === 'PAR1') forms.push(['parquet', await parquetText(path)])
  if (bytes.subarray(0, 4).toString('latin1') === 'Obj\u0001') {
    forms.push(['avro', Buffer.concat(avroBlocks(bytes))])
  }
  return forms
}

const database = (async () => (await DuckDBInstance.create(':memory:')).connect())()

async function parquetText(path: string): Promise<Buffer> {
  const name = path.replaceAll("'", "''")
  const sql = `SELECT * FROM read_parquet('${name}', hive_partitioning = false)`
  const rows = await (await database).runAndReadAll(sql)
  return Buffer.from(JSON.stringify(rows.getRowObjectsJson()))
}

/** The sync marker ends the header and each block; a block is two numbers and its deflated records. */
function avroBlocks(bytes: Buffer): Buffer[] {
  const sync = bytes.subarray(-16)
  const blocks: Buffer[] = []
  for (let at = bytes.indexOf(sync) + 16; at < bytes.length; ) {
    const end = bytes.indexOf(sync, at)
    let start = at
    for (let numbers = 0; numbers < 2; start++) if ((bytes[start]! & 0x80) === 0) numbers++
    blocks.push(inflateRawSync(bytes.subarray(start, end)))
    at = end + 16
  }
  return blocks
}
