import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { writeAvro } from '../../../lake/iceberg/avro.ts'
import { isAwaited, logEntryOf } from '../../../lake/logged/logged.ts'
import { readingOf } from '../../../lake/logged/logstate.ts'
import { awaitedBy } from '../../../lake/maintain/saidby.ts'
import type { Receipt } from '../../../lake/receipt.ts'

const table = { root: 's/h/', format: 'hudi' } as const
type Files = Record<string, string | Buffer>

async function readOf(files: Files) {
  const listed = Object.keys(files).map((name) => ({ name, etag: name }))
  const read = async (name: string) => Buffer.from(files[name]!)
  return readingOf(table, undefined, listed, read, async () => true)
}

const partsOf = async (files: Files) => Object.keys((await readOf(files)).parts).sort()
const codeOf = async (files: Files) => (await readOf(files)).refused?.code

const propertiesOf = (version: number, more: Record<string, string> = {}): Files => ({
  '.hoodie/hoodie.properties': Object.entries({ 'hoodie.table.version': String(version), ...more })
    .map(([key, value]) => `${key}=${value}\n`)
    .join(''),
})
const base = (group: string, time: number) => `p/${group}-0_0-1-1_${time}.parquet`
const log = (group: string, time: number, more = '') => `p/.${group}-0_${time}.log.1_0-1-2${more}`
const lying = (...paths: string[]): Files => Object.fromEntries(paths.map((path) => [path, '']))
const said = (written: string[], replaced: string[] = []) =>
  JSON.stringify({
    partitionToWriteStats: { p: written.map((path) => ({ path })) },
    partitionToReplaceFileIds: { p: replaced.map((group) => `${group}-0`) },
  })
/** Complete, in a table of version 6. */
const commit = (time: number, ...written: string[]): Files => ({
  [`.hoodie/${time}.commit.requested`]: '',
  [`.hoodie/${time}.inflight`]: '',
  [`.hoodie/${time}.commit`]: said(written),
})
const six = propertiesOf(6)
const archive = lying('.hoodie/archived/.commits_.archive.1_1-0-1')

const filesIn = (folder: string): Files =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path)]),
  )
const real = ['hudi-v6', 'hudi-v8'].map((name) => filesIn(`tests/fixtures/logged/${name}`))

test.each(real)('of a table the newest complete files are rows: two of seven', async (files) => {
  const parts = await partsOf(files)
  expect(parts.map((path) => path.replace(/.*=(.{10}).(.).*_/, '$1 $2 '))).toEqual([
    '2024-01-01 a 20240101000001000.parquet',
    '2024-01-02 c 20240101000002000.parquet',
  ])
  expect(Object.keys(files).filter((path) => path.endsWith('.parquet'))).toHaveLength(7)
})

test.each(real)(
  'whatever has landed, no file is a row that is none in the whole',
  async (files) => {
    const names = Object.keys(files)
    const isOfTable = (path: string) => !path.startsWith('.hoodie/')
    const all = new Set(names.filter(isOfTable))
    const never = names.filter((path) => /_0-9-9_|000003000\.parquet/.test(path))
    await fc.assert(
      fc.asyncProperty(fc.subarray(names), async (some) => {
        const { parts, refused } = await readOf(
          Object.fromEntries(some.map((name) => [name, files[name]!])),
        )
        expect(refused).toBeUndefined()
        for (const path of never) expect(parts).not.toHaveProperty([path])
        for (const path of Object.keys(parts)) expect(all).toContain(path)
        const groups = Object.keys(parts).map((path) => path.split('_')[0])
        expect(new Set(groups).size).toBe(groups.length)
      }),
      { numRuns: 200, seed: 6 },
    )
  },
)

test('without its properties, or its timeline, no file is a row, and without both it is no table', async () => {
  const files = lying(base('a', 10))
  expect(await readOf(files)).toEqual({ isThere: false, parts: {} })
  expect(await readOf({ ...files, ...six })).toEqual({ isThere: true, parts: {} })
  expect(await readOf({ ...files, ...commit(10, base('a', 10)) })).toEqual({
    ...{ isThere: true, parts: {} },
  })
})

test('a file is a row once its action is complete, and goes when a newer one or a replacement is', async () => {
  const [one, two] = [base('a', 10), base('a', 20)]
  const { '.hoodie/20.commit': done, ...begun } = commit(20, two)
  const first = { ...six, ...lying(one, two), ...commit(10, one), ...begun }
  expect(await partsOf(first)).toEqual([one])
  expect(await partsOf({ ...first, '.hoodie/20.commit': done! })).toEqual([two])
  const replacing = { '.hoodie/30.replacecommit': said([base('b', 30)], ['a']) }
  expect(await partsOf({ ...first, ...replacing })).toEqual([base('b', 30)])
})

