/** What happens to objects happens to their rows: overwritten, deleted, come back; columns added, moved, widened. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type House, openHouse } from './house.ts'
import { lakeRows, lakeTypes, metadataOf, planOf, receiptOf } from './rows.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const put = (key: string, text: string) => house.laptop.store.put('raw', key, Buffer.from(text))
const rows = (table: string, select?: string) => lakeRows(house.laptop, table, select)

/** All that lands in one go is delivered three times over, to two workers at once. */
async function settled(): Promise<void> {
  await house.settle({ times: 3 })
  expect(await house.deadLetters()).toEqual([])
}

describe('objects', () => {
  test('an overwritten object is its newest version, a deleted one is gone, an uncovered one comes back', async () => {
    await put('s/objects/a.csv', 'id,v\n1,x\n2,y\n')
    await put('s/objects/b.csv', 'id,v\n7,other\n')
    await settled()
    await put('s/objects/a.csv', 'id,v\n3,z\n')
    await settled()
    expect(await rows('s_objects')).toEqual([
      { id: '3', v: 'z' },
      { id: '7', v: 'other' },
    ])

    const { versionId } = house.laptop.store.delete('raw', 's/objects/a.csv')
    await settled()
    expect(await rows('s_objects')).toEqual([{ id: '7', v: 'other' }])
    expect(await receiptOf(house.laptop, 's/objects/a.csv')).toMatchObject({ state: 'removed' })

    house.laptop.store.delete('raw', 's/objects/a.csv', versionId)
    await settled()
    expect(await rows('s_objects')).toEqual([
      { id: '3', v: 'z' },
      { id: '7', v: 'other' },
    ])
  })

  test('all versions at once, in whatever order their events come', async () => {
    for (let i = 1; i <= 6; i++) await put('s/versions/a.csv', `id,v\n${i},x\n`)
    await settled()
    expect(await rows('s_versions')).toEqual([{ id: '6', v: 'x' }])
  })

  test('a table’s object that becomes a picture takes its rows along', async () => {
    await put('s/picture/a.csv', 'id,v\n1,x\n')
    await put('s/picture/b.csv', 'id,v\n2,y\n')
    await settled()
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
    await house.laptop.store.put('raw', 's/picture/a.csv', png)
    await settled()
    expect(await rows('s_picture')).toEqual([{ id: '2', v: 'y' }])
    expect(await receiptOf(house.laptop, 's/picture/a.csv')).toMatchObject({ state: 'asset' })
  })

  test('a broken version does not replace a good one', async () => {
    await put('s/broken/a.csv', 'id,v\n1,x\n')
    await settled()
    await put('s/broken/a.csv', 'id,v\n2,"torn')
    await settled()
    expect(await rows('s_broken')).toEqual([{ id: '1', v: 'x' }])
    const kept = house.laptop.store.find('raw', 's/broken/_quarantine/a.csv')
    expect(kept && house.laptop.store.read(kept).toString()).toBe('id,v\n2,"torn')
    const now = house.laptop.store.find('raw', 's/broken/a.csv')
    expect(now && house.laptop.store.read(now).toString()).toBe('id,v\n1,x\n')
  })
})

