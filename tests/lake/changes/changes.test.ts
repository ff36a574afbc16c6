/** Changes between two snapshots, against a plain model: applied to the old rows they give the new ones. */
import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { toldOf } from '../../../lake/changes/net.ts'
import { type Change, readChanges } from '../../../lake/changes/page.ts'
import { type ChangesAsked, planChanges } from '../../../lake/changes/plan.ts'
import { stepOf, wholeStep } from '../../../lake/changes/steps.ts'
import { planEvolution } from '../../../lake/iceberg/evolution.ts'
import { dataFilePath, mergedFilePath } from '../../../lake/iceberg/live.ts'
import { currentSchema, currentSnapshot, type Metadata } from '../../../lake/iceberg/metadata.ts'
import type { Type } from '../../../lake/schema/type.ts'
import { openDuck } from '../iceberg/duck.ts'
import { MemoryTable } from '../iceberg/memory.ts'

interface Row {
  object: string
  c: number
}

const duck = await openDuck()
afterAll(() => duck.close())
let serial = 0

/** A table, and which rows each of its files holds. */
class Model {
  readonly table = new MemoryTable({}, { snapshotsKeptMin: 100, manifestsMergedAt: 3 })
  readonly files = new Map<string, Row[]>()
  type: Type = 'long'

  get rows(): Row[] {
    return [...this.files.values()].flat()
  }

  get snapshot(): string {
    return String(currentSnapshot(this.table.metadata)?.['snapshot-id'])
  }

  private async write(path: string, rows: Row[], metadata = this.table.metadata) {
    const { fields } = currentSchema(metadata)
    const values = rows.map(({ c, object }) => `(${c}, '${object}')`).join(', ')
    const select = `SELECT c::${duckTypes[String(this.type)]} AS c, o AS _object FROM (VALUES ${values}) t(c, o)`
    return duck.write(path, fields, select)
  }

  /** Also over what the object had; without rows it is removed. */
  async land(object: string, cs: number[]): Promise<void> {
    const rows = cs.map((c) => ({ object, c }))
    const held = [...this.files].filter(([, has]) => has.some((row) => row.object === object))
    const next = new Map<string, Row[]>()
    for (const [, has] of held) {
      const others = has.filter((row) => row.object !== object)
      if (others.length > 0) next.set(mergedFilePath('s3://lake/s/d', newUuid()), others)
    }
    const content = (++serial).toString(16).padStart(8, '0')
    if (rows.length > 0) next.set(dataFilePath('s3://lake/s/d', object, content), rows)
    await this.swap(
      held.map(([path]) => path),
      next,
      {},
    )
  }

  async compact(): Promise<void> {
    if (this.files.size < 2) return
    const next = new Map([[mergedFilePath('s3://lake/s/d', newUuid()), this.rows]])
    await this.swap([...this.files.keys()], next, { operation: 'replace' })
  }

  /** All files are written again, to a type that no promotion leads to. */
  async retype(type: Type): Promise<void> {
    const evolution = planEvolution(this.table.metadata, [{ name: 'c', type }])
    if (!evolution.changed) return
    this.type = type
    const { metadata } = this.table
    const schema = { ...currentSchema(metadata), fields: evolution.fields }
    const after: Metadata = {
      ...metadata,
      schemas: [schema],
      'current-schema-id': schema['schema-id'],
    }
    const next = new Map(
      [...this.files].map(([, rows]) => [mergedFilePath('s3://lake/s/d', newUuid()), rows]),
    )
    await this.swap([...this.files.keys()], next, { operation: 'replace', evolution }, after)
  }

  private async swap(
    remove: string[],
    next: Map<string, Row[]>,
    more: object,
    metadata?: Metadata,
  ) {
    const add = []
    for (const [path, rows] of next) add.push(await this.write(path, rows, metadata))
    await this.table.commit({ add, remove, ...more })
    for (const path of remove) this.files.delete(path)
    for (const [path, rows] of next) this.files.set(path, rows)
  }
}