test('what the archive has taken is complete, and without an archive nothing is', async () => {
  const files = { ...six, ...lying(base('a', 10), base('b', 15)), ...commit(20, base('a', 20)) }
  expect(await partsOf(files)).toEqual([base('a', 20)])
  expect(await partsOf({ ...files, ...archive })).toEqual([base('a', 20), base('b', 15)])
  const pending = lying('.hoodie/15.commit.requested', '.hoodie/15.inflight')
  expect(await partsOf({ ...files, ...archive, ...pending })).toEqual([base('a', 20)])
  const saved = { ...commit(12, base('c', 12)), '.hoodie/12.savepoint': '' }
  expect(await partsOf({ ...files, ...archive, ...saved })).toEqual(
    [base('a', 20), base('b', 15), base('c', 12)].sort(),
  )
})

test('a group of which only the archive tells may have been replaced: its rows would be there twice', async () => {
  const files = { ...six, ...lying(base('a', 10)), ...commit(20, base('b', 20)) }
  const replacing = { '.hoodie/archived/.commits_.archive.1_1-0-1': 'x replacecommit y' }
  expect(await codeOf({ ...files, ...replacing })).toBe('hudi.archived')
  const told = { ...six, ...commit(10, base('a', 10)), ...commit(20, base('b', 20)) }
  expect(await partsOf({ ...told, ...replacing })).toEqual([base('a', 10), base('b', 20)])
  expect(await partsOf({ ...files, ...commit(30, base('a', 30)), ...replacing })).toEqual(
    [base('a', 30), base('b', 20)].sort(),
  )
})

test.each([
  [['commit', 'clean'], undefined],
  [['commit', 'replacecommit'], 'hudi.archived'],
])('of version 8 the archive is Parquet: %s', async (actions, code) => {
  const action = { name: 'action', data: actions, type: 'STRING' as const }
  const history = Buffer.from(parquetWriteBuffer({ columnData: [action] }))
  const eight = propertiesOf(8, { 'hoodie.timeline.path': 'timeline' })
  const later = { '.hoodie/timeline/20_21.commit': said([base('b', 20)]) }
  const files = { ...eight, ...lying(base('a', 10)), ...later }
  expect(await codeOf({ ...files, '.hoodie/timeline/history/1_2_0.parquet': history })).toBe(code)
  expect(await codeOf({ ...files, '.hoodie/timeline/history/1_2_0.parquet': 'none' })).toBe(
    'hudi.archived',
  )
})

test('of two files of one write the one is taken that its action names, and where nobody names one neither', async () => {
  const other = base('a', 10).replace('0-1-1', '0-2-2')
  const files = { ...six, ...lying(base('a', 10), other) }
  expect(await partsOf({ ...files, ...commit(10, other) })).toEqual([other])
  const old = { ...files, ...archive, ...commit(20, base('b', 20)) }
  expect(await codeOf(old)).toBe('hudi.file-twice')
})

const rollback = {
  ...{ type: 'record', name: 'HoodieRollbackMetadata' },
  fields: [{ name: 'commitsRollback', type: { type: 'array', items: 'string' } }],
}

test('an action that was undone has written nothing, and of one that may be done again nobody knows', async () => {
  const undoing = { '.hoodie/30.rollback': writeAvro(rollback, [{ commitsRollback: ['20'] }], {}) }
  const files = { ...six, ...commit(10, base('a', 10)), ...commit(20, base('a', 20)), ...undoing }
  expect(await partsOf(files)).toEqual([base('a', 10)])
  expect(await codeOf({ ...files, '.hoodie/20.compaction.requested': '' })).toBe('hudi.timeline')
})

test('rows in logs that nobody has merged refuse the table; those that a base holds do not', async () => {
  const files = { ...six, ...commit(10, base('a', 10)) }
  const delta = { '.hoodie/20.deltacommit': said([log('a', 10)]) }
  expect(await codeOf({ ...files, ...delta })).toBe('hudi.merge-on-read')
  expect(await codeOf({ ...files, ...lying(log('b', 20)) })).toBe('hudi.merge-on-read')
  expect(await partsOf({ ...files, ...lying(log('a', 10, '-cdc')) })).toEqual([base('a', 10)])
  const compacted = { ...files, ...delta, ...commit(30, base('a', 30)) }
  expect(await partsOf(compacted)).toEqual([base('a', 30)])
})

