/** What senders land: a few lines, told apart by who wrote them. */
import type { Named, Saying } from './sayings.ts'

export type ContentName = keyof typeof makers | keyof typeof secretMakers
export type Cells = Record<string, string>

export interface Content {
  name: ContentName
  bytes: Buffer
  /** Of a table; absent where it is none. */
  rows?: Cells[]
  /** How it, or what it lies beside, is to be read. */
  says?: Saying | undefined
  /** Of a log's commit. */
  named?: Named
  /** Files in its folder without which nobody reads it. */
  needs?: string[]
  /** It lies beside the data, and is none. */
  isOfLog?: true
}

const table = (rows: Cells[]): Buffer => {
  const names = Object.keys(rows[0] ?? {})
  return Buffer.from(
    `${[names, ...rows.map((row) => names.map((name) => row[name]))].map((cells) => cells.join(',')).join('\n')}\n`,
  )
}

const ofTable = (rows: Cells[]): Omit<Content, 'name'> => ({ bytes: table(rows), rows })

const makers = {
  whole: (n: number) =>
    ofTable([
      { id: `${n}`, v: `${n * 10}` },
      { id: `${n}1`, v: '7' },
    ]),
  other: (n: number) => ofTable([{ id: `${n}`, v: `${n * 10}`, w: `x${n}` }]),
  broken: (n: number) => ({ bytes: Buffer.from(`id,v\n${n},"torn`) }),
  parts: (n: number) => ofTable([{ id: `${n}`, v: `${n}.50` }]),
  text: (n: number) => ofTable([{ id: `${n}`, v: `t${n}` }]),
  asset: (n: number) => ({ bytes: Buffer.from(`\x89PNG\r\n\x1a\n\0\0${n}`, 'latin1') }),
  long: (n: number) =>
    ofTable(Array.from({ length: 90 }, (_, i) => ({ id: `${n * 100 + i}`, v: `${i}` }))),
  same: () => ofTable([{ id: '1', v: '1' }]),
}

export const contentNames = Object.keys(makers) as ContentName[]

/** A value that is to be erased, and the column in which it is looked for. */
export const secret = { value: 'zoe@private.example', column: 'w' }

const row = (n: number, w: string): Cells => ({ id: `${n}`, v: `${n * 10}`, w })

/** With the value, beside other rows or alone, read or not. */
const secretMakers = {
  among: (n: number) =>
    ofTable([row(n, secret.value), row(n * 100 + 1, `x${n}`), row(n * 100 + 2, secret.value)]),
  alone: (n: number) => ofTable([row(n, secret.value)]),
  torn: (n: number) => ({
    name: 'broken' as const,
    bytes: Buffer.from(`id,v,w\n${n},1,"${secret.value}`),
  }),
}

export const secretNames = Object.keys(secretMakers) as ContentName[]

const allMakers: Record<ContentName, (n: number) => Omit<Content, 'name'>> = {
  ...makers,
  ...secretMakers,
}

export const contentOf = (name: ContentName, n: number): Content => ({
  name,
  ...allMakers[name](n),
})

export const isSecret = ({ bytes }: Pick<Content, 'bytes'>): boolean => bytes.includes(secret.value)

/** What is left of it without the rows that have the value. */
export function withoutSecret({ name, rows = [] }: Content): Content {
  return { name, ...ofTable(rows.filter((cells) => cells[secret.column] !== secret.value)) }
}
