/** Files of a table that somebody deleted: they are brought back where they lie beneath, else their objects land again. */
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { writeActivity } from '../../aws/activity.ts'
import { healTable } from '../../aws/lostfiles.ts'
import { type Reconciliation, reconcile } from '../../aws/reconcilerun.ts'
import { metadataLocationOf } from '../../lake/iceberg/gluetable.ts'
import { inserted, rowDeleted } from './foreign.ts'
import { environmentOf, type House, openHouse } from './house.ts'
import { bytesAt, lakeRows, metadataOf, planOf } from './rows.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
  Object.assign(process.env, environmentOf(house.laptop, house.laptop.endpoint))
})
afterAll(() => house.close())

const versioned = (isVersioned: boolean) =>
  house.laptop.store.buckets.change('lake', { versioning: isVersioned ? 'Enabled' : undefined })
beforeEach(() => void versioned(false))

const put = (dataset: string, file: string, v: string) =>
  house.laptop.store.put('raw', `s/${dataset}/${file}.csv`, Buffer.from(`id,v\n${file},${v}\n`))

async function settled(): Promise<void> {
  await house.settle()
  expect(await house.deadLetters()).toEqual([])
}

const rowsOf = async (dataset: string) => {
  const rows = (await lakeRows(house.laptop, `s_${dataset}`)) as { id: string; v: string }[]
  return rows.map(({ id, v }) => `${id}=${v}`).sort()
}

const filesOf = async (dataset: string) =>
  (await planOf(house.laptop, `s_${dataset}`)).files.map(({ path }) => path)

const keyOf = (uri: string): string => uri.replace('s3://lake/', '')
const deleted = (uris: string[]) => {
  for (const uri of uris) house.laptop.store.delete('lake', keyOf(uri))
}

async function begun(dataset: string): Promise<void> {
  for (const [file, v] of Object.entries({ a: '1', b: '2' })) {
    await put(dataset, file, v)
    await settled()
  }
}

async function activity(): Promise<string[]> {
  await writeActivity()
  const { store } = house.laptop
  const files = store.list('work', 'activity/').map(({ key }) => store.get('work', key))
  return (await Promise.all(files)).join('').split('\n')
}

const merge = (dataset: string) =>
  house.laptop.queues.send('commit.fifo', {
    ...{ body: JSON.stringify({ kind: 'compact', table: `s_${dataset}` }) },
    ...{ groupId: `s_${dataset}`, deduplicationId: `${dataset}-${Date.now()}` },
  })

async function run(options: { dryRun?: boolean } = {}): Promise<[Reconciliation, string[]]> {
  const said: string[] = []
  const onLost = ({ message }: Error) => void said.push(message)
  const all = { keysAtOnce: 1_000, youngMs: Date.now() + 60_000, onLost, ...options }
  return [await reconcile(all), said]
}

test('a widening goes on when its files’ objects have landed again', async () => {
  await begun('widened')
  deleted((await filesOf('widened')).slice(0, 1))
  await put('widened', 'c', 'text')
  await settled()
  expect(await rowsOf('widened')).toEqual(['a=1', 'b=2', 'c=text'])
})

test('of a file that several objects share all of them land again; one is overwritten, one deleted meanwhile', async () => {
  const many = Array.from('acdefghijklmnopq', (file) => put('shared', file, '1'))
  await Promise.all([put('shared', 'b', '2'), ...many])
  await settled()
  merge('shared')
  await settled()
  const files = await filesOf('shared')
  expect(files.filter((path) => /merged-/.test(path))).not.toEqual([])
  deleted(files)
  await put('shared', 'b', '4')
  house.laptop.store.delete('raw', 's/shared/c.csv')
  await settled()
  expect(await rowsOf('shared')).toEqual([
    'a=1',
    'b=4',
    ...Array.from('defghijklmnopq', (file) => `${file}=1`),
  ])
})

test('what the bucket keeps comes back as it was, down to the metadata, and nothing else is written', async () => {
  versioned(true)
  await begun('beneath')
  const before = await metadataOf(house.laptop, 's_beneath')
  const { store } = house.laptop
  const keys = store.list('lake', 's/beneath/').map(({ key }) => key)
  for (const key of keys) store.delete('lake', key)
  const [{ tables }] = await run({ dryRun: true })
  expect(tables).toMatchObject({ healed: 1, disagreements: 0, unmended: 0 })
  expect(store.list('lake', 's/beneath/')).toEqual([])
  const [{ tables: mended }] = await run()
  expect(mended).toMatchObject({ disagreements: 0, unmended: 0 })
  expect(mended.healed).toBe(6) // also what this process wrote and remembers
  await settled()
  expect(await metadataOf(house.laptop, 's_beneath')).toEqual(before)
  expect(await rowsOf('beneath')).toEqual(['a=1', 'b=2'])
  expect((await run())[0].tables).toMatchObject({ healed: 0, disagreements: 0 })
})

test('a reconciliation notices what nobody asked for yet', async () => {
  await begun('noticed')
  deleted(await filesOf('noticed'))
  expect((await run({ dryRun: true }))[0].tables).toMatchObject({ healed: 2, disagreements: 0 })
  expect((await run())[0].tables).toMatchObject({ healed: 2, disagreements: 2 })
  await settled()
  expect(await rowsOf('noticed')).toEqual(['a=1', 'b=2'])
  expect((await run())[0].tables).toMatchObject({ healed: 0, disagreements: 0 })
})

