/** Glue is lost, one table or all of it: it comes back from the buckets, equal to what it was. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { rebuildDatabases, rebuildTables } from '../../aws/rebuild.ts'
import { environmentOf, type House, openHouse } from './house.ts'
import { lakeRows, receiptOf } from './rows.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
  Object.assign(process.env, environmentOf(house.laptop, house.laptop.endpoint))
})
afterAll(() => house.close())

const put = (key: string, text: string) => house.laptop.store.put('raw', key, Buffer.from(text))

async function settled(): Promise<void> {
  await house.settle()
  expect(await house.deadLetters()).toEqual([])
}

/** All that Glue says, but for what it counts and times itself. */
function dump() {
  const { catalog } = house.laptop
  return ['raw', 'lake'].map((database) =>
    catalog.getTables(database).map((table) => {
      const { CreateTime, UpdateTime, VersionId, ...said } = { ...table } as Record<string, unknown>
      const partitions = catalog
        .getPartitions(database, table.Name)
        .map(({ Values, StorageDescriptor, Parameters }) => ({
          Values,
          StorageDescriptor,
          Parameters,
        }))
      return { ...said, partitions }
    }),
  )
}

async function rebuilt() {
  const made = await rebuildDatabases()
  const tables = []
  for await (const table of rebuildTables()) tables.push(table)
  return { made, tables }
}

test('both databases, equal to the lost ones', async () => {
  const { catalog, store } = house.laptop
  await put('s/plain/a.csv', 'Id,Straßen Name\n1,x\n2,y\n')
  await put('s/plain/b.csv', 'Id,Straßen Name\n3,z\n')
  await put('s/parts/day=1/a.csv', 'id,v\n1,x\n')
  await put('s/parts/day=2/a.csv', 'id,v\n2,y\n')
  await put('s/parts/day=2/b.csv', 'id,v\n3,y\n')
  await put('s/withheld/a.csv', 'id,v\n1,"two\nlines"\n')
  await put('s/nested/a.ndjson', '{"id":1,"at":{"x":1.5,"y":[1,2]}}\n')
  await put('s/broken/a.csv', 'id,v\n1,"x\n2,y\n')
  await settled()
  await put('s/plain/b.csv', 'Id,Straßen Name\n3,z\n4,late\n') // overwritten
  await put('s/parts/day=2/c.csv', 'id,v,more\n9,y,2026-01-01\n') // a column more
  await put('s/plain/c.csv', 'Id,Straßen Name\nx5,text\n') // widened
  store.delete('raw', 's/parts/day=2/b.csv')
  await settled()
  const tables = ['s_plain', 's_parts', 's_withheld', 's_nested']
  const rows = () => Promise.all(tables.map((table) => lakeRows(house.laptop, table)))
  const [before, rowsBefore] = [dump(), await rows()]
  expect(before.flat().length).toBeGreaterThanOrEqual(7)

  for (const database of ['raw', 'lake']) catalog.deleteDatabase(database)
  const { made, tables: told } = await rebuilt()
  expect(made).toBe(2)
  expect(told.map(({ table, raw, lake }) => [table, raw, lake])).toEqual(
    expect.arrayContaining([
      ['s_plain', 'made', 'made'],
      ['s_withheld', 'nothing', 'made'],
    ]),
  )
  expect(dump()).toEqual(before)
  expect(await rows()).toEqual(rowsBefore)

  const again = await rebuilt()
  expect(again.made).toBe(0)
  for (const { table, raw, lake } of again.tables) {
    expect([table, raw === 'made', lake === 'made']).toEqual([table, false, false])
  }
  await put('s/plain/d.csv', 'Id,Straßen Name\n7,after\n')
  await settled()
  expect((await lakeRows(house.laptop, 's_plain')).length).toBe(rowsBefore[0]!.length + 1)
})

test('a raw table that is there has those of its partitions again that it lost', async () => {
  const { catalog } = house.laptop
  for (const day of [1, 2, 3]) await put(`s/divided/day=${day}/a.csv`, `id,v\n${day},x\n`)
  await settled()
  const before = dump()
  for (const day of ['1', '3']) catalog.deletePartition('raw', 's_divided', [day])
  const { tables } = await rebuilt()
  expect(tables.find(({ table }) => table === 's_divided')).toMatchObject({ partitions: 2 })
  expect(dump()).toEqual(before)
  const again = (await rebuilt()).tables.filter(({ partitions }) => partitions > 0)
  expect(again).toEqual([])
})

test('a lost table is not begun anew by what lands next: it comes back with all its rows', async () => {
  const { catalog } = house.laptop
  await put('s/lost/a.csv', 'id,v\n1,x\n')
  await settled()
  catalog.deleteTable('lake', 's_lost')
  catalog.deleteTable('raw', 's_lost')
  await put('s/lost/b.csv', 'id,v,w\n2,y,z\n')
  await settled()
  expect(await lakeRows(house.laptop, 's_lost', 'id, v')).toEqual([
    { id: '1', v: 'x' },
    { id: '2', v: 'y' },
  ])
  expect(await receiptOf(house.laptop, 's/lost/a.csv')).toMatchObject({ state: 'committed' })
})
