import { describe, expect, test } from '@jest/globals'
import { inspect } from '../../../lake/inspect/inspect.ts'
import { pinnedBy } from '../../../lake/inspect/pinned.ts'
import { contradictionOf, type Pins, pins as pinsOf } from '../../../schemas/interpretation.ts'

const inspected = (text: string, pins: Pins) => inspectedBytes(Buffer.from(text), pins)

function inspectedBytes(bytes: Buffer, pins: Pins) {
  const read = async (start: number, end: number) => bytes.subarray(start, end)
  const pinned = pinnedBy([['a person', pinsOf.parse(pins)]])
  return inspect({ key: 's/d/f', bytes: bytes.length }, read, [], pinned)
}

describe('what is pinned is not guessed', () => {
  test('a delimiter that nothing speaks for', async () => {
    const { csv, columns, evidence, pins } = await inspected('a b\n1 2\n3 4\n', { delimiter: ' ' })
    expect(csv).toMatchObject({ delimiter: ' ', header: true })
    expect(columns.map(({ name, type }) => [name, type])).toEqual([
      ['a', 'long'],
      ['b', 'long'],
    ])
    expect(evidence).toContain('delimiter " " is pinned by a person')
    expect(pins).toEqual({ delimiter: ' ' })
  })

  test('whether there is a header, and where it is', async () => {
    const names = await inspected('ann,bob\ncid,dan\n', { header: true })
    expect(names.columns.map(({ name }) => name)).toEqual(['ann', 'bob'])
    const rows = await inspected('name,city\nann,Rome\n', { header: false })
    expect(rows.columns.map(({ name }) => name)).toEqual(['column_1', 'column_2'])
    const below = await inspected('x,y\nid,v\n1,2\n', { skip: 1 })
    expect(below.columns.map(({ name }) => name)).toEqual(['id', 'v'])
    expect(below.text?.rows).toBe(1)
  })

  test('quotes, and what escapes them', async () => {
    const none = await inspected('a,b\n"x,"y\n', { quote: '' })
    expect(none).toMatchObject({ csv: { quote: '', escape: '' }, text: { rows: 1, cellsMax: 2 } })
    const back = await inspected('a,b\n"x\\"y",2\n', { quote: '"', escape: '\\' })
    expect(back).toMatchObject({ csv: { escape: '\\' }, text: { cellsMax: 2 } })
  })

  test('types, by the names that the file gives', async () => {
    const types = { 'Order No': 'string', price: 'decimal(9,2)' } as const
    const { columns } = await inspected('Order No,price\n1,2\n', { types })
    expect(columns.map(({ type }) => type)).toEqual(['string', 'decimal(9,2)'])
  })

  test('no type of a column that is called as what every object has', async () => {
    const { columns } = await inspected('constructor,__proto__\nFerrari,2\n', { delimiter: ',' })
    expect(columns.map(({ type }) => type)).toEqual(['string', 'long'])
  })

  test('that it is no table', async () => {
    const { verdict, reason, columns } = await inspected('a,b\n1,2\n', { asset: true })
    expect({ verdict, columns }).toEqual({ verdict: 'asset', columns: [] })
    expect(reason).toMatchObject({ detail: 'The object is no table: so says a person.' })
  })

  test('with what lines begin that are no rows', async () => {
    const text = '% by hand\na,b\n1,2\n%3,4\n"%5",6\n'
    const guessed = await inspected(text, {})
    expect(guessed.text?.rows ?? 4).toBeGreaterThan(2)
    const { render, columns, evidence } = await inspected(text, { comment: '%' })
    expect(render).toMatchObject({ reader: 'csv', comments: '%', columns: 2 })
    expect(columns.map(({ name, type }) => [name, type])).toEqual([
      ['a', 'string'],
      ['b', 'long'],
    ])
    expect(evidence.join()).toContain('line 4')
    const none = await inspected('a,b\n1,2\n# x\n3,4\n', { comment: '' })
    expect(JSON.stringify(none.render ?? {})).not.toContain('comments')
  })

  test('in which encoding it is', async () => {
    const koi = Buffer.concat([
      Buffer.from('name,n\n'),
      Buffer.from([0xe2, 0xd9, 0xcb]),
      Buffer.from(',1\n'),
    ])
    expect(await inspectedBytes(koi, { encoding: 'koi8-r' })).toMatchObject({ encoding: 'koi8-r' })
    expect(await inspectedBytes(koi, { encoding: 'windows-1251' })).toMatchObject({
      encoding: 'windows-1251',
    })
    await expect(inspectedBytes(koi, { encoding: 'utf-16le' })).rejects.toMatchObject({
      reason: { code: 'text.invalid-encoding', detail: expect.stringContaining('utf-16le') },
    })
  })

  test('which texts are no values, in a text column too, and no others', async () => {
    const text = 'n,word\n1,n/v\nn/v,NA\n3,x\n'
    expect((await inspected(text, {})).columns.map(({ type }) => type)).toEqual([
      'string',
      'string',
    ])
    const { columns } = await inspected(text, { nulls: ['n/v'] })
    expect(columns).toEqual([
      { name: 'n', type: 'long', reading: { nulls: ['n/v'], said: true } },
      { name: 'word', type: 'string', reading: { nulls: ['n/v'], said: true } },
    ])
    const none = await inspected('n\n1\nNA\n', { nulls: [], header: true })
    expect(none.columns).toMatchObject([{ type: 'string', reading: { said: true } }])
  })

  test('what a row is: an element of XML, an array of JSON', async () => {
    const xml = '<f><a><i>1</i></a><a><i>2</i></a><b><c>x</c></b><b><c>y</c></b><b><c>z</c></b></f>'
    for (const record of ['b', '/f/b', 'f/b']) {
      expect((await inspected(xml, { record })).render).toMatchObject({ record: ['f', 'b'] })
    }
    expect((await inspected(xml, { record: '$' })).render).toMatchObject({ record: ['f'] })
    const json = JSON.stringify({ a: { left: [{ x: 1 }], right: [{ y: 2 }, { y: 3 }] } })
    const right = await inspected(json, { record: 'a.right' })
    expect(right.render).toMatchObject({ path: ['a', 'right'], rows: 'objects' })
    expect(right.columns.map(({ original, name }) => original ?? name)).toContain('y')
    const whole = await inspected(json, { record: '$' })
    expect(whole.columns.map(({ name }) => name)).toEqual(['a'])
    for (const [text, code] of [
      [xml, 'xml.no-record'],
      [json, 'json.no-record'],
    ] as const) {
      await expect(inspected(text, { record: 'nowhere' })).rejects.toMatchObject({
        reason: { code, detail: expect.stringContaining('"nowhere"') },
      })
    }
  })

  test('what is said of a column that is not there is a doubt', async () => {
    const { doubt } = await inspected('id,v\n1,2\n', { types: { vee: 'string' }, keys: ['id'] })
    expect(doubt).toEqual(['no column of the file is called "vee", of which something is pinned'])
  })

  test('what says nothing of a file is said to say nothing', async () => {
    const { format, evidence } = await inspected('{"a":1}\n{"a":2}\n', { skip: 1 })
    expect(format).toBe('ndjson')
    expect(evidence).toContain(
      'skip 1 is pinned by a person, and says nothing of a file that is ndjson',
    )
  })
})

