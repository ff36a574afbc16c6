/** Golden tables: their objects, and the rows that Trino 476 (and with it Athena 3) reads from them. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Entries, type Value } from '../../../lake/serde/value.ts'

export interface Golden {
  name: string
  serde: 'lazysimple' | 'opencsv' | 'openx' | 'regex'
  columns: Record<string, string>
  parameters: Record<string, string>
  tableParameters: Record<string, string>
  files: { name: string; bytes: Buffer }[]
  /** bigint and decimal as strings, maps as objects, structs as objects. */
  rows?: unknown[][]
  /** The error that the query ends with instead. */
  error?: string
}

const folder = join(import.meta.dirname, '../../fixtures/serde')

export const goldens = (): Golden[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const golden = JSON.parse(readFileSync(join(folder, file), 'utf8'))
      return {
        parameters: {},
        tableParameters: {},
        ...golden,
        name: basename(file, '.json'),
        files: Object.entries<string | { base64: string }>(golden.files).map(([name, content]) => ({
          name,
          bytes:
            typeof content === 'string'
              ? Buffer.from(content)
              : Buffer.from(content.base64, 'base64'),
        })),
      }
    })

/** A value as the golden files spell it. */
export function spelt(value: Value): unknown {
  if (typeof value === 'bigint') {
    return value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER
      ? value.toString()
      : Number(value)
  }
  if (Number.isNaN(value)) return 'NaN'
  if (Array.isArray(value)) return value.map(spelt)
  if (value instanceof Entries) {
    return Object.fromEntries(value.entries.map(([key, element]) => [String(key), spelt(element)]))
  }
  if (value !== null && typeof value === 'object' && !(value instanceof Uint8Array)) {
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, spelt(field)]))
  }
  return value
}
