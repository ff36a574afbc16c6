import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { asciiName } from '../../lake/ascii.ts'
import { type Dataset, nameOf } from '../../lake/dataset.ts'
import {
  formerNames,
  isReservedSource,
  ownerOfTable,
  spareName,
  tableFolder,
  tableName,
} from '../../lake/tablename.ts'

/** Names that begin, end, contain and spell one another. */
const hostile = fc.oneof(
  fc.constantFrom(
    '_assets',
    'a',
    'b',
    'a_b',
    'b_c',
    'a__b',
    'a-b',
    'A',
    'a_',
    '_a',
    'a b',
    'ä',
    'ß',
    'ss',
  ),
  fc.stringMatching(/^[ab](_{0,2}[ab]){0,3}$/),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.stringMatching(/^[a-z_-]{200,260}$/),
)
const pair = fc.tuple(hostile, hostile)

/** A dataset called as another’s table ends is what an attacker would land. */
const attack = pair.chain(([source, dataset]) => {
  const name = tableName(source, dataset)
  const cuts = [...name.matchAll(/_+/g)].map(({ index, 0: bar }) => [
    name.slice(0, index),
    name.slice(index + bar.length),
  ])
  const other = cuts.length > 0 ? fc.constantFrom(...cuts) : fc.constant([name, name])
  return other.map((parts) => [[source, dataset], parts as [string, string]] as const)
})

test('the name of a dataset tells whose it is, unless it has digits for that', () => {
  fc.assert(
    fc.property(pair, ([source, dataset]) => {
      const table = tableName(source, dataset)
      const owner = ownerOfTable(table)
      if (table !== spareName(source, dataset) && source !== 'predictions') {
        expect(owner).toEqual({ source, dataset })
      } else if (owner) expect(tableName(owner.source, owner.dataset)).toBe(table)
    }),
  )
  for (const [source, dataset] of [
    ['shop', 'eu_orders'],
    ['shop_eu', 'orders'],
    ['shop', '_assets'],
    ['shop_eu', '_assets'],
  ] as const) {
    expect(ownerOfTable(tableName(source, dataset))).toEqual({ source, dataset })
  }
  expect(ownerOfTable(tableName('Shop-EU', 'orders'))).toBeUndefined()
  expect(ownerOfTable('shop')).toBeUndefined()
})

test('no two datasets have one name, nor one folder', () => {
  const seen = new Map<string, string>()
  const alone = (name: string, owner: string) => {
    expect(seen.get(name) ?? owner).toBe(owner)
    seen.set(name, owner)
  }
  const hold = ([source, dataset]: readonly [string, string]) => {
    const owner = JSON.stringify([source, dataset])
    for (const table of new Set([tableName(source, dataset), spareName(source, dataset)])) {
      alone(table, owner)
      alone(`s3://${tableFolder(source, dataset, table)}`, owner)
      expect(table).toMatch(/^[a-z0-9]+(_{1,3}[a-z0-9]+)+$/)
      expect(table.length).toBeLessThanOrEqual(240)
    }
  }
  fc.assert(
    fc.property(attack, ([one, other]) => {
      hold(one)
      hold(other)
    }),
    { numRuns: 5_000 },
  )
})

test('names as a person reads them', () => {
  expect(tableName('shop', 'orders')).toBe('shop_orders')
  expect(tableName('shop', 'eu_orders')).toBe('shop_eu_orders')
  expect(tableName('shop', '_assets')).toBe('shop__assets')
  expect(tableName('shop_eu', '_assets')).toBe('shop_eu___assets')
  expect(tableName('shop_eu', 'orders')).toBe('shop_eu__orders')
  expect(tableName('shop-eu', 'orders')).toMatch(/^shop_eu__orders__[0-9a-f]{12}$/)
  expect(tableName('Магазин', 'Заказы')).toMatch(/^magazin__zakazy__[0-9a-f]{12}$/)
  expect(tableName('חנות', 'הזמנות')).toMatch(/^chnvt__hzmnvt__[0-9a-f]{12}$/)
  expect(tableName('店', '注文')).toMatch(/^x__x__[0-9a-f]{12}$/)
  expect(tableName('Shop', 'Orders')).not.toBe(tableName('shop', 'Orders'))
  expect(asciiName('Straße Łódź Ελλάς Щука', 60)).toBe('strasse_lodz_ellas_shchuka')
})