const duckTypes: Record<string, string> = { long: 'BIGINT', string: 'VARCHAR' }
const newUuid = (): string => `00000000-0000-4000-9000-${String(++serial).padStart(12, '0')}`
const readRange = async (uri: string, start: number, end: number) =>
  readFileSync(duck.pathOf(uri)).subarray(start, end)

async function pagesOf({ table }: Model, asked: Partial<ChangesAsked>): Promise<Change[][]> {
  const pages: Change[][] = []
  let cursor: string | undefined
  do {
    const { metadata, read } = table
    const plan = planChanges(metadata, { limit: 1_000, retyped: false, ...asked, cursor })
    const page = await readChanges(
      plan,
      async (step) => {
        const snapshot = plan.snapshots[step]!
        const found = plan.after
          ? await stepOf(read, metadata, snapshot, plan)
          : await wholeStep(read, metadata, snapshot)
        return found ? toldOf(found, plan.key, readRange) : { told: [], compared: 0 }
      },
      readRange,
    )
    pages.push(page.changes)
    cursor = page.next ?? undefined
  } while (cursor)
  return pages
}

const told = async (model: Model, asked: Partial<ChangesAsked>) =>
  (await pagesOf(model, asked)).flat()

const textOf = ({ object, c }: { object: string | null; c: unknown }): string => `${object} ${c}`

/** Throws where a row is taken away that is not there. */
function applied(rows: string[], changes: Change[]): string[] {
  const left = [...rows]
  for (const { change, object, row } of changes) {
    const text = textOf({ object, c: row.c })
    if (change === 'added') left.push(text)
    else {
      const at = left.indexOf(text)
      if (at < 0) throw new Error(`${text} is taken away and is not there`)
      left.splice(at, 1)
    }
  }
  return left.sort()
}

const object = fc.integer({ min: 0, max: 3 }).map((n) => n.toString(16).padStart(16, '0'))
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      land: object,
      cs: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 5 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant('compact' as const) },
  { weight: 1, arbitrary: fc.constant('retype' as const) },
)

async function run(model: Model, steps: (typeof step extends fc.Arbitrary<infer S> ? S : never)[]) {
  for (const one of steps) {
    if (one === 'compact') await model.compact()
    else if (one === 'retype') await model.retype('string')
    else if (one.cs.length > 0 || model.rows.some((row) => row.object === one.land))
      await model.land(one.land, one.cs)
  }
}

test('applied to the rows of one snapshot they give those of a later one, on pages of any size', async () => {
  const given = [
    fc.array(step, { maxLength: 4 }),
    fc.array(step, { maxLength: 6 }),
    fc.integer({ min: 1, max: 7 }),
  ] as const
  await fc.assert(
    fc.asyncProperty(...given, async (before, between, limit) => {
      const model = new Model()
      await model.land('00000000000000ff', [9])
      await run(model, before)
      const [after, old] = [model.snapshot, model.rows.map(textOf)]
      await run(model, between)
      const pages = await pagesOf(model, { after, limit })
      const changes = pages.flat()
      expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true)
      expect(applied(old, changes)).toEqual(model.rows.map(textOf).sort())
      expect(changes).toEqual(await told(model, { after }))
      expect(applied([], await told(model, { limit }))).toEqual(model.rows.map(textOf).sort())
      expect(await told(model, { after: model.snapshot })).toEqual([])
    }),
    { numRuns: 15 },
  )
}, 120_000)

test('an overwrite tells what differs, a compaction nothing, and a row is told as often as it is there', async () => {
  const model = new Model()
  const one = '0000000000000001'
  await model.land(one, [1, 1, 2, 3])
  const first = model.snapshot
  await model.land(one, [1, 2, 3, 4, 4])
  const brief = (changes: Change[]) => changes.map(({ change, row }) => `${change} ${row.c}`)
  expect(brief(await told(model, { after: first }))).toEqual(['removed 1', 'added 4', 'added 4'])
  const second = model.snapshot
  await model.land('0000000000000002', [5])
  const third = model.snapshot
  await model.compact()
  expect(await told(model, { after: third })).toEqual([])
  const [change] = await told(model, { after: second })
  expect(change).toEqual({
    change: 'added',
    snapshot: third,
    object: '0000000000000002',
    row: { c: 5 },
  })
  expect(brief(await told(model, { after: first, until: second }))).toHaveLength(3)
})