test('what nobody has is said by name, other tables are mended all the same, and the way out is one', async () => {
  await begun('forgood')
  await begun('other')
  deleted([
    ...house.laptop.store.list('lake', 's/forgood/metadata/').map(({ key }) => `s3://lake/${key}`),
    ...(await filesOf('other')),
  ])
  await put('forgood', 'c', '3')
  await house.settle()
  const [{ tables: would }, wouldSay] = await run({ dryRun: true })
  expect(would).toMatchObject({ healed: 2, unmended: 1 })
  const [{ tables }, said] = await run()
  expect(tables).toMatchObject({ healed: 2, unmended: 1 })
  expect(wouldSay).toEqual(said)
  const told = JSON.stringify({ step: 'lost', table: 's_forgood', detail: said[0] }).slice(1)
  expect((await activity()).filter((line) => line.includes(told))).toHaveLength(1)
  expect(said).toEqual([
    expect.stringMatching(/s_forgood are gone.*forgood\/metadata\/.*drop the table/),
  ])
  house.laptop.catalog.deleteTable('lake', 's_forgood')
  deleted(house.laptop.store.list('lake', 's/forgood/').map(({ key }) => `s3://lake/${key}`))
  await run()
  await settled()
  await run()
  await settled()
  expect(await rowsOf('forgood')).toEqual(['a=1', 'b=2', 'c=3'])
  expect(await rowsOf('other')).toEqual(['a=1', 'b=2'])
})

test.each([true, false])(
  'who began before an erasure made the table anew tells nothing of it, and brings back nothing (versions: %s)',
  async (isVersioned) => {
    versioned(isVersioned)
    const dataset = `moved${isVersioned}`
    await begun(dataset)
    const { store, catalog } = house.laptop
    const before = catalog.getTable('lake', `s_${dataset}`)
    await put(dataset, 'c', '3')
    await settled()
    deleted([metadataLocationOf(before)])
    const keys = () => store.list('lake', `s/${dataset}/`).map(({ key }) => key)
    const there = keys()
    const reading = jest.spyOn(catalog, 'getTable').mockReturnValueOnce(before)
    expect(await healTable(`s_${dataset}`)).toEqual({ back: [], dropped: [] })
    expect(reading).toHaveBeenCalledTimes(3) // as it was, that it is no more, as it is
    reading.mockRestore()
    expect(keys()).toEqual(there)
  },
)

test('what says which rows another writer deleted comes back, or is lost for good: they do not', async () => {
  versioned(true)
  await begun('undeleted')
  const uri = await rowDeleted(house.laptop, 's_undeleted')
  const left = await rowsOf('undeleted')
  expect(left).toHaveLength(1)
  const bytes = await bytesAt(house.laptop, uri)
  deleted([uri])
  expect((await run({ dryRun: true }))[0].tables).toMatchObject({ healed: 1, unmended: 0 })
  expect(house.laptop.store.list('lake', keyOf(uri))).toEqual([])
  expect((await run())[0].tables).toMatchObject({ healed: 1, unmended: 0 })
  expect(await rowsOf('undeleted')).toEqual(left)

  for (const { versionId } of [...house.laptop.store.versions.all()].filter(
    ({ key }) => key === keyOf(uri),
  )) {
    house.laptop.store.delete('lake', keyOf(uri), versionId)
  }
  for (const dryRun of [true, false]) {
    const [{ tables }, said] = await run({ dryRun })
    expect(tables).toMatchObject({ healed: 0, unmended: 1 })
    expect(said).toEqual([expect.stringMatching(/s_undeleted are gone.*-deletes.*Another writer/)])
  }
  await house.laptop.store.put('lake', keyOf(uri), bytes)
  expect((await run())[0].tables).toMatchObject({ healed: 0, unmended: 0 })
  expect(await rowsOf('undeleted')).toEqual(left)
})

test('rows of another writer are not given up for having been merged into a file of ours', async () => {
  await begun('stranger')
  await inserted('s_stranger', `SELECT 'z' AS id, 9::BIGINT AS v, NULL::VARCHAR AS _object`)
  await put('stranger', 'c', 'text') // each file is written again
  await settled()
  expect(await rowsOf('stranger')).toEqual(['a=1', 'b=2', 'c=text', 'z=9'])
  const files = await filesOf('stranger')
  const merged = files.filter((file) => /merged-/.test(file))
  expect(merged).toHaveLength(1)
  deleted(merged)
  const [{ tables: would }, wouldSay] = await run({ dryRun: true })
  expect(would).toMatchObject({ healed: 0, unmended: 1 })
  const [{ tables }, said] = await run()
  expect(wouldSay).toEqual(said)
  expect(tables).toMatchObject({ healed: 0, unmended: 1 })
  expect(said).toEqual([expect.stringMatching(/s_stranger are gone.*merged-.*Another writer/)])
  expect(await filesOf('stranger')).toEqual(files)
})

test('what came back is told, also where the rest is lost for good', async () => {
  await begun('half')
  versioned(true)
  const { store, catalog } = house.laptop
  const location = keyOf(metadataLocationOf(catalog.getTable('lake', 's_half')))
  for (const { key } of store.list('lake', 's/half/metadata/')) {
    store.delete('lake', key, key === location ? undefined : 'null')
  }
  const [{ tables }, said] = await run()
  expect(tables.healed).toBe(1)
  expect(said).toContainEqual(expect.stringMatching(/s_half are gone/))
  expect((await activity()).join('')).toMatch(/"s_half","detail":"1 deleted files brought back"/)
})
