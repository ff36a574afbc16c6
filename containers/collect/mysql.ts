/**
 * What MySQL and MariaDB say of a table, and its rows: each value as the server itself writes it in text, so that no number
 * and no time goes through a type of ours. https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query.html
 */
import { addAbortSignal } from 'node:stream'
import mysql, { type FieldPacket } from 'mysql2'
import type { ParametersOf } from './definitions.ts'

export type Parameters = ParametersOf<'database'>

const { Types } = mysql // of CommonJS

const connectMs = 20_000
const rowsAhead = 500
const binary = 63 // the character set of what has none
const portOfAll = 3_306

export interface Column {
  name: string
  /** Of an upload's pins; undefined: by its values. */
  pin: string | undefined
  /** In the question: what of it is read. */
  read: string
  /** A value that is there, as JSON. */
  json(bytes: Buffer): string
  /** Likewise, as SQL compares it with the column. */
  literal(bytes: Buffer): string
  /** Whether it is a number without fraction or a time: of which one can be greater than another and none between. */
  isOrdered: boolean
}

export interface Line {
  row: string
  cells: (Buffer | null)[]
}

/** One moment of the database, for as long as it is read. */
export interface Reading {
  /** Throws where two have one name. */
  columns(from: string): Promise<Column[]>
  /** Names of the columns of a table's primary key, in their order. */
  keys(table: string): Promise<string[]>
  /** Null: there is none. */
  greatest(table: string, column: Column): Promise<Buffer | null>
  /** `rest`: what stands behind FROM. */
  rows(columns: Column[], rest: string): AsyncIterable<Line>
  close(): Promise<void>
}

export interface Client {
  begin(): Promise<Reading>
  end(): Promise<void>
}

export const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``

export function clientOf(
  { host, port = portOfAll, database, user, tls }: Parameters,
  password = '',
): Client {
  const connection = mysql.createConnection({
    ...{ host: host.replace(/^\[|\]$/g, ''), port, database, user, password },
    ...{ connectTimeout: connectMs, charset: 'utf8mb4', enableKeepAlive: true },
    ...{ flags: ['-LOCAL_FILES'], rowsAsArray: true, typeCast: false },
    ...(tls && { ssl: { rejectUnauthorized: true, verifyIdentity: true } }),
  })
  const gone = new AbortController()
  connection.on('error', (error) => gone.abort(error)) // before a question it tells nobody else
  const asked = (sql: string) =>
    new Promise<{ rows: (Buffer | null)[][]; fields: FieldPacket[] }>((resolve, reject) => {
      // Of a connection that is destroyed it tells nobody who waits.
      gone.signal.addEventListener('abort', () => reject(gone.signal.reason), { once: true })
      gone.signal.throwIfAborted()
      connection.query(sql, (error, rows, fields) => {
        if (error) reject(new Error(error.message || error.code || 'no word', { cause: error }))
        else resolve({ rows: rows as (Buffer | null)[][], fields })
      })
    })
  return {
    async begin() {
      await asked(
        "set session time_zone = '+00:00', net_write_timeout = 3600, net_read_timeout = 3600",
      )
      await asked("set session sql_mode = ''")
      await asked('set session transaction isolation level repeatable read')
      await asked('start transaction with consistent snapshot, read only')
      return {
        async columns(from) {
          const { fields } = await asked(`select * from ${from} hypatia_row limit 0`)
          const names = fields.map(({ name }) => name.toLowerCase())
          const twice = names.find((name, i) => names.indexOf(name) !== i)
          if (twice !== undefined)
            throw new Error(`Two columns are called "${twice}": name one by AS.`)
          return fields.map(columnOf)
        },
        async keys(table) {
          const { rows, fields } = await asked(`show keys from ${table} where Key_name = 'PRIMARY'`)
          const at = fields.findIndex(({ name }) => name === 'Column_name')
          return rows.map((row) => String(row[at]))
        },
        async greatest(table, { name }) {
          const { rows } = await asked(`select max(${quoted(name)}) from ${table}`)
          return rows[0]?.[0] ?? null
        },
        rows: (columns, rest) => linesOf(connection, columns, rest, gone.signal),
        close: async () => void (await asked('rollback')),
      }
    },
    async end() {
      gone.abort(new Error('the connection is ended'))
      connection.destroy()
    },
  }
}