describe('who pins', () => {
  test('a person goes before the upload, and that before the file beside the data, pin by pin', () => {
    const pinned = pinnedBy([
      ['a person', { delimiter: ';' }],
      ['the upload', { delimiter: '|', header: true, types: { a: 'date' } }],
      ['_hypatia.json', { header: false, skip: 2, types: { a: 'string', b: 'double' } }],
    ])
    expect(pinned).toEqual({
      pins: { delimiter: ';', header: true, skip: 2, types: { a: 'date', b: 'double' } },
      by: {
        delimiter: 'a person',
        header: 'the upload',
        skip: '_hypatia.json',
        types: 'the upload',
      },
    })
    expect(pinnedBy([['a person', undefined]])).toBeUndefined()
  })

  test('who says how a file is read says that it is a table', () => {
    const [person, hint] = [{ header: true }, { asset: true as const }]
    const said = pinnedBy([
      ['a person', person],
      ['_hypatia.json', hint],
    ])
    expect(said?.pins).toEqual(person)
    const other = pinnedBy([
      ['a person', hint],
      ['_hypatia.json', person],
    ])
    expect(other?.pins).toEqual(hint)
  })

  test('two pins that cannot both hold are told apart', () => {
    expect(contradictionOf({ delimiter: ';', quote: ';' })?.pin).toBe('quote')
    expect(contradictionOf({ quote: '', escape: '\\' })?.pin).toBe('escape')
    expect(contradictionOf({ asset: true, header: false })?.pin).toBe('header')
    expect(contradictionOf({ delimiter: ';', quote: '"' })).toBeUndefined()
  })
})
