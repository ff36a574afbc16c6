/**
 * What PostgreSQL says of a table, and its rows as it writes them itself: JSON by the server's own hand, so that no number,
 * no time and no letter goes through a type of ours.
 */
import type { Readable } from 'node:stream'
import postgres from 'postgres'
import type { ParametersOf } from './definitions.ts'

export type Parameters = ParametersOf<'database'>
type Client = ReturnType<typeof postgres>

const portOfAll = 5_432
const connectSeconds = 20
const lockMs = 30_000 // else whoever changes the table would hold the source unseen

/** Of which no value is in a row's JSON: so a row is a line, and nothing of it is quoted. */
const between = '\u0002'
const settings = `format csv, delimiter e'\\x02', quote e'\\x01'`

export interface Relation {
  oid: number
  /** As SQL writes it. */
  name: string
  /** Another number: its rows lie elsewhere than before. */
  file: string
}

export interface Moment {
  /** Of the database cluster that numbers its transactions. */
  system: string
  /** Which of its lines: after a failover, or a copy put back, it is another. */
  timeline: string
  /** Every transaction before it has ended; none of those after it counts yet. */
  horizon: string
  /** The next transaction's. */
  next: string
}

/** One moment of the database, for as long as it is read. */
export interface Reading {
  moment(): Promise<Moment>
  /** A table's own, or those of its partitions and heirs, in the order of their numbers. */
  relations(table: string): Promise<Relation[]>
  /** Types of columns as an upload pins them, by name. Throws where two have one name. */
  types(from: string, table: string | undefined): Promise<Record<string, string>>
  rows(sql: string): Promise<Readable>
  close(): Promise<void>
}

type Where = Pick<Parameters, 'host' | 'port' | 'database' | 'user' | 'tls'>

export function clientOf(
  { host, port = portOfAll, database, user, tls }: Where,
  password = '',
): Client {
  return postgres({
    ...{ host: host.replace(/^\[|\]$/g, ''), port, database, user, max: 1 },
    password: () => password, // a text that is empty would be the environment's PGPASSWORD
    ssl: tls && 'verify-full',
    connect_timeout: connectSeconds,
    keep_alive: 30,
    max_lifetime: null, // else it takes another connection in the middle of what is one moment
    fetch_types: false,
    onnotice: () => {},
    connection: {
      application_name: 'hypatia',
      TimeZone: 'UTC',
      DateStyle: 'ISO',
      IntervalStyle: 'iso_8601',
      bytea_output: 'hex',
      extra_float_digits: 3,
      statement_timeout: 0,
      idle_in_transaction_session_timeout: 0,
      lock_timeout: lockMs,
      synchronize_seqscans: false, // rows come in their order
      max_parallel_workers_per_gather: 0,
    } as never,
  })
}

export async function beginReading(sql: Client): Promise<Reading> {
  await sql.unsafe('begin isolation level repeatable read read only')
  return {
    async moment() {
      const [found] = await sql.unsafe(
        `select (select system_identifier::text from pg_control_system()) as system,
           case when pg_is_in_recovery() then ''
             else left(pg_walfile_name(pg_current_wal_lsn()), 8) end as timeline,
           txid_snapshot_xmin(txid_current_snapshot())::text as horizon,
           txid_snapshot_xmax(txid_current_snapshot())::text as next,
           pg_is_in_recovery() as follows`,
      )
      if (found?.follows)
        throw new Error(
          'It is a standby, which does not know what its primary has under way: changes are read of the primary.',
        )
      return found as unknown as Moment
    },
    async relations(table) {
      const found = await sql.unsafe(
        `with recursive heirs(oid) as (
           select to_regclass($1)::oid union select inhrelid from pg_inherits join heirs on inhparent = oid)
         select c.oid::int8::text as oid, format('%I.%I', n.nspname, c.relname) as name, c.relkind as kind,
           pg_relation_filenode(c.oid)::text as file
         from heirs join pg_class c using (oid) join pg_namespace n on n.oid = c.relnamespace order by c.oid`,
        [table],
      )
      if (found.length === 0)
        throw new Error(`There is no table ${table}, or its user may not see it.`)
      const other = found.find(({ kind }) => kind !== 'r' && kind !== 'p')
      if (other)
        throw new Error(`${other.name} is no table of its own: changes are read of tables only.`)
      return found
        .filter(({ kind }) => kind === 'r')
        .map(({ oid, name, file }) => ({ oid: Number(oid), name, file }))
    },
    async types(from, table) {
      const { columns } = await sql.unsafe(`select * from ${from} hypatia_row limit 0`)
      const names = columns.map(({ name }) => name)
      const twice = names.find((name, i) => names.indexOf(name) !== i)
      if (twice !== undefined) throw new Error(`Two columns are called "${twice}": name one by AS.`)
      const [last] = await sql.unsafe(
        `select coalesce(json_object_agg(attname, format_type(atttypid, atttypmod)), '{}') as types
         from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`,
        [table ?? null],
      )
      const said = (last?.types ?? {}) as Record<string, string>
      return Object.fromEntries(
        columns.flatMap(({ name, type }) => {
          const pin = pinOf(said[name] ?? nameOf[type])
          return pin === undefined ? [] : [[name, pin]]
        }),
      )
    },
    rows: (question) => sql.unsafe(`copy (${question}) to stdout (${settings})`).readable(),
    close: async () => void (await sql.unsafe('rollback')),
  }
}

