import { describe, expect, test } from '@jest/globals'
import { addedSince } from '../../../lake/iceberg/added.ts'
import { planArrivals } from '../../../lake/iceberg/arrivals.ts'
import { isCommitted, prepareCommit, Stale } from '../../../lake/iceberg/commit.ts'
import { planEvolution } from '../../../lake/iceberg/evolution.ts'
import { dataFilePath } from '../../../lake/iceberg/live.ts'
import { addedMarksMax } from '../../../lake/limits.ts'
import { fakeFile, MemoryTable } from './memory.ts'

const id = '0123456789abcdef'
const location = 's3://lake/s/d'
const fileOf = (objectId: string, content = '00000001') =>
  fakeFile(dataFilePath(location, objectId, content))

describe('a delivery that repeats', () => {
  test('costs no read where a mark is missing, and is found where one is there', async () => {
    const table = new MemoryTable()
    for (const n of ['1', '2', '3']) await table.commit({ add: [fileOf(n.padStart(16, '0'))] })
    table.reads = 0
    const [there, absent] = [fileOf('2'.padStart(16, '0')), fileOf(id)]
    const staged = { objectId: id, replaces: false, file: absent, since: 0 }
    expect((await planArrivals(table.read, table.metadata, [staged])).add).toEqual([absent])
    expect(table.reads).toBe(0)
    expect(await addedSince(table.read, table.metadata, [{ file: there, since: 0 }])).toEqual({
      added: new Set([there.path]),
      unknown: new Set(),
    })
    expect(table.reads).toBe(1) // the manifest: its list was read by the next commit
    const later = await addedSince(table.read, table.metadata, [{ file: there, since: 2 }])
    expect(later.added.size).toBe(0)
  })

  test('a commit of very many files bears no marks, and is looked up', async () => {
    const table = new MemoryTable()
    const add = Array.from({ length: addedMarksMax + 1 }, (_, i) =>
      fileOf(i.toString(16).padStart(16, '0')),
    )
    await table.commit({ add })
    const staged = add.map((file) => ({ file, since: 0 }))
    const { added } = await addedSince(table.read, table.metadata, staged)
    expect(added.size).toBe(add.length)
  })

  test('a file that is live is not added again, whatever `since` says', async () => {
    const table = new MemoryTable()
    const file = fileOf(id)
    await table.commit({ add: [file] })
    const arrival = { objectId: id, replaces: true, file, since: 1 }
    expect(await planArrivals(table.read, table.metadata, [arrival])).toEqual({
      add: [],
      remove: [],
      shared: [],
      without: [id],
      stale: [],
    })
  })

  test('rows of it that another put into a file of theirs go, though its own file is live', async () => {
    const table = new MemoryTable()
    const file = fileOf(id)
    const others = fakeFile(`${location}/data/another.parquet`)
    await table.commit({ add: [file, others] })
    const arrival = { objectId: id, replaces: true, file, since: 1 }
    const plan = await planArrivals(table.read, table.metadata, [arrival])
    expect(plan).toMatchObject({ add: [], remove: [], without: [id] })
    expect(plan.shared.map(({ path }) => path)).toEqual([others.path])
  })

  test('of two arrivals of one object the later counts; a removed one only goes', async () => {
    const table = new MemoryTable()
    await table.commit({ add: [fileOf(id)] })
    const next = fileOf(id, '00000002')
    const plan = await planArrivals(table.read, table.metadata, [
      { objectId: id, replaces: true, file: next, since: 1 },
      { objectId: id, replaces: true },
    ])
    expect(plan).toMatchObject({ add: [], remove: [fileOf(id).path], without: [id] })
  })
})

describe('a plan that no longer fits', () => {
  test('a file that is gone, and one written before its column was replaced', async () => {
    const table = new MemoryTable()
    await expect(table.commit({ remove: ['s3://lake/s/d/data/x'] })).rejects.toThrow(Stale)
    await table.commit({ evolution: planEvolution(table.metadata, [{ name: 'c', type: 'date' }]) })
    const arrival = { objectId: id, replaces: false, file: fileOf(id), since: 0 }
    const plan = await planArrivals(table.read, table.metadata, [arrival])
    expect(plan).toMatchObject({ add: [], stale: [id] })
  })

  test('nothing to do is no commit', async () => {
    const table = new MemoryTable()
    expect(await table.commit({})).toBeUndefined()
    const evolution = planEvolution(table.metadata, [{ name: 'c', type: 'long' }])
    expect(await table.commit({ evolution })).toBeUndefined()
  })
})

describe('an answer that was lost', () => {
  test.each(['a snapshot', 'a schema'])('%s is found, at once and later', async (what) => {
    const table = new MemoryTable()
    const base = await table.load()
    const evolution = planEvolution(base.metadata, [{ name: 'late', type: 'date' }])
    const change = what === 'a schema' ? { evolution } : { add: [fileOf(id)] }
    const prepared = (await prepareCommit(base, change, table.context()))!
    expect(isCommitted(base, prepared)).toBe(false)
    table.put(prepared)
    await table.swap(prepared.location, base.version)
    expect(isCommitted(await table.load(), prepared)).toBe(true)
    await table.commit({ add: [fileOf(id, '00000002')] })
    expect(isCommitted(await table.load(), prepared)).toBe(true)
    const forgotten = { ...table.metadata, 'metadata-log': [] }
    const known = isCommitted({ location: table.location, metadata: forgotten }, prepared)
    expect(known).toBe(what === 'a snapshot')
  })
})
