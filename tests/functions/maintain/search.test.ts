/** Versions that hold a value go, whether or not their other rows could be written again: only the current one must be. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { putBytes } from '../../../aws/s3.ts'
import { versionsOf } from '../../../aws/versions.ts'
import { endRedacting } from '../../../functions/maintain/redactparquet.ts'
import { searchOf } from '../../../functions/maintain/search.ts'
import { soughtOf } from '../../../functions/maintain/sought.ts'
import { begun, datasetKey, joinDataset, newDataset } from '../../../lake/dataset.ts'
import { hinted, interpretationKey } from '../../../lake/interpretation.ts'
import { type Receipt, receiptKey } from '../../../lake/receipt.ts'
import { namedColumns } from '../../../lake/schema/names.ts'
import type { Erasure } from '../../../schemas/erasure.ts'
import { type Opened, openLaptop } from './laptop.ts'

let opened: Opened
beforeAll(async () => {
  opened = await openLaptop()
  process.env.DUCKDB_CHILD = resolve('layers/duckdb/nodejs/child.mjs')
})
afterAll(async () => {
  endRedacting()
  await opened.close()
})

const key = 's/d/a.parquet'
const digits = '1234567890123456789012345678901234567890.12345'
const asked = { kind: 'value', columns: ['d'], values: [digits] } as unknown as Erasure

async function found(sought = asked, at = key) {
  const look = await searchOf(sought)
  for await (const versioned of versionsOf('raw', at)) {
    if (versioned.key !== at) continue
    const { gone, left } = await look(versioned)
    return { gone: gone.map(({ versionId }) => versionId), left }
  }
  throw new Error(`nothing at ${at}`)
}

test('what DuckDB would not write as it was goes where it lies beneath, and is left where it is current', async () => {
  const record = joinDataset(newDataset('s_d', 's', 'd', 'lake', []), [
    { name: 'd', type: 'string' },
  ])
  await putBytes({ bucket: 'work', key: datasetKey('s_d') }, JSON.stringify(record))
  const wide = readFileSync('tests/fixtures/parquet/decimal256-1.parquet')
  const { versionId } = await putBytes({ bucket: 'raw', key }, wide)
  const left = 'its rows cannot be written again without some'
  expect(await found()).toEqual({ gone: [], left })
  await putBytes({ bucket: 'raw', key }, 'd\n1\n')
  expect(await found()).toEqual({ gone: [versionId], left: undefined })
})

test('of a column that is another one by now each file says what is meant: where it has both they are two', async () => {
  const columns = ['id', 'zip', 'Post Code'].map((original) => ({
    original,
    type: 'string' as const,
  }))
  const record = joinDataset(newDataset('s_n', 's', 'n', 'lake', []), namedColumns(columns))
  await putBytes({ bucket: 'work', key: datasetKey('s_n') }, JSON.stringify(record))
  const owner = { source: 's', dataset: 'n' }
  const names = { zip: 'Post Code' }
  const said = hinted(undefined, owner, { names })
  await putBytes({ bucket: 'work', key: interpretationKey('s', 'n') }, JSON.stringify(said))
  const files = {
    's/n/former.csv': 'id,zip\n1,a\n',
    's/n/new.csv': 'id,Post Code\n1,a\n',
    's/n/both.csv': 'id,zip,Post Code\n7,a,b\n',
    's/n/both.ndjson': '{"id":7,"zip":"a"}\n{"id":8,"Post Code":"b"}\n',
  }
  for (const [at, text] of Object.entries(files)) await putBytes({ bucket: 'raw', key: at }, text)
  const goes = async (column: string, value: string) => {
    const sought = { kind: 'value', columns: [column], values: [value] } as unknown as Erasure
    const all = Object.keys(files)
    const looked = await Promise.all(all.map((at) => found(sought, at)))
    return all.filter((_, i) => looked[i]!.gone.length > 0).map((at) => at.slice('s/n/'.length))
  }
  expect(await goes('post_code', 'a')).toEqual(['former.csv', 'new.csv'])
  expect(await goes('Post Code', 'b')).toEqual(['both.csv', 'both.ndjson'])
  expect(await goes('zip', 'a')).toEqual(['former.csv', 'new.csv', 'both.csv', 'both.ndjson'])
  expect(await goes('zip', 'b')).toEqual([])
})

test('what lay there before the bucket kept versions goes by its own bytes, and stays by them', async () => {
  const { store } = opened.laptop
  const columns = ['id', 'mail'].map((name) => ({ name, type: 'string' as const }))
  const record = joinDataset(newDataset('s_late', 's', 'late', 'lake', []), columns)
  await putBytes({ bucket: 'work', key: datasetKey('s_late') }, JSON.stringify(record))
  const of = { kind: 'value', columns: ['mail'], values: ['ann@x.org'] } as unknown as Erasure
  for (const [name, beneath, above] of [
    ['held', 'ann@x.org', 'bob@x.org'],
    ['free', 'bob@x.org', 'ann@x.org'],
  ] as const) {
    const at = `s/late/${name}.csv`
    store.buckets.change('raw', { versioning: 'Suspended' })
    await store.put('raw', at, `id,mail\n1,${beneath}\n2,eve@x.org\n`)
    store.buckets.change('raw', { versioning: 'Enabled' })
    const { versionId } = await store.put('raw', at, `id,mail\n1,${above}\n2,eve@x.org\n`)
    const gone = name === 'held' ? ['null'] : [versionId]
    expect(await found(of, at)).toEqual({ gone, left: undefined })
  }
})

const mail = 'zoe.q@private.example'
const ofMail = { kind: 'value', columns: ['email'], values: [mail] } as unknown as Erasure
const people = `id,email\n1,${mail}\n`

test('a dataset in the midst of a replay has the columns that its record does not have yet', async () => {
  const before = joinDataset(newDataset('s_r', 's', 'r', 'lake', []), [
    { name: 'email', type: 'string' },
  ])
  await putBytes({ bucket: 'work', key: datasetKey('s_r') }, JSON.stringify(begun(before, 1)))
  const { versionId } = await putBytes({ bucket: 'raw', key: 's/r/a.csv' }, people)
  await told('s/r/a.csv', versionId)
  expect(await found(ofMail, 's/r/a.csv')).toEqual({ gone: [versionId], left: undefined })
  expect((await soughtOf(ofMail))('s/r/b.csv')).toBe(true)
})

const told = (at: string, versionId: string | undefined, state: Receipt['state'] = 'committed') => {
  const receipt = { object: { key: at, versionId }, state, partitions: [], staged: true, times: {} }
  return putBytes({ bucket: 'work', key: receiptKey(at) }, JSON.stringify(receipt))
}

test('what nobody has seen yet is looked into, whatever columns its dataset is known to have', async () => {
  const isSought = await soughtOf(ofMail)
  const { versionId: first } = await putBytes({ bucket: 'raw', key: 's/new/a.csv' }, people)
  expect((await found(ofMail, 's/new/a.csv')).gone).toEqual([first])
  expect(isSought('s/new/b.csv')).toBe(true)
  const record = joinDataset(newDataset('s_k', 's', 'k', 'lake', []), [
    { name: 'id', type: 'string' },
  ])
  await putBytes({ bucket: 'work', key: datasetKey('s_k') }, JSON.stringify(record))
  expect((await soughtOf(ofMail))('s/k/b.csv')).toBe(false)
  const at = 's/k/a.csv'
  const { versionId } = await putBytes({ bucket: 'raw', key: at }, people)
  await told(at, versionId, 'landed')
  expect((await found(ofMail, at)).gone).toEqual([versionId])
  await told(at, versionId)
  expect((await found(ofMail, at)).gone).toEqual([]) // it was seen, and its dataset has no such column
  await putBytes({ bucket: 'raw', key: at }, 'id\n1\n')
  expect((await found(ofMail, at)).gone).toEqual([versionId]) // by whom it was replaced: maybe before anybody looked
})
