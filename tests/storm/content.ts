/** Files as senders write them, and the rows that are in them: known because they were written, never by reading them. */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import type { Chance } from './chance.ts'

export type Cell = string | number | null
export type Row = Record<string, Cell>
export type Format = 'csv' | 'ndjson' | 'parquet'

export interface Content {
  bytes: Uint8Array
  /** What a `table` has rows of; an `asset` is kept as it is; what is `broken` must be set aside. */
  kind: 'table' | 'asset' | 'broken'
  rows: Row[]
  /** For people. */
  what: string
}

/** How the files of one dataset are alike. */
export interface Style {
  formats: readonly Format[]
  delimiter: ',' | ';' | '\t'
  words: readonly string[]
  /** Whether columns come, change their types, and files are packed under any name: then no SerDe reads all of them. */
  drifts: boolean
  /** The share of files that are broken, and that are no tables at all. */
  broken: number
  assets: number
}

export const plainWords = ['apple', 'pear', 'plum tree', 'Ärger', '日本', 'naïve', 'x-y_z', 'zoë']
export const wildWords = [...plainWords, 'a, b', 'said "no"', 'two\nlines', 'semi;colon', "it's"]

const rowsMax = 12
const drifts = { none: 60, extra: 14, fraction: 16, text: 10 }

/** `number` is no other file's of the seed: its ids are its own, so that a row which is there twice cannot hide. */
export function contentOf(chance: Chance, style: Style, number: number): Content {
  if (chance.is(style.assets)) return asset(chance, number)
  const format = chance.one(style.formats)
  const drift = style.drifts ? chance.weighed(drifts) : 'none'
  const rows = Array.from({ length: 2 + chance.below(rowsMax - 1) }, (_, i): Row => {
    const amount = chance.below(1000) - 300
    return {
      id: number * 1000 + i,
      word: chance.one(style.words),
      amount: chance.is(0.1) ? null : drift === 'fraction' ? amount + 0.25 : amount,
      ...(drift === 'extra' && { extra: `e${chance.below(50)}` }),
      ...(drift === 'text' && i % 2 === 1 && { amount: 'many' }),
    }
  })
  const packed = style.drifts && format !== 'parquet' && chance.is(0.25)
  const whole = writers[format](rows, style)
  const bytes = packed ? gzipSync(whole) : whole
  const what = `${format}${packed ? '.gz' : ''} ${rows.length} rows, ${drift}`
  if (!chance.is(style.broken)) return { bytes, kind: 'table', rows, what }
  const torn = packed || format === 'parquet' ? bytes.subarray(0, -12) : unterminated(number)
  return { bytes: torn, kind: 'broken', rows: [], what: `torn ${what}` }
}

const unterminated = (number: number): Uint8Array =>
  Buffer.from(`id,word,amount\n${number * 1000},"never ends,2\n1,x,3\n`)

function asset(chance: Chance, number: number): Content {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  const bytes = chance.is(0.3) ? Buffer.alloc(0) : Buffer.concat([png, Buffer.from(`${number}`)])
  return { bytes, kind: 'asset', rows: [], what: bytes.length === 0 ? 'empty' : 'png' }
}

const namesOf = (rows: Row[]): string[] => [...new Set(rows.flatMap((row) => Object.keys(row)))]

const writers: Record<Format, (rows: Row[], style: Style) => Uint8Array> = {
  csv(rows, { delimiter }) {
    const names = namesOf(rows)
    const cell = (value: Cell | undefined): string => {
      const text = `${value ?? ''}`
      return /["\n,;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
    }
    const lines = rows.map((row) => names.map((name) => cell(row[name])).join(delimiter))
    return Buffer.from([names.join(delimiter), ...lines, ''].join('\n'))
  },
  ndjson: (rows) => Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
  parquet(rows) {
    const columnData = namesOf(rows).map((name): ColumnSource => {
      const data = rows.map((row) => row[name] ?? null)
      const isText = data.some((value) => typeof value === 'string')
      if (isText)
        return {
          name,
          type: 'STRING',
          data: data.map((value) => (value === null ? null : `${value}`)),
        }
      const isWhole = data.every((value) => Number.isInteger(value ?? 0))
      if (!isWhole) return { name, type: 'DOUBLE', data }
      return {
        name,
        type: 'INT64',
        data: data.map((value) => (value === null ? null : BigInt(value))),
      }
    })
    return new Uint8Array(parquetWriteBuffer({ columnData }))
  },
}

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes)

/** By which S3 names the bytes: put at once, and as the one part of a multipart upload. */
export function etagsOf({ bytes }: Content): string[] {
  return [md5(bytes).digest('hex'), `${md5(md5(bytes).digest()).digest('hex')}-1`]
}