test('by a key nothing is told as removed that came again', async () => {
  const model = new Model()
  const one = '0000000000000001'
  await model.land(one, [1, 2, 3])
  const after = model.snapshot
  await model.land(one, [1, 2])
  await model.land('0000000000000002', [3, 4])
  await model.land('0000000000000002', [4])
  const changes = await told(model, { after, key: ['_object'] })
  expect(changes.map(({ change, row }) => `${change} ${row.c}`)).toEqual(['added 3', 'added 4'])
  await expect(told(model, { after, key: ['d'] })).rejects.toThrow('no column "d"')
})

test('a row without its key goes, whatever came', async () => {
  const model = new Model()
  await model.retype('string')
  const sql = (text: string) => text as never // as VALUES has it
  const one = '0000000000000001'
  await model.land(one, [sql('NULL'), sql("'a'")])
  const after = model.snapshot
  await model.land(one, [sql("''"), sql("'a'")])
  const changes = await told(model, { after, key: ['c'] })
  expect(changes.map(({ change, row }) => [change, row.c])).toEqual([
    ['removed', null],
    ['added', ''],
  ])
})

test('a page that has compared as many rows as one may ends, and the next goes on', async () => {
  const model = new Model()
  await model.land('0000000000000001', [1])
  const after = model.snapshot
  for (const c of [2, 3, 4]) await model.land('0000000000000001', [c])
  const { metadata } = model.table
  const asked: number[][] = []
  let cursor: string | undefined
  do {
    const plan = planChanges(metadata, { limit: 10, retyped: false, after, cursor })
    const steps: number[] = []
    const { next } = await readChanges(
      plan,
      async (step) => {
        steps.push(step)
        return { told: [], compared: 600_000 }
      },
      readRange,
    )
    asked.push(steps)
    cursor = next ?? undefined
  } while (cursor)
  expect(asked).toEqual([[0, 1], [2]])
})

test('rows that were only written to another type are told where that is asked for', async () => {
  const model = new Model()
  await model.land('0000000000000001', [1])
  const after = model.snapshot
  await model.retype('string')
  expect(await told(model, { after })).toEqual([])
  const changes = await told(model, { after, retyped: true })
  expect(changes.map(({ change, row }) => [change, row.c])).toEqual([
    ['removed', 1],
    ['added', '1'],
  ])
})

test('what is expired, was never there or is another’s cursor is refused by name', async () => {
  const model = new Model()
  await model.land('0000000000000001', [1])
  const first = model.snapshot
  await model.land('0000000000000002', [2, 3])
  const second = model.snapshot
  const slug = (asked: Partial<ChangesAsked>) =>
    told(model, asked).then(
      () => 'none',
      (error) => error.slug,
    )
  expect(await slug({ after: '12345' })).toBe('snapshot.expired')
  expect(await slug({ until: '12345' })).toBe('snapshot.expired')
  expect(await slug({ after: second, until: first })).toBe('snapshot.expired')
  const { metadata } = model.table
  const plan = planChanges(metadata, { after: first, retyped: false, limit: 1 })
  const cursor = plan.cursorAt({ step: 0, told: 0, row: 1 })
  const asked = { retyped: false, limit: 1, cursor }
  expect(planChanges(metadata, asked).start).toEqual({ step: 0, told: 0, row: 1 })
  for (const other of [{ after: second }, { cursor: 'e30' }, { retyped: true }, { key: ['c'] }])
    expect(() => planChanges(metadata, { ...asked, ...other })).toThrow(
      /not one that this dataset gave/,
    )
})