describe('columns', () => {
  test('added, left out and reordered between files', async () => {
    await put('s/columns/a.csv', 'id,v\n1,x\n')
    await put('s/columns/b.csv', 'w,v,id\n2020-01-02,y,2\n')
    await put('s/columns/c.csv', 'id\n3\n4\n')
    await settled()
    expect(await rows('s_columns')).toEqual([
      { id: '1', v: 'x', w: null },
      { id: '2', v: 'y', w: '2020-01-02' },
      { id: '3', v: null, w: null },
      { id: '4', v: null, w: null },
    ])
  })

  test('long → decimal → string, step by step, and every old row still reads as its object says', async () => {
    await put('s/wider/a.csv', 'id,v\n1,10\n')
    await settled()
    expect(await lakeTypes(house.laptop, 's_wider')).toMatchObject({ v: 'long' })
    await put('s/wider/b.csv', 'id,v\n2,1.50\n')
    await settled()
    expect(await lakeTypes(house.laptop, 's_wider')).toMatchObject({ v: 'decimal(21,2)' })
    expect(await rows('s_wider')).toEqual([
      { id: '1', v: '10.00' },
      { id: '2', v: '1.50' },
    ])
    await put('s/wider/c.csv', 'id,v\n3,many\n')
    await settled()
    expect(await rows('s_wider')).toEqual([
      { id: '1', v: '10' },
      { id: '2', v: '1.50' },
      { id: '3', v: 'many' },
    ])
  })

  test('without values are there, and their first value gives them its type in whatever order', async () => {
    await put('s/valueless/a.csv', 'id,note,name\n1,,x\n2,,y\n')
    await put('s/header/a.csv', 'id,name,age\n')
    await put('s/members/a.ndjson', '{"id":1,"note":null}\n')
    await settled()
    const texts = { id: 'long', note: 'string', name: 'string', _object: 'string' }
    expect(await lakeTypes(house.laptop, 's_valueless')).toEqual(texts)
    expect(await rows('s_valueless')).toEqual([
      { id: '1', note: null, name: 'x' },
      { id: '2', note: null, name: 'y' },
    ])
    expect(Object.keys(await lakeTypes(house.laptop, 's_header')).sort()).toEqual([
      '_object',
      'age',
      'id',
      'name',
    ])
    expect(await rows('s_header')).toEqual([])
    expect(await rows('s_members')).toEqual([{ id: '1', note: null }])

    await put('s/valueless/b.csv', 'id,note,name\n3,7,z\n')
    await put('s/header/b.csv', 'id,name,age\n1,x,7\n')
    await settled()
    expect(await lakeTypes(house.laptop, 's_valueless')).toEqual({ ...texts, note: 'long' })
    expect(await rows('s_valueless')).toEqual([
      { id: '1', note: null, name: 'x' },
      { id: '2', note: null, name: 'y' },
      { id: '3', note: '7', name: 'z' },
    ])
    expect(await rows('s_header')).toEqual([{ id: '1', name: 'x', age: '7' }])
    await put('s/valueless/c.csv', 'id,note,name\n4,,w\n')
    await settled()
    expect(await lakeTypes(house.laptop, 's_valueless')).toEqual({ ...texts, note: 'long' })
    expect((await rows('s_valueless')).length).toBe(4)
  }, 240_000)

  const empties: Record<string, [first: string, later: string, read?: string]> = {
    list: ['[]', '[1]'],
    lists: ['[[],[]]', '[[1.5]]'],
    texts: ['[]', '"x"'],
    structs: ['[{},null]', '[{"b":1}]', '[{"b":null},null]'],
    struct: ['{}', '{"b":"2024-01-02"}', '{"b":null}'],
    number: ['{}', '7'],
    member: ['{"b":[],"c":5}', '{"b":["x"],"c":6}'],
    deeper: ['{"b":{"d":[]},"c":5}', '{"b":{"d":[{"e":1}]},"c":0.5}', '{"b":{"d":[]},"c":5.0}'],
    hollow: ['{"b":null}', '{"b":[1]}'],
    lost: ['{"b":[],"c":{}}', '"x"'],
  }

  test('an empty list or struct is one when its type comes, in either order, and overwritten', async () => {
    const cases = Object.entries(empties)
    const land = async (place: 0 | 1, from: string, file: number = place) => {
      for (const [name, values] of cases) {
        await put(`${from}/${name}/${file}.ndjson`, `{"id":${place},"a":${values[place]}}\n`)
      }
    }
    const read = async (from: string, id: number, of = 'to_json(a)::VARCHAR') => {
      const found = await Promise.all(
        cases.map(([name]) => rows(`${from}_${name}`, `id, ${of} AS a`)),
      )
      return found.map((all) => all.map((row) => Object(row)).find((row) => row.id === `${id}`)?.a)
    }
    const isJson = (value: unknown) => typeof value === 'string' && /^([{[].*|\d+)$/.test(value)
    /** Text that is JSON as what it says. */
    const plain = (text: string): unknown =>
      JSON.parse(text, (_, value) => (isJson(value) ? JSON.parse(value) : value))
    await Promise.all([land(0, 'first'), land(1, 'after'), land(1, 'over', 0)])
    await settled()
    expect((await read('first', 0)).map(plain)).toEqual(cases.map(([, [one]]) => plain(one)))
    await Promise.all([land(1, 'first'), land(0, 'after'), land(0, 'over')])
    await settled()
    for (const from of ['first', 'after', 'over']) {
      const expected = cases.map(([, [one, , typed = one]]) => plain(typed))
      expect((await read(from, 0)).map(plain)).toEqual(expected)
      if (from === 'over') continue
      expect((await read(from, 1)).map(plain)).toEqual(cases.map(([, [, other]]) => plain(other)))
    }
    const types = await read('first', 0, 'typeof(a)')
    expect(await read('after', 0, 'typeof(a)')).toEqual(types)
    expect(await read('over', 0, 'typeof(a)')).toEqual(types)
  }, 240_000)

  test('lists and structs that are empty as far as a file was inspected', async () => {
    const pad = 'x'.repeat(250)
    const line = (id: number, a: string, s: string) =>
      `{"id":${id},"a":${a},"s":${s},"p":"${pad}"}\n`
    const long = (from: number) =>
      Array.from({ length: 5000 }, (_, i) => line(from + i, '[]', '{}')).join('')
    await put('s/part/a.ndjson', long(0))
    await settled()
    await put('s/part/b.ndjson', long(5000))
    await settled()
    await put('s/part/c.ndjson', long(10_000) + line(15_000, '[7]', '{"b":1}'))
    await settled()
    await put('s/part/d.ndjson', long(20_000))
    await settled()
    const all = 'count(*) AS n, count(a) AS a, sum(len(a)) AS ones, count(s) AS s, count(s.b) AS b'
    const types = 'any_value(typeof(a)) AS list, any_value(typeof(s)) AS struct'
    const one = { ones: '1', b: '1', list: 'BIGINT[]', struct: 'STRUCT(b BIGINT)' }
    const n = '20001'
    expect(await rows('s_part', `${all}, ${types}`)).toEqual([{ n, a: n, s: n, ...one }])
  }, 240_000)

  test('in conflict from the start, the order makes no difference', async () => {
    const objects = { a: '1.50', b: 'true', c: '2020-01-01', d: '7' }
    for (const [name, v] of Object.entries(objects)) {
      await put(`s/conflict/${name}.csv`, `id,v\n${name},${v}\n`)
    }
    await settled()
    for (const [name, v] of Object.entries(objects).reverse()) {
      await put(`s/tcilfnoc/${name}.csv`, `id,v\n${name},${v}\n`)
      await settled()
    }
    const expected = Object.entries(objects).map(([id, v]) => ({ id, v }))
    expect(await rows('s_conflict')).toEqual(expected)
    expect(await rows('s_tcilfnoc')).toEqual(expected)
  }, 240_000)
})

describe('compaction', () => {
  const many = Array.from({ length: 48 }, (_, i) => i)

  test('tiny files become few, no row changes, and their objects can still be changed', async () => {
    for (const i of many) await put(`s/tiny/${i}.csv`, `id,v\nn${i},x\n`)
    await settled()
    const ids = (list: unknown[]) => list.map((each) => Object(each).id)
    const expected = many.map((i) => `n${i}`).sort()
    expect(ids(await rows('s_tiny'))).toEqual(expected)
    expect((await planOf(house.laptop, 's_tiny')).files.length).toBeLessThan(many.length / 2)
    const { snapshots = [] } = await metadataOf(house.laptop, 's_tiny')
    expect(snapshots.map(({ summary }) => summary.operation)).toContain('replace')

    await put('s/tiny/3.csv', 'id,v\nn3,changed\n')
    house.laptop.store.delete('raw', 's/tiny/4.csv')
    await settled()
    const after = await rows('s_tiny')
    expect(ids(after)).toEqual(expected.filter((id) => id !== 'n4'))
    expect(after).toContainEqual({ id: 'n3', v: 'changed' })
  }, 240_000)
})
