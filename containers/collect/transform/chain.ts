/** The steps of a definition, compiled once: from what was fetched to what lands, a pure function of its bytes. */
import { createHash } from 'node:crypto'
import { isOverRows, type Step } from '../../../schemas/sources/transform.ts'
import { grow, type Spool } from '../spool.ts'
import { fileStepOf } from './filesteps.ts'
import type { FileStep, Item } from './item.ts'
import { ndjsonType, type ReadRow, refusedBy, type Table, tableIn } from './read.ts'
import { Refused } from './refused.ts'
import { type RowStep, rowStepOf } from './rowsteps.ts'
import type { Row } from './value.ts'
import { type Columns, type Written, written } from './write.ts'

/** Which release of the steps: what they make of the same bytes is another where it is another. */
const release = 1

export interface Chain {
  /** Of its steps, 16 hexadecimal digits. */
  digest: string
  files: FileStep[]
  rows: RowStep[]
  /** Undefined: files land as they are unpacked. */
  convert: NonNullable<Step['convert']> | { to?: undefined; reads?: undefined } | undefined
  split: number | undefined
}

/** Throws where a step cannot be what it says: a secret, an expression, a schema. */
export async function chainOf(transform: Step[], secrets: Record<string, string>): Promise<Chain> {
  const secret = (name: string): string => secrets[name] ?? ''
  const files: FileStep[] = []
  for (const step of transform) {
    const made = await fileStepOf(step, secret)
    if (made) files.push(made)
  }
  const text = JSON.stringify([release, transform])
  return {
    digest: createHash('sha256').update(text).digest('hex').slice(0, 16),
    files,
    rows: transform.flatMap((step) => rowStepOf(step, secret) ?? []),
    convert: isOverRows(transform)
      ? (transform.find(({ convert }) => convert)?.convert ?? {})
      : undefined,
    split: transform.find(({ split }) => split)?.split?.rows,
  }
}

/** Of JSON a row need not have a field, so nothing is refused; undefined: there is nothing to say. */
export function doubtOf({ rows }: Chain): string | undefined {
  const unseen = [...new Set(rows.flatMap((step) => step.unseen?.() ?? []))]
  if (unseen.length === 0) return undefined
  const names = unseen.map((name) => `"${name}"`).join(', ')
  return `No row so far has ${names}, which \`transform\` hides: written wrong, it hides nothing.`
}

export interface Outcome {
  /** As they land. */
  items: Item[]
  /** JSON lines: what is aside, each with its reason. */
  refusals: Blob | undefined
  /** Whether some file as a whole is aside. */
  isRefused: boolean
}

export interface Surroundings {
  spool: Spool
  signal: AbortSignal
  /** Whether what is refused may be shown: else its place and a reason without its words. */
  isShown: boolean
}

/** Throws what the machine says, and where the signal is aborted. */
export async function outcomeOf(first: Item, chain: Chain, around: Surroundings): Promise<Outcome> {
  const refusals = refusalsIn(around)
  const items: Item[] = []
  let isRefused = false
  const refuse = async (item: Item, error: unknown): Promise<void> => {
    const refused = refusedBy(error)
    if (!(refused instanceof Refused)) throw refused
    isRefused = true
    await refusals.add({ file: item.identity }, refused)
  }
  const walk = async (item: Item, [step, ...rest]: FileStep[]): Promise<void> => {
    around.signal.throwIfAborted()
    try {
      if (!step) return void items.push(...(await landed(item, chain, around, refusals)))
      const within: Item[] = []
      for await (const one of step(item, around.spool)) within.push(one)
      for (const one of within) await walk(one, rest)
    } catch (error) {
      around.signal.throwIfAborted()
      await refuse(item, error)
    }
  }
  await walk(first, chain.files)
  return { items, refusals: await refusals.end(), isRefused }
}

async function landed(
  item: Item,
  chain: Chain,
  around: Surroundings,
  refusals: Refusals,
): Promise<Item[]> {
  if (!chain.convert) return [item]
  const table = await tableIn(item, chain.convert.reads)
  const as = chain.convert.to ?? table.as
  const after =
    table.columns && chain.rows.reduce((names, step) => step.columns(names), table.columns)
  if (as === 'csv' && !after)
    throw new Refused('It becomes CSV only where its rows all have the same columns: it is no CSV.')
  const columns: Columns = as === 'csv' ? after : undefined
  const out = written(around.spool, columns, chain.split)
  await writeRows(table, { item, chain, around, refusals, out })
  const name = table.isAsItLay && as === table.as ? item.name : namedAs(item.name, as)
  const identity = name === item.name ? item.identity : `${item.identity}/${name}`
  const contentType = as === 'csv' ? 'text/csv' : ndjsonType
  const pieces = await out.end()
  return pieces.map((content, i) => {
    if (!chain.split) return { name, identity, content, contentType }
    const piece = pieceOf(name, i + 1)
    return { name: piece, identity: `${item.identity}/${piece}`, content, contentType }
  })
}

interface Writing {
  item: Item
  chain: Chain
  around: Surroundings
  refusals: Refusals
  out: Written
}

async function writeRows(table: Table, { item, chain, around, refusals, out }: Writing) {
  for await (const batch of table.rows) {
    around.signal.throwIfAborted()
    for (const read of batch) {
      const row = await rowAfter(read, chain.rows)
      if (row instanceof Refused) {
        const text = 'row' in read ? JSON.stringify(read.row) : read.text
        await refusals.add({ file: item.identity, row: read.number }, row, text)
      } else if (row) await out.add(row)
    }
  }
}

/** Undefined: it does not land. */
async function rowAfter(read: ReadRow, steps: RowStep[]): Promise<Row | Refused | undefined> {
  if ('refused' in read) return read.refused
  let row: Row | undefined = read.row
  try {
    for (const step of steps) {
      const next = step.row(row)
      row = next instanceof Promise ? await next : next
      if (!row) return undefined
    }
    return row
  } catch (error) {
    if (error instanceof Refused) return error
    throw error
  }
}

const endings = { csv: /\.csv$/i, ndjson: /\.(ndjson|jsonl)$/i }

const namedAs = (name: string, as: 'csv' | 'ndjson'): string =>
  endings[as].test(name) ? name : `${name}.${as}`

const pieceDigits = 5

function pieceOf(name: string, number: number): string {
  const [, stem = name, ending = ''] = /^(.+?)(\.[A-Za-z0-9]{1,8})?$/.exec(name) ?? []
  return `${stem}-${String(number).padStart(pieceDigits, '0')}${ending}`
}

interface Refusals {
  add(where: { file: string; row?: number }, refused: Refused, text?: string): Promise<void>
  end(): Promise<Blob | undefined>
}

function refusalsIn({ spool, isShown }: Surroundings): Refusals {
  let growing: ReturnType<typeof grow> | undefined
  return {
    async add(where, { message, plain }, text) {
      growing ??= grow(spool)
      const said = isShown ? { reason: message, ...where, text } : { reason: plain, ...where }
      await growing.add(`${JSON.stringify(said)}\n`)
    },
    end: async () => growing?.end(),
  }
}