test('tables of predictions are called as they always were', () => {
  expect(tableName('predictions', 'late')).toBe('predictions_late')
  expect(tableName('predictions', 'late-arrivals')).toBe('predictions_late_arrivals')
  expect(tableName('predictions', 'late_arrivals')).toMatch(/__[0-9a-f]{12}$/)
  expect(tableName('predictions', 'late--arrivals')).toMatch(/__[0-9a-f]{12}$/)
})

test.each([
  ['predictions', true],
  ['Predictions', true],
  ['predictions-of-mine', true],
  ['prédictions', true],
  ['ops', true],
  ['_anything', true],
  ['predictionsx', false],
  ['shop', false],
  ['dev-ops', false],
])('%s is ours: %s', (source, expected) => expect(isReservedSource(source)).toBe(expected))

/** Who has which name; and the order in which it was asked. */
function asked(records: Record<string, [string, string]>, source: string, dataset: string) {
  const gets: string[] = []
  const name = nameOf(source, dataset, async (table) => {
    gets.push(table)
    const owner = records[table]
    if (!owner) return 'free'
    return owner[0] === source && owner[1] === dataset ? 'ours' : 'another'
  })
  return name.then((table) => ({ table, gets: gets.length }))
}

test('a dataset that has a name of an older release keeps it, for at most one look more', async () => {
  const [former = '', shorter = ''] = formerNames('shop-eu', 'orders')
  expect([former, shorter]).toEqual(['shop_eu_orders', expect.stringMatching(/_[0-9a-f]{4}$/)])
  const own = tableName('shop-eu', 'orders')
  expect(await asked({}, 'shop-eu', 'orders')).toEqual({ table: own, gets: 2 })
  expect(await asked({ [own]: ['shop-eu', 'orders'] }, 'shop-eu', 'orders')).toEqual({
    table: own,
    gets: 1,
  })
  expect(await asked({ [former]: ['shop-eu', 'orders'] }, 'shop-eu', 'orders')).toEqual({
    table: former,
    gets: 2,
  })
  const second: Record<string, [string, string]> = {
    [former]: ['shop', 'eu_orders'],
    [shorter]: ['shop-eu', 'orders'],
  }
  expect(await asked(second, 'shop-eu', 'orders')).toEqual({ table: shorter, gets: 3 })
  expect(await asked({}, 'shop', 'orders')).toEqual({ table: 'shop_orders', gets: 1 })
})

test('who finds its plain name in the hands of an older dataset has another that is its own', async () => {
  const taken: Record<string, [string, string]> = { shop_eu_orders: ['shop-eu', 'orders'] }
  const { table } = await asked(taken, 'shop', 'eu_orders')
  expect(table).toBe(spareName('shop', 'eu_orders'))
  expect(table).toMatch(/^shop__eu_orders__[0-9a-f]{12}$/)
  const [, four = ''] = formerNames('shop', 'eu_orders')
  const older: Record<string, [string, string]> = { ...taken, [four]: ['shop', 'eu_orders'] }
  expect((await asked(older, 'shop', 'eu_orders')).table).toBe(four)
})

/** The names that the three public hashes of a victim would take: once they blocked it for good. */
test('nobody can take a name away: every dataset finds one, whoever came before', () => {
  return fc.assert(
    fc.asyncProperty(fc.array(pair, { minLength: 1, maxLength: 12 }), async (datasets) => {
      const records: Record<string, [string, string]> = {}
      const names = new Map<string, string>()
      for (const [source, dataset] of datasets) {
        const { table } = await asked(records, source, dataset)
        const owner: Pick<Dataset, 'source' | 'dataset'> = { source, dataset }
        expect(records[table] ?? [owner.source, owner.dataset]).toEqual([source, dataset])
        records[table] = [source, dataset]
        names.set(table, JSON.stringify(owner))
      }
      expect(names.size).toBe(new Set(datasets.map((one) => JSON.stringify(one))).size)
    }),
    { numRuns: 1_000 },
  )
})
