/** What the senders will do, all of it from the seed: whose files, at which keys, in which order it is begun. */
import type { Chance } from './chance.ts'
import { type Content, contentOf, plainWords, type Style, wildWords } from './content.ts'

export interface Dataset {
  source: string
  dataset: string
  style: Style
  /** Whether its files lie in folders `day=…`. */
  isPartitioned: boolean
  /** No table can have such a name: its files may be set aside, but never lost. */
  mayBeRefused: boolean
}

export type Act =
  | 'put' // by the SDK
  | 'upload' // by a presigned PUT of the API
  | 'multipart'
  | 'again' // the bytes that an earlier operation put at this key, or at another of the dataset
  | 'replay' // a presigned PUT that was used before
  | 'copy'
  | 'delete'
  | 'deleteMany'
  | 'deleteVersion' // the current one, a delete marker too: what lies beneath is seen again
  | 'deleteOlder'

export interface Operation {
  number: number
  act: Act
  of: Dataset
  key: string
  content: Content
  /** Which of several: an older version, a presigned PUT, another key. */
  which: number
}

const plain: Style = {
  formats: ['csv'],
  delimiter: ',',
  words: plainWords,
  drifts: false,
  broken: 0.05,
  assets: 0,
}
const wild: Style = {
  ...plain,
  formats: ['csv', 'ndjson', 'parquet'],
  words: wildWords,
  drifts: true,
}

const dataset = (name: string, style: Partial<Style> = {}, isPartitioned = false): Dataset => {
  const [source = '', ...rest] = name.split('/')
  const full = { ...plain, ...style }
  return { source, dataset: rest.join('/'), style: full, isPartitioned, mayBeRefused: false }
}

/** Names that begin one another, and that one table could be thought to have. */
export const datasets: readonly Dataset[] = [
  dataset('shop/orders'),
  dataset('shop/eu_orders', {}, true),
  dataset('shop/eu-orders', { formats: ['ndjson'] }),
  dataset('shop-eu/orders', wild),
  dataset('shop_eu/orders', { delimiter: ';', drifts: true }),
  dataset('Shop/Orders', { formats: ['parquet'] }),
  dataset('SHOP/EU_ORDERS', { formats: ['csv', 'ndjson'], drifts: true }),
  dataset('shop.eu/orders', { ...wild, assets: 0.1 }, true),
  dataset('sho/p_orders', { formats: ['ndjson', 'parquet'] }),
  dataset('shop/orders_2', { delimiter: '\t', assets: 0.1 }),
  dataset('lager/Straße', wild),
  { ...dataset('магазин/заказы'), mayBeRefused: true },
  { ...dataset('predictions/shop_orders'), mayBeRefused: true },
]

const files = [
  ...['a', 'b', 'c.csv', 'd.json', 'e 1', 'f+g', '100%', 'h%2Fi', 'ü', 'ü', '日本', '🦊'],
  ...["it's", 'x&y<z>', 'q?r=s', 'no#way', 'semi;colon', 'tab\tbed', '~', '(1)'],
] as const
const filesADataset = 12
const days = ['2026-01-01', '2026-01-02', '2026-02-28']

/** Each dataset's keys: few, so that they are overwritten and deleted again and again. */
function keysOf(chance: Chance, { source, dataset: name, isPartitioned }: Dataset): string[] {
  const from = chance.below(files.length)
  return Array.from({ length: filesADataset }, (_, i) => {
    const file = files[(from + i) % files.length]
    const folder = isPartitioned ? `day=${days[i % days.length]}/` : i === 0 ? 'deep/er/' : ''
    return `${source}/${name}/${folder}${file}`
  })
}

const acts: Record<Act, number> = {
  ...{ put: 44, upload: 10, multipart: 4, again: 6, replay: 3, copy: 4 },
  ...{ delete: 12, deleteMany: 2, deleteVersion: 12, deleteOlder: 3 },
}

/** How often the next operation is at the same key: what is done in a moment is what is reordered. */
const again = 0.35

export function* operationsOf(chance: Chance, count: number): Generator<Operation> {
  const keys = new Map(datasets.map((each) => [each, keysOf(chance, each)]))
  let of = chance.one(datasets)
  let key = ''
  for (let number = 1; number <= count; number++) {
    if (!key || !chance.is(again)) {
      of = chance.one(datasets)
      key = chance.one(keys.get(of) ?? [])
    }
    const content = contentOf(chance, of.style, number)
    const act = chance.weighed(acts)
    yield { number, act, of, key, content, which: chance.below(1000) }
  }
}

/** The value of the column `day` in every row of this key. */
export const dayOf = (key: string): string | undefined => /\/day=([\d-]+)\//.exec(key)?.[1]