async function* linesOf(
  connection: mysql.Connection,
  columns: Column[],
  rest: string,
  signal: AbortSignal,
): AsyncGenerator<Line> {
  const names = columns.map(({ name }) => JSON.stringify(name))
  const sql = `select ${columns.map(({ read }) => read).join(', ')} from ${rest}`
  const stream = connection
    .query({ sql, rowsAsArray: true, typeCast: false })
    .stream({ highWaterMark: rowsAhead })
  addAbortSignal(signal, stream)
  for await (const cells of stream as AsyncIterable<(Buffer | null)[]>) {
    const members = cells.map((cell, i) => `${names[i]}:${cell ? columns[i]!.json(cell) : 'null'}`)
    yield { row: `{${members.join(',')}}\n`, cells }
  }
}

const asText = (bytes: Buffer): string => JSON.stringify(bytes.toString())
const asItIs = (bytes: Buffer): string => bytes.toString('latin1')
const asHex = (bytes: Buffer): string => `"0x${bytes.toString('hex')}"`
const hexLiteral = (bytes: Buffer): string => `0x${bytes.toString('hex')}`
const bits = (bytes: Buffer): string => BigInt(`0x${bytes.toString('hex') || '0'}`).toString()

const whole: ReadonlySet<number> = new Set([
  ...[Types.TINY, Types.SHORT, Types.INT24, Types.LONG, Types.LONGLONG, Types.YEAR],
])
const times: ReadonlySet<number> = new Set([Types.TIMESTAMP, Types.DATETIME])
const unsignedFlag = 32

/** By the number that the protocol has for its type. */
function columnOf(field: FieldPacket): Column {
  const {
    name,
    columnType: type = Types.VAR_STRING,
    characterSet,
    decimals,
    columnLength = 0,
  } = field
  const own = { name, read: quoted(name), isOrdered: false }
  if (whole.has(type)) {
    const isLarge = type === Types.LONGLONG && (Number(field.flags) & unsignedFlag) !== 0
    const pin = isLarge ? undefined : 'bigint'
    return { ...own, pin, json: asNumber, literal: asItIs, isOrdered: true }
  }
  if (type === Types.NEWDECIMAL || type === Types.DECIMAL) {
    const signs = (decimals > 0 ? 1 : 0) + (Number(field.flags) & unsignedFlag ? 0 : 1)
    const digits = columnLength - signs
    const pin = digits > 0 && digits <= 38 ? `decimal(${digits},${decimals})` : undefined
    return { ...own, pin, json: asNumber, literal: asItIs }
  }
  if (type === Types.DOUBLE || type === Types.FLOAT) {
    // A float is written with six digits of it; as a double with all.
    const read = type === Types.FLOAT ? `(${own.read} + 0e0)` : own.read
    return { ...own, read, pin: 'double', json: asNumber, literal: asItIs }
  }
  const literal = (bytes: Buffer) => mysql.escape(bytes.toString())
  if (times.has(type)) return { ...own, pin: 'timestamp', json: asText, literal, isOrdered: true }
  if (type === Types.DATE || type === Types.NEWDATE)
    return { ...own, pin: 'date', json: asText, literal }
  if (type === Types.BIT) return { ...own, pin: undefined, json: bits, literal: hexLiteral }
  if (type === Types.JSON)
    return { ...own, pin: undefined, json: (bytes) => bytes.toString(), literal }
  const isBinary = type === Types.GEOMETRY || (characterSet === binary && type !== Types.TIME)
  if (isBinary) return { ...own, pin: 'string', json: asHex, literal: hexLiteral }
  return { ...own, pin: 'string', json: asText, literal }
}

/** With zeros before it where the column is declared so: JSON has none. */
const asNumber = (bytes: Buffer): string => asItIs(bytes).replace(/^(-?)0+(?=\d)/, '$1')
