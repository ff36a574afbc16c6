/** A DuckDB database, by its main header: which table is read, the database says. https://duckdb.org/docs/stable/internals/storage */
import type { Finding } from '../finding.ts'
import { truncated } from './truncated.ts'

const magicAt = 8

export const isDuckdb = (head: Uint8Array): boolean =>
  Buffer.from(head.subarray(magicAt, magicAt + 4)).toString('latin1') === 'DUCK'

/** Throws Quarantined where not even its headers are there. `bytes`: undefined where a codec does not tell them. */
export function inspectDuckdb(bytes: number | undefined, head: Uint8Array): Finding {
  const header = Buffer.from(head)
  if (bytes !== undefined && bytes < headersBytes) throw truncated('DuckDB', bytes)
  if (header.length < releaseAt + releaseBytes) throw truncated('DuckDB', header.length)
  const version = header.readBigUInt64LE(magicAt + 4)
  const release = header
    .toString('latin1', releaseAt, releaseAt + releaseBytes)
    .replace(/\0.*/s, '')
  const by = /^v[\w.-]+$/.test(release) ? `, written by DuckDB ${release}` : ''
  return {
    format: 'duckdb',
    columns: [],
    render: { reader: 'duckdb', as: 'parquet' },
    evidence: [`DuckDB database of storage version ${version}${by}`],
  }
}

/** The main one, and two that take turns. */
const headersBytes = 3 * 4096
const releaseAt = 52
const releaseBytes = 32