/** Of a question's columns, by their number in pg_type. */
const nameOf: Record<number, string> = {
  ...{ 16: 'boolean', 17: 'bytea', 20: 'bigint', 21: 'smallint', 23: 'integer', 25: 'text' },
  ...{ 700: 'real', 701: 'double precision', 1042: 'character', 1043: 'character varying' },
  ...{ 1082: 'date', 1083: 'time without time zone', 1114: 'timestamp without time zone' },
  ...{ 1184: 'timestamp with time zone', 1186: 'interval', 2950: 'uuid' },
}

const plain: [RegExp, string][] = [
  [/^(smallint|integer|bigint)$/, 'bigint'],
  [/^(real|double precision)$/, 'double'],
  [/^boolean$/, 'boolean'],
  [/^date$/, 'date'],
  [/^timestamp\b[^[]*$/, 'timestamp'],
  [/^(text|character|name|citext|uuid|bytea|interval|time\b|inet|cidr|macaddr)[^[]*$/, 'string'],
]

/** None of what has its type from its values: numerics without digits, JSON, arrays, composites. */
function pinOf(type: string | undefined): string | undefined {
  const [, precision, scale] = /^numeric\((\d+),(\d+)\)$/.exec(type ?? '') ?? []
  if (precision && Number(precision) <= 38 && Number(scale) <= Number(precision))
    return `decimal(${precision},${scale})`
  return plain.find(([pattern]) => pattern.test(type ?? ''))?.[1]
}

const rowName = 'hypatia_row'
/** Line ends stand in JSON that a column holds as it was written, between its parts only. */
const line = `translate(row_to_json(${rowName}.*)::text, e'\\r\\n', '  ')`

export const allOf = (from: string): string => `select ${line} from ${from} ${rowName}`

export interface Interval {
  /** Undefined: from the first. */
  from: string | undefined
  until: string
  /** The next transaction's number in the moment that is read. */
  next: string
  /** Where in the relation the last row lay that has landed. */
  after: string | undefined
}

const circle = 4_294_967_296n // a row has the lower 32 bits of its transaction's number
const firstOfAll = 3 // those below are of rows that are older than all numbers

/**
 * Rows that transactions of the interval wrote, and where each lies. All of these had ended when the interval was drawn;
 * a savepoint's number is greater than its transaction's, so that holds for them too.
 */
export function changesOf(relation: string, { from, until, next, after }: Interval): string {
  const written = `${rowName}.xmin::text::bigint`
  const isWithin = (low: bigint, high: bigint) =>
    `(${written} >= ${firstOfAll} and mod(${written} - ${low % circle} + ${circle}, ${circle}) < ${high - low})`
  const which =
    from === undefined
      ? `not ${isWithin(BigInt(until), BigInt(next))}`
      : isWithin(BigInt(from), BigInt(until))
  const rest = after === undefined ? '' : ` and ${rowName}.ctid > '${after}'::tid`
  return `select ${rowName}.ctid, ${line} from only ${relation} ${rowName} where ${which}${rest}`
}

/** Lines of a COPY, each with where its row lies where that was asked for. */
export async function* linesOf(bytes: Readable): AsyncGenerator<Line[]> {
  let rest: Buffer | undefined
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    const text: Buffer = rest ? Buffer.concat([rest, chunk]) : chunk
    const end = text.lastIndexOf(0x0a) + 1
    rest = end < text.length ? Buffer.from(text.subarray(end)) : undefined
    if (end > 0) yield splitLines(text, end)
  }
  if (rest) throw new Error('the last row is cut')
}

export interface Line {
  /** Empty where that was not asked for. */
  at: string
  /** With its line end. */
  row: Buffer
}

function splitLines(text: Buffer, end: number): Line[] {
  const lines: Line[] = []
  for (let from = 0; from < end; ) {
    const to = text.indexOf(0x0a, from) + 1
    const line = text.subarray(from, to)
    const at = line[0] === 0x28 ? line.indexOf(between.charCodeAt(0)) : -1 // a row's JSON begins with a brace
    lines.push({
      at: line.toString('latin1', 0, Math.max(at, 0)),
      row: line.subarray(at + 1),
    })
    from = to
  }
  return lines
}
