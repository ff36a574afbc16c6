/** Time takes history away, and manifests forget what is gone: no row changes, and nothing that is named goes. */
import { describe, expect, test } from '@jest/globals'
import { liveFiles } from '../../../lake/iceberg/live.ts'
import { currentSnapshot } from '../../../lake/iceberg/metadata.ts'
import { manifestsOf } from '../../../lake/iceberg/read.ts'
import { referencesOf } from '../../../lake/maintain/references.ts'
import { fakeFile, MemoryTable } from '../iceberg/memory.ts'

const secret = Buffer.from('secret@example')
const bounds = { 1: secret.toString('base64') }
const path = (name: string) => `s3://lake/s/d/data/${name}.parquet`
const file = (name: string) => fakeFile(path(name), { lower: bounds, upper: bounds })
const all = { snapshotAgeMsMax: -1, metadataLogAgeMsMax: -1 }

async function tableOf(count: number): Promise<MemoryTable> {
  const table = new MemoryTable()
  for (let i = 0; i < count; i++) await table.commit({ add: [file(`f${i}`)] })
  return table
}

const namesOf = async (table: MemoryTable) =>
  (await liveFiles(table.read, table.metadata)).map((each) => each.path).sort()

describe('expiry without a change', () => {
  test('leaves the current snapshot and no log, and is not repeated', async () => {
    const table = await tableOf(5)
    await table.commit({ expire: all })
    expect(table.metadata.snapshots).toHaveLength(1)
    expect(table.metadata['metadata-log']).toEqual([])
    expect(await namesOf(table)).toHaveLength(5)
    expect(await table.commit({ expire: all })).toBeUndefined()
  })

  test('of what is young changes nothing', async () => {
    const table = await tableOf(5)
    expect(await table.commit({ expire: {} })).toBeUndefined()
  })

  test('keeps what a tag holds', async () => {
    const table = await tableOf(3)
    const [first] = table.metadata.snapshots!
    const { metadata } = table
    const tagged = {
      ...metadata,
      refs: { ...metadata.refs, t: { 'snapshot-id': first!['snapshot-id'], type: 'tag' } },
    }
    table.objects.set(table.location, Buffer.from(JSON.stringify(tagged)))
    await table.commit({ expire: all })
    const kept = table.metadata.snapshots!.map((each) => each['snapshot-id'])
    expect(kept).toContain(first!['snapshot-id'])
    expect(kept).toHaveLength(2)
  })
})

describe('manifests written again', () => {
  test('name no file that is gone, nor its bounds', async () => {
    const table = await tableOf(3)
    await table.commit({ remove: [path('f1')] })
    await table.commit({ rewriteManifests: true, expire: all })
    const names = await referencesOf(table.read, await table.load())
    expect(await namesOf(table)).toEqual([path('f0'), path('f2')])
    expect([...names].filter((name) => name.endsWith('.parquet')).sort()).toEqual(
      await namesOf(table),
    )
    const manifests = await manifestsOf(table.read, currentSnapshot(table.metadata))
    expect(manifests.map((each) => each.deleted_files_count)).toEqual(manifests.map(() => 0))
    expect(currentSnapshot(table.metadata)?.summary).toMatchObject({
      operation: 'replace',
      'total-data-files': '2',
      'total-records': '2',
    })
    expect(await table.commit({ rewriteManifests: true })).toBeUndefined()
  })

  test('a table that is empty has none, and no byte of what it held is named', async () => {
    const table = await tableOf(3)
    await table.commit({ remove: ['f0', 'f1', 'f2'].map(path) })
    await table.commit({ rewriteManifests: true, expire: all })
    const names = await referencesOf(table.read, await table.load())
    expect(await manifestsOf(table.read, currentSnapshot(table.metadata))).toEqual([])
    for (const name of names) expect(table.objects.get(name)?.includes(secret)).toBe(false)
  })

  test('many small ones become one, few stay as they are', async () => {
    const few = await tableOf(9)
    expect(await few.commit({ rewriteManifests: true })).toBeUndefined()
    const many = await tableOf(10)
    await many.commit({ rewriteManifests: true })
    expect(await manifestsOf(many.read, currentSnapshot(many.metadata))).toHaveLength(1)
    expect(await namesOf(many)).toHaveLength(10)
  })
})

test('every file of every retained snapshot is named, and of the expired ones only what is live', async () => {
  const table = await tableOf(4)
  await table.commit({ remove: [path('f2')] })
  const before = await referencesOf(table.read, await table.load())
  expect(before).toContain(path('f2')) // time travel reads it
  for (const uri of table.objects.keys()) expect(before).toContain(uri)
  await table.commit({ expire: all, rewriteManifests: true })
  const after = await referencesOf(table.read, await table.load())
  expect(after).not.toContain(path('f2'))
  expect(after.size).toBe(1 + 1 + 1 + 3 + 2) // metadata, its list, manifests of three files
})
