/**
 * The name of a dataset's table: a pure function of source and dataset, and no two datasets have the same one.
 *
 *   shop, eu_orders    → shop_eu_orders                   no `__`: all before the first `_` is the source
 *   shop_eu, orders    → shop_eu__orders                  one `__`, between source and dataset
 *   Shop-EU, Заказы    → shop_eu__zakazy__<12 hex>        two `__`; the digits are of the exact bytes
 *   shop, _assets      → shop__assets                     `__` though the source has no `_`
 *   shop_eu, _assets   → shop_eu___assets                 `___`
 *
 * Whatever has no `__` can be cut in one place only, and so can what has one; of the third kind the digits decide.
 * S3's keys know case, so `Shop/Orders` and `shop/orders` are two datasets.
 */
import { createHash } from 'node:crypto'
import { asciiName } from './ascii.ts'
import { tableNameCharactersMax, tableNamePartMax } from './limits.ts'

/** The source of every predicted dataset; a model's name has hyphens and no `_`. */
export const predictionsSource = 'predictions'

/** The dataset of the assets of a source: nobody lands in it, for names of folders begin with no "_". */
export const assetsDataset = '_assets'

const words = /^[a-z0-9]+(_[a-z0-9]+)*$/
const hyphened = /^[a-z0-9]+(-[a-z0-9]+)*$/

export function tableName(source: string, dataset: string): string {
  return plainName(source, dataset) ?? spareName(source, dataset)
}

/** Whose it is, where the name tells: of those with digits it does not. */
export function ownerOfTable(table: string): { source: string; dataset: string } | undefined {
  const assets = table.endsWith(`_${assetsDataset}`) ? table.length - assetsDataset.length : -1
  const double = table.indexOf('__')
  const end = assets > 0 ? assets - 1 : double > 0 ? double : table.indexOf('_')
  const start = assets > 0 ? assets : double > 0 ? double + 2 : end + 1
  const [source, dataset] = [table.slice(0, Math.max(0, end)), table.slice(start)]
  const owners = [source, source.replace(/_$/, '')].map((one) => ({ source: one, dataset }))
  return owners.find((owner) => tableName(owner.source, owner.dataset) === table)
}

function plainName(source: string, dataset: string): string | undefined {
  if (source === predictionsSource) {
    return hyphened.test(dataset) ? fitting(`${source}_${dataset.replaceAll('-', '_')}`) : undefined
  }
  const isNamed = words.test(dataset) || dataset === assetsDataset
  if (!words.test(source) || !isNamed) return undefined
  return fitting(`${source}${source.includes('_') ? '__' : '_'}${dataset}`)
}

const fitting = (name: string): string | undefined =>
  name.length <= tableNameCharactersMax ? name : undefined

/** The other name that is a dataset's alone: where its plain one was taken before names were a function of it. */
export const spareName = (source: string, dataset: string): string =>
  [readable(source), readable(dataset), digitsOf(source, dataset)].join('__')

const readable = (text: string): string => asciiName(text, tableNamePartMax) || 'x'

const digitsOf = (source: string, dataset: string): string =>
  createHash('sha256')
    .update(JSON.stringify([source, dataset]))
    .digest('hex')
    .slice(0, 12)

/** The folder of its Iceberg table in the lake bucket: as injective as the name, and none that an older release gave. */
export const tableFolder = (source: string, dataset: string, table: string): string =>
  words.test(source) && words.test(dataset) && table === `${source}_${dataset}`
    ? `${source}/${dataset}`
    : `${readable(source)}/${table}`

/** Ours, and whatever would look like it: nobody else lands under it. */
export const isReservedSource = (source: string): boolean =>
  source.startsWith('_') || /^(predictions(_.*)?|ops)$/.test(asciiName(source, tableNamePartMax))

/** The names that releases before gave to whoever came first, in their order: such a dataset keeps the one it has. */
export function formerNames(source: string, dataset: string): string[] {
  const name = `${formerName(source)}_${formerName(dataset)}`.slice(0, tableNameCharactersMax)
  const hash = createHash('sha256').update(`${source}/${dataset}`).digest('hex')
  return [name, `${name}_${hash.slice(0, 4)}`, `${name}_${hash.slice(0, 16)}`]
}

/** What those releases made of any name, of a column too. */
export function formerName(original: string): string {
  const plain = original.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return plain
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 120)
}