test('in a table of version 8 a log is held by a base that began after it was complete', async () => {
  const at = (name: string, ...written: string[]): Files => ({
    [`.hoodie/timeline/${name}`]: said(written),
  })
  const eight = { ...propertiesOf(8), ...at('10_11.commit', base('a', 10)) }
  const compacted = { ...eight, ...at('30_35.commit', base('a', 30)) }
  const early = at('20_25.deltacommit', log('a', 20))
  expect(await codeOf({ ...eight, ...early })).toBe('hudi.merge-on-read')
  expect(await partsOf({ ...compacted, ...early })).toEqual([base('a', 30)])
  const crossing = at('20_31.deltacommit', log('a', 20))
  expect(await codeOf({ ...compacted, ...crossing })).toBe('hudi.merge-on-read')
  expect(await codeOf({ ...compacted, ...lying(log('a', 20)) })).toBe('hudi.merge-on-read')
})

test.each<[string, Files]>([
  ['hudi.table-version', propertiesOf(5)],
  ['hudi.table-version', propertiesOf(9)],
  ['hudi.bootstrap', propertiesOf(6, { 'hoodie.bootstrap.base.path': 's3\\://b/t' })],
  ['hudi.base-format', propertiesOf(8, { 'hoodie.table.base.file.format': 'ORC' })],
  ['hudi.base-format', { ...six, ...lying(base('a', 10).replace('parquet', 'orc')) }],
  ['hudi.columns', { ...six, ...lying('.hoodie/.schema/10.schemacommit') }],
  ['hudi.timeline', { ...six, '.hoodie/10.commit': '{"partitionToWriteStats":' }],
])('what is not read is refused by name: %s', async (code, files) => {
  const { refused, parts, isThere } = await readOf({ ...commit(20, base('a', 20)), ...files })
  expect([refused?.code, parts, isThere]).toEqual([code, {}, true])
  expect(refused?.detail).toMatch(/^The Hudi table is not read: .+\.$/)
})

test('folders that spell values say them, unless those are derived', async () => {
  const of = async (more: Record<string, string>) => {
    const path = base('a', 10).replace('p/', 'day=2024-01-01/')
    const fields = { 'hoodie.table.partition.fields': 'day', ...more }
    return (await readOf({ ...propertiesOf(6, fields), ...commit(10, path) })).parts[path]
  }
  const hive = { 'hoodie.datasource.write.hive_style_partitioning': 'true' }
  expect(await of(hive)).toEqual({ partitions: [{ key: 'day', value: '2024-01-01' }] })
  expect(await of({})).toEqual({ partitions: [] })
  const derived = { 'hoodie.table.keygenerator.type': 'TIMESTAMP' }
  expect(await of({ ...hive, ...derived })).toEqual({ partitions: [] })
})

test('columns that no file holds are those of its folders', async () => {
  const drop = {
    'hoodie.datasource.write.drop.partition.columns': 'true',
    'hoodie.table.partition.fields': 'Day,at:timestamp',
    'hoodie.datasource.write.partitionpath.urlencode': 'true',
  }
  const path = (folder: string) => base('a', 10).replace('p/', `${folder}/`)
  const of = (folder: string, more = {}) =>
    readOf({ ...propertiesOf(6, { ...drop, ...more }), ...commit(10, path(folder)) })
  const partitions = [
    { key: 'day', value: 'x/y' },
    { key: 'at', value: '7' },
  ]
  expect((await of('x%2Fy/7')).parts).toEqual({ [path('x%2Fy/7')]: { partitions } })
  const hive = { 'hoodie.datasource.write.hive_style_partitioning': 'true' }
  expect((await of('Day=x%2Fy/at=7', hive)).parts).toEqual({
    [path('Day=x%2Fy/at=7')]: { partitions },
  })
  for (const folder of ['x', 'day=x/7']) {
    expect((await of(folder, hive)).refused?.code).toBe('hudi.partitions')
  }
})

test('entries of a timeline ask for it, and so do files that it may know once they are there', () => {
  for (const name of ['10.commit', 'timeline/10_20.commit', 'archived/x', 'timeline/history/x']) {
    expect(logEntryOf(`s/h/.hoodie/${name}`)).toEqual(table)
  }
  expect(logEntryOf('s/h/.hoodie/metadata/.hoodie/10.deltacommit')).toBeUndefined()
  const key = `s/h/${base('a', 10)}`
  expect(isAwaited(key, table)).toBe(true)
  expect(isAwaited(key, { ...table, mark: 'x' })).toBe(false)
  expect(isAwaited(key, { ...table, format: 'delta' })).toBe(false)
  expect(isAwaited(key, undefined)).toBe(false)
  const receipt = { object: { key }, logged: table } as Receipt
  expect(awaitedBy(receipt)).toEqual({ kind: 'log', source: 's', dataset: 'h', ...table })
})
