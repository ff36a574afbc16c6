/** How files are read, by the API: who may say it, what is refused, what it would be, and that it can be undone. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { objectId } from '../../../lake/key.ts'
import { inputOf } from '../../lake/inspect/fixtures.ts'
import { type Api, openApi } from './house.ts'

let api: Api
beforeAll(async () => {
  api = await openApi()
  await api.land('shop/cut/a.csv', 'x,y;z\n1,a;3\n2,b;4\n')
}, 60_000)
afterAll(() => api?.close())

const path = '/v1/datasets/shop_cut/interpretation'
const file = objectId('shop/cut/a.csv')

test('is said by who lands under the source, and read by who reads', async () => {
  const body = { pins: { delimiter: ';' }, file }
  const scope = 'lake:read land:other'
  for (const to of [path, `${path}/preview`]) {
    expect(await api.problem('POST', to, { scope, body })).toBe('403 /problems/source.foreign')
  }
  expect(await api.problem('DELETE', path, { scope })).toBe('403 /problems/source.foreign')
  const nothing = { version: 0, pins: {}, by: null, before: [], isReplayed: true }
  expect((await api.ask('GET', path, { scope: 'lake:read' })).body).toMatchObject(nothing)
})

const unfit = { encoding: 'utf-9', comment: '##', nulls: [''], record: '', delimiter: 'é' }

test('pins that nobody knows, or that cannot both hold, are refused by name', async () => {
  const unknown = { pins: { delimeter: ';' } }
  expect(await api.problem('POST', path, { body: unknown })).toBe('400 /problems/request.invalid')
  for (const [pin, value] of Object.entries(unfit)) {
    const { status, body } = await api.ask('POST', path, { body: { pins: { [pin]: value } } })
    expect([pin, status]).toEqual([pin, 400])
    expect(JSON.stringify(body)).toContain(`/pins/${pin}`)
  }
  const both = { pins: { delimiter: ';', quote: ';' } }
  const { status, body } = await api.ask('POST', path, { body: both })
  expect(status).toBe(422)
  expect(body).toMatchObject({
    type: '/problems/interpretation.refused',
    errors: [{ in: 'body', name: '/pins/quote', detail: 'It is the delimiter, too.' }],
  })
})

test('what it would be is shown, and nothing is kept', async () => {
  const preview = async (pins: object) =>
    (await api.ask('POST', `${path}/preview`, { body: { pins, file } })).body
  expect(await preview({ delimiter: ';' })).toMatchObject({
    verdict: 'table',
    columns: [{ original: 'x,y' }, { name: 'z', type: 'bigint' }],
    rows: [
      ['1,a', '3'],
      ['2,b', '4'],
    ],
  })
  expect(await preview({ delimiter: ',', header: false })).toMatchObject({
    columns: [{ name: 'column_1', type: 'string' }, { name: 'column_2' }],
    rows: [
      ['x', 'y;z'],
      ['1', 'a;3'],
      ['2', 'b;4'],
    ],
  })
  expect(await preview({ delimiter: ';', nulls: ['2,b'] })).toMatchObject({
    rows: [
      ['1,a', '3'],
      [null, '4'],
    ],
  })
  expect(await preview({ encoding: 'utf-16le' })).toMatchObject({ verdict: 'asset' })
  expect(await preview({ asset: true })).toMatchObject({ verdict: 'asset', rows: null })
  expect((await api.ask('GET', path)).body).toMatchObject({ version: 0 })
  const other = { body: { pins: {}, file: '0'.repeat(16) } }
  expect(await api.problem('POST', `${path}/preview`, other)).toBe('404 /problems/object.unknown')
})

test('a file without a header is shown by the columns of its dataset, as the catalog reads it', async () => {
  await api.land('shop/headless/a.csv', 'id,mail\n1,ann@x.example\n2,bob@x.example\n')
  await api.land('shop/headless/b.csv', '3,cid@x.example\n4,dan@x.example\n')
  const body = { pins: {}, file: objectId('shop/headless/b.csv') }
  const to = '/v1/datasets/shop_headless/interpretation/preview'
  expect((await api.ask('POST', to, { body })).body).toMatchObject({
    columns: [{ name: 'id' }, { name: 'mail' }],
    rows: [
      ['3', 'cid@x.example'],
      ['4', 'dan@x.example'],
    ],
  })
})

test('a column that is called as the folders of its dataset is shown by the name that it has', async () => {
  await api.land('shop/divided/day=1/a.csv', 'id,v\n1,x\n2,y\n')
  await api.land('shop/divided/b.csv', 'id,day\n3,5\n4,6\n')
  const body = { pins: {}, file: objectId('shop/divided/b.csv') }
  const to = '/v1/datasets/shop_divided/interpretation/preview'
  const { columns } = (await api.ask('POST', to, { body })).body as {
    columns: { name: string; original?: string }[]
  }
  expect(columns.map(({ name, original = name }) => original)).toEqual(['id', 'day'])
  expect(columns[1]!.name).not.toBe('day')
})

test('said twice it is one version, and what was said before comes back', async () => {
  const body = { pins: { delimiter: ';' } }
  const first = await api.ask('POST', path, { body })
  expect(first).toMatchObject({ status: 202, body: { version: 1, by: 'tester', ...body } })
  expect((await api.ask('POST', path, { body })).body).toEqual(first.body)
  expect((await api.ask('GET', path)).body).toEqual(first.body)
  await api.ask('POST', path, { body: { pins: { skip: 1 } } })
  expect((await api.ask('DELETE', path)).body).toMatchObject({ version: 3, ...body })
  expect((await api.ask('DELETE', path)).body).toMatchObject({ version: 4, pins: {}, by: null })
  expect(await api.problem('DELETE', path)).toBe('404 /problems/interpretation.unknown')
})

test('what is said by a file alone can be read, and undone, while nothing is a table', async () => {
  const key = 'shop/broken/a.txt'
  await api.land(key, '{"a\\u0000b":1}\n{"a\\u0000b":2}\n')
  const at = '/v1/datasets/shop_broken/interpretation'
  expect(await api.problem('GET', at)).toBe('404 /problems/dataset.unknown')
  const body = { pins: { header: true }, file: objectId(key) }
  const { pins } = body
  expect(await api.ask('POST', at, { body })).toMatchObject({ status: 202, body: { version: 1 } })
  expect(await api.ask('GET', at)).toMatchObject({ status: 200, body: { version: 1, pins } })
  expect(await api.problem('DELETE', at, { scope: 'lake:read land:other' })).toBe(
    '403 /problems/source.foreign',
  )
  expect(await api.ask('DELETE', at)).toMatchObject({ status: 202, body: { pins: {} } })
})

test('an upload says by itself how it is read: the words go beside its bytes, signed', async () => {
  const upload = (pins: object) =>
    api.ask('POST', '/v1/uploads', {
      body: {
        ...{ source: 'shop', dataset: 'told', file: 'a.csv', size: 3, pins },
        sha256: 'a'.repeat(64),
      },
    })
  const { status, body } = await upload({ delimiter: ';', record: 'é' })
  expect(status).toBe(201)
  expect((body as { headers: object }).headers).toMatchObject({
    'x-amz-meta-hypatia-pins': '{"delimiter":";","record":"\\u00e9"}',
  })
  expect(await upload({ quote: '', escape: 'x' })).toMatchObject({
    status: 422,
    body: { errors: [{ name: '/pins/escape' }] },
  })
  const long = Object.fromEntries(Array.from({ length: 99 }, (_, i) => [`column ${i}`, 'string']))
  expect(await upload({ types: long })).toMatchObject({ body: { errors: [{ name: '/pins' }] } })
})

test('what says nothing of the named file is refused by name, unless it is said already of others', async () => {
  const key = 'shop/book/a.xlsx'
  await api.laptop.store.put('raw', key, inputOf('xlsx-types'))
  await api.land('shop/book/b.csv', 'id,zip\n1,2\n3,4\n')
  const at = '/v1/datasets/shop_book/interpretation'
  const file = objectId(key)
  for (const to of [at, `${at}/preview`]) {
    const { status, body } = await api.ask('POST', to, { body: { pins: { delimiter: ';' }, file } })
    expect([to, status]).toEqual([to, 422])
    expect(body).toMatchObject({
      type: '/problems/interpretation.refused',
      errors: [{ name: '/pins/delimiter', detail: 'It says nothing of a file that is xlsx.' }],
    })
  }
  const pins = { delimiter: ',', names: { zip: 'postcode' } }
  const csv = { pins, file: objectId('shop/book/b.csv') }
  expect((await api.ask('POST', `${at}/preview`, { body: csv })).body).toMatchObject({
    columns: [{ name: 'id' }, { name: 'postcode' }],
    says: expect.arrayContaining(['delimiter', 'quote', 'nulls', 'names']),
  })
  expect((await api.ask('POST', at, { body: csv })).status).toBe(202)
  const { body } = await api.ask('POST', `${at}/preview`, { body: { pins, file } })
  expect(body).toMatchObject({ format: 'xlsx', says: ['asset', 'sheet', 'types', 'names', 'keys'] })
})

const firstRow: Record<string, (string | null)[]> = {
  'avro-types': [
    ...['1', '9007199254740993', '-5', '1.5', '0.1', 'true', 'Zoë, "x"', '00ff', '-12.30'],
    ...['123456789012345678901234567890123456789012.345', '2026-01-02'],
    ...['2026-01-02T03:04:05.678901Z', '1969-12-31T23:59:59.999', 'B'],
    ...['00000000-0000-0000-0000-000000000001', '["a","","é"]', '{"a":1,"b":null}'],
    ...['{"first":"A","age":7}', null, '12345678901234567', null],
  ],
  'arrow-types': [
    ...[
      '-1',
      '4294967295',
      '9007199254740993',
      '18446744073709551615',
      '1.5',
      '0.5',
      '0.1',
      'true',
    ],
    ...['Zoë', 'a', '00ff', '61626364', '-12.30', '123456789012345678901234567890123456789012.345'],
    ...['2026-01-02', '2026-01-02', '1970-01-01T00:00:00', '9999-12-31T23:59:59.999999'],
    ...['2026-01-02T03:04:05.678901Z', '01:02:03.456789', 'a', '["x",null]', '[1,2]'],
    ...['{"first":"A","at":"2026-01-01T00:00:00.000001"}', '{"a":1,"b":null}', null, '5', '[1,2]'],
  ],
  'orc-types': [
    ...['true', '-1', '-32768', '2147483647', '9007199254740993', '0.5', '0.1', 'Zoë', '00ff'],
    ...['-12.30', '12345678901234567890123456789012345.678', '2026-01-02'],
    ...['2261-12-31T23:59:59.999999', '2023-11-14T22:13:20.123456789'],
    ...['2026-01-02T03:04:05.678901Z', '["x",null]', '{"first":"A","n":1}', '{"a":1,"b":null}'],
  ],
  'xlsx-types': [
    ...['1', 'Müller & Söhne', '2024-02-29', '2024-01-02T10:30:15', '07:05:00', '30:01:00', '9.9'],
    ...['true', '007', '#DIV/0!', null, '5'],
  ],
  'ods-types': [
    ...['1', 'a  b\nc', '2024-02-29', '2024-01-02T10:30:00.5', '30:01:05', 'true', '9.9', '0.25'],
  ],
  'xml-records': [
    ...['1', 'Zoë', '9.50', '[{"@sku":"a","#text":"2"},{"@sku":"b","#text":"1"}]', 'a <b> c'],
    ...[null, null, '2024-01-02', 'shop & co'],
  ],
  'html-table': ['1', 'Anna & Sons', '12.50', null],
  'arrow-truncated': ['0', 'name 0'],
}

test('first rows are those of the reader that the format has, also of one that breaks later', async () => {
  const keyOf = (name: string) => `shop/${name}/a`
  for (const name of Object.keys(firstRow)) {
    await api.laptop.store.put('raw', keyOf(name), inputOf(name))
  }
  await api.settle()
  for (const [name, row] of Object.entries(firstRow)) {
    const file = objectId(keyOf(name))
    const { body: object } = await api.ask('GET', `/v1/objects/${file}`)
    const to = `/v1/datasets/${object.dataset}/interpretation/preview`
    const { body } = await api.ask('POST', to, { body: { pins: {}, file } })
    const { rows, columns } = body as { rows: unknown[][]; columns: unknown[] }
    expect({ name, row: rows[0], columns: columns.length }).toEqual({
      name,
      row,
      columns: row.length,
    })
    expect(rows).toHaveLength(name === 'arrow-truncated' ? 20 : 3)
  }
})
