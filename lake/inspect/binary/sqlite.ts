/** An SQLite database, by its header: which table is read, its pages say. https://sqlite.org/fileformat2.html */
import type { Finding } from '../finding.ts'
import { truncated } from './truncated.ts'

const magic = 'SQLite format 3\0'

export const isSqlite = (head: Uint8Array): boolean =>
  Buffer.from(head.subarray(0, magic.length)).toString('latin1') === magic

/** Throws Quarantined where it is cut. `bytes`: undefined where a codec does not tell them. */
export function inspectSqlite(bytes: number | undefined, head: Uint8Array): Finding {
  const header = Buffer.from(head.subarray(0, headerBytes))
  if (header.length < headerBytes) throw truncated('SQLite', header.length)
  const page = header.readUInt16BE(16)
  const pageBytes = page === 1 ? 65_536 : page
  const pages = header.readUInt32BE(28)
  const isCounted = header.readUInt32BE(24) === header.readUInt32BE(92)
  if (bytes !== undefined && isCounted && pages * pageBytes > bytes)
    throw truncated('SQLite', bytes)
  const isLogged = header[18] === 2 || header[19] === 2
  const doubt =
    'it is kept with a write-ahead log: what stood only in the log beside it is not in this file'
  return {
    format: 'sqlite',
    columns: [],
    render: { reader: 'sqlite', as: 'ndjson' },
    evidence: [`SQLite database of ${pages} pages of ${pageBytes} bytes`],
    ...(isLogged && { doubt: [doubt] }),
  }
}

const headerBytes = 100
