import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { icebergLogOf } from '../../../lake/logged/iceberg.ts'
import { type LogState, nextState, readingOf } from '../../../lake/logged/logstate.ts'

const folder = 'tests/fixtures/logged/iceberg/metadata'
const table = { root: 's/i/', format: 'iceberg' } as const
type Files = Record<string, Buffer>
const whole: Files = Object.fromEntries(
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]),
)
const metadataNames = Object.keys(whole).filter((name) => name.endsWith('.metadata.json'))
const newest = metadataNames.toSorted().at(-1)!

/** Its log names no files beside itself. */
const nobody = () => Promise.reject(new Error('asked'))

async function readOf(files: Files) {
  const listed = Object.keys(files).map((name) => ({ name, etag: name }))
  return readingOf(table, undefined, listed, async (name) => files[name]!, nobody)
}
const pathsOf = async (files: Files) => Object.keys((await readOf(files)).parts)

/** The table as it is, with its newest metadata told otherwise. */
function changed(change: (metadata: Record<string, unknown>) => object): Files {
  const text = whole[newest]!.toString()
  // Ids of snapshots have more digits than a number of JavaScript: the text is kept but for what changes.
  const before = JSON.parse(text)
  let after = text
  for (const [name, value] of Object.entries(change(before))) {
    const own = JSON.stringify(before[name])
    const said = `"${name}":${JSON.stringify(value)}`
    after = after.includes(`"${name}":${own}`)
      ? after.replace(`"${name}":${own}`, said)
      : `{${said},${after.slice(1)}`
  }
  return { ...whole, [newest]: Buffer.from(after) }
}

test('the files of the current snapshot, of all that lie there', async () => {
  const { isThere, refused, parts } = await readOf(whole)
  expect({ isThere, refused }).toEqual({ isThere: true })
  const days = Object.keys(parts).map((path) => path.split('/').slice(0, 2).join('/'))
  expect(days).toEqual(['data/day=2024-01-01', 'data/day=2024-01-01'])
  const of = (value: string) => ({ partitions: [{ key: 'day', value }] })
  expect(Object.values(parts)).toEqual([of('2024-01-01'), of('2024-01-01')])
})

test('in whatever order its metadata come, what is said at the end is the same; a version waits for its manifests', async () => {
  const last = await readOf(whole)
  const names = Object.keys(whole)
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(names, { minLength: names.length }), async (order) => {
      let state: LogState | undefined
      const files: Files = {}
      for (const name of order) {
        files[name] = whole[name]!
        const reading = await readOf(files)
        expect(reading.refused).toBeUndefined()
        state = nextState(state, reading)
      }
      expect(state?.parts).toEqual(last.parts)
    }),
    { numRuns: 30 },
  )
  const { [newest]: _, ...before } = whole
  expect(await pathsOf(before)).toHaveLength(3)
  const list = /snap-7597951604706754179[^"/]*\.avro/.exec(whole[newest]!.toString())?.[0] ?? ''
  const { [list]: gone, ...without } = whole
  expect(gone).toBeDefined()
  expect(await pathsOf(without)).toEqual(await pathsOf(before))
})

test('a file of that name that is no table’s says nothing', async () => {
  expect(await readOf({ 'a.metadata.json': Buffer.from('{"rows":[1]}') })).toEqual({
    isThere: false,
    parts: {},
  })
})

type Fields = { 'schema-id': number; fields: { name: string }[] }[]
test.each<[string, Files]>([
  [
    'iceberg.versions',
    { ...whole, [newest.replace(/-.*/, '-again.metadata.json')]: whole[newest]! },
  ],
  ['iceberg.log', changed(() => ({ 'format-version': 3 }))],
  ['iceberg.outside', changed(() => ({ location: 'file:///tmp/warehouse/d/t/data' }))],
  [
    'iceberg.name-mapping',
    changed(() => ({ properties: { 'schema.name-mapping.default': '[]' } })),
  ],
  [
    'iceberg.columns',
    changed(({ schemas }) => {
      const [first] = schemas as Fields
      const fields = first!.fields.map((field, i) =>
        i === 1 ? { ...field, name: 'other' } : field,
      )
      return { schemas: [first, { ...first, 'schema-id': 1, fields }] }
    }),
  ],
  [
    'iceberg.columns',
    changed(({ schemas }) => ({ schemas: [{ ...(schemas as Fields)[0], 'schema-id': 2 }] })),
  ],
])('%s: nothing of the table is read, and it is said why', async (code, files) => {
  const { isThere, parts, refused } = await readOf(files)
  expect({ isThere, parts, code: refused?.code }).toEqual({ isThere: true, parts: {}, code })
})

test('metadata are known by what they are, before anybody knows of the table; nothing is read of other keys', async () => {
  const reasonOf = async (name: string, bytes: Buffer, folder = 'metadata/') =>
    (
      await icebergLogOf({ key: `s/i/${folder}${name}`, bytes: bytes.length }, async (start, end) =>
        bytes.subarray(start, end),
      )
    )?.code
  for (const [name, bytes] of Object.entries(whole))
    expect(await reasonOf(name, bytes)).toBe('table.log')
  expect(await reasonOf('a.metadata.json', Buffer.from('{"rows":[1]}'))).toBeUndefined()
  expect(await reasonOf('a.avro', Buffer.from('Obj\x01 "name":"order"'))).toBeUndefined()
  const unread = async () => {
    throw new Error('read')
  }
  expect(await icebergLogOf({ key: 's/i/data/a.avro', bytes: 9 }, unread)).toBeUndefined()
})

test('what S3 does not give now refuses no table: it is asked for again', async () => {
  const slow = Object.assign(new Error('Please reduce your request rate.'), { name: 'SlowDown' })
  const listed = Object.keys(whole).map((name) => ({ name, etag: name }))
  const reading = readingOf(
    table,
    undefined,
    listed,
    async (name) => {
      if (name.endsWith('.avro')) throw slow
      return whole[name]!
    },
    nobody,
  )
  await expect(reading).rejects.toBe(slow)
})
