/** Files of Avro and ORC by their own writers, the raw table that the catalog makes of them, and what Trino 476 read of it. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

export interface TypedGolden {
  name: string
  serde: 'avro' | 'orc'
  files: { name: string; bytes: Buffer }[]
  /** Of the table; absent: it is withheld. */
  columns?: Record<string, string>
  literal?: string
  /** In any order; bytes are hexadecimal, nested values JSON, all others as Trino casts them to text. */
  rows?: (string | null)[][]
  /** The reason's code. */
  withheld?: string
}

const folder = join(import.meta.dirname, '../../fixtures/serdetyped')

export const typedGoldens = (): TypedGolden[] =>
  readdirSync(folder).map((file) => {
    const golden = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    const name = basename(file, '.json')
    return {
      ...golden,
      name,
      serde: name.startsWith('avro') ? 'avro' : 'orc',
      files: Object.entries<string>(golden.files).map(([key, base64]) => ({
        name: key,
        bytes: Buffer.from(base64, 'base64'),
      })),
    }
  })
