/**
 * A table of PostgreSQL. The rows of a delivery and its number are one transaction: a delivery that is sent again finds its
 * number there, and changes nothing.
 */
import { clientOf } from '../postgres.ts'
import type { Delivery, Item, Row } from './delivery.ts'
import type { Opened, Peer } from './kind.ts'

type Sql = Pick<ReturnType<typeof clientOf>, 'unsafe'>

export async function openPostgres(opened: Opened<'postgres'>): Promise<Peer> {
  const { definition, secrets } = opened
  const { table, place, database } = definition.parameters
  const sql = clientOf(definition.parameters, secrets.password)
  const peer: Peer = {
    async send(delivery) {
      await sql.begin(async (within) => {
        if (!(await isNext(within, place, delivery))) return
        const columns = await columnsOf(within, table)
        await remove(within, table, delivery.items, columns)
        await insert(within, table, delivery.items, columns)
        await note(within, place, delivery)
      })
    },
    async check() {
      const columns = await columnsOf(sql, table)
      return `${database} has the table ${table} with the columns ${[...columns.keys()].join(', ')}.`
    },
    close: () => sql.end({ timeout: 5 }),
  }
  try {
    await sql.unsafe(
      `create table if not exists ${quoted(place)} (destination text primary key, generation text not null,
         sequence bigint not null, delivery text not null, snapshot text not null, at timestamptz not null)`,
    )
  } catch (error) {
    await peer.close()
    throw error
  }
  return peer
}

const quoted = (name: string): string =>
  name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.')
const column = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** False where it has this delivery. Throws where it does not have the one before it. */
async function isNext(sql: Sql, place: string, delivery: Delivery): Promise<boolean> {
  const { destination, generation, sequence, id } = delivery
  // Two that send at once are one after another here, also where there is no row to lock yet.
  await sql.unsafe('select pg_advisory_xact_lock(hashtext($1))', [`hypatia ${destination}`])
  const [found] = await sql.unsafe(
    `select generation, sequence::text, delivery from ${quoted(place)} where destination = $1`,
    [destination],
  )
  const known = found?.generation === generation ? Number(found.sequence) : 0
  if (known === sequence && found?.delivery === id) return false
  if (known === sequence - 1) return true
  throw new Error(
    `${place} says that delivery ${known} was the last, and this is ${sequence}: the database is not what it was. \`hypatia destination restart\` sends all of it anew.`,
  )
}

async function note(sql: Sql, place: string, delivery: Delivery): Promise<void> {
  const { destination, generation, sequence, id, until } = delivery
  await sql.unsafe(
    `insert into ${quoted(place)} values ($1, $2, $3, $4, $5, now())
     on conflict (destination) do update set generation = excluded.generation, sequence = excluded.sequence,
       delivery = excluded.delivery, snapshot = excluded.snapshot, at = excluded.at`,
    [destination, generation, String(sequence), id, until],
  )
}

/** Types by the columns' names. */
async function columnsOf(sql: Sql, table: string): Promise<Map<string, string>> {
  const found = await sql.unsafe(
    `select attname as name, format_type(atttypid, null) as type from pg_attribute
     where attrelid = to_regclass($1) and attnum > 0 and not attisdropped order by attnum`,
    [table],
  )
  if (found.length === 0)
    throw new Error(
      `There is no table ${table}, or its user may not see it: rows go into one that is there.`,
    )
  return new Map(found.map(({ name, type }) => [name, type]))
}

function demandColumns(table: string, columns: Map<string, string>, rows: Row[]): string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const unknown = names.filter((name) => !columns.has(name))
  if (unknown.length > 0)
    throw new Error(
      `The table ${table} has no column ${unknown.map((name) => `"${name}"`).join(', ')}: add it there, or say which are sent by \`columns\`.`,
    )
  return names
}

async function remove(
  sql: Sql,
  table: string,
  items: Item[],
  columns: Map<string, string>,
): Promise<void> {
  const keys = items.filter(({ op }) => op === 'delete').map(({ key }) => key)
  if (keys.length === 0) return
  const names = demandColumns(table, columns, keys)
  const same = names.map((name) => `t.${column(name)} = r.${column(name)}`).join(' and ')
  await sql.unsafe(
    `delete from ${table} t using json_populate_recordset(null::${table}, $1::text::json) r where ${same}`,
    [textOf(keys, columns)],
  )
}

async function insert(
  sql: Sql,
  table: string,
  items: Item[],
  columns: Map<string, string>,
): Promise<void> {
  const some = items.filter(({ op }) => op !== 'delete')
  const rows = some.map(({ row = {} }) => row)
  if (rows.length === 0) return
  const names = demandColumns(table, columns, rows)
  const key = Object.keys(some[0]!.key)
  const list = names.map(column).join(', ')
  const set = names
    .filter((name) => !key.includes(name))
    .map((name) => `${column(name)} = excluded.${column(name)}`)
    .join(', ')
  const target = key.map(column).join(', ')
  const conflict =
    key.length === 0 ? '' : ` on conflict (${target}) do ${set ? `update set ${set}` : 'nothing'}`
  await sql.unsafe(
    `insert into ${table} (${list}) select ${list} from json_populate_recordset(null::${table}, $1::text::json)${conflict}`,
    [textOf(rows, columns)],
  )
}

/** As its columns read it: bytes are base64 in a change and hexadecimal digits in a `bytea`. */
function textOf(rows: Row[], columns: Map<string, string>): string {
  const bytes = [...columns].flatMap(([name, type]) => (type === 'bytea' ? [name] : []))
  const written = rows.map((row) => {
    const next = { ...row }
    for (const name of bytes) {
      const value = next[name]
      if (typeof value === 'string')
        next[name] = `\\x${Buffer.from(value, 'base64').toString('hex')}`
    }
    return next
  })
  return JSON.stringify(written)
}
