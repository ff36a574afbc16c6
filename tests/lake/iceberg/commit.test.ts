import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { planScan } from '../../../lake/iceberg/scan.ts'
import { totalsOf } from '../../../lake/iceberg/summary.ts'
import type { Type } from '../../../lake/schema/type.ts'
import { Died, type Fate, Lake, objectIdOf } from './lake.ts'

const object = fc.integer({ min: 1, max: 9 }).map(objectIdOf)
const fate = fc.constantFrom<Fate>('lives', 'lives', 'before swap', 'after swap', 'answer lost')
const column = fc.constantFrom<[string, Type]>(
  ['c', 'long'],
  ['c', 'string'],
  ['d', 'decimal(9,2)'],
  ['d', 'decimal(12,2)'],
  ['d', 'decimal(12,4)'],
  ['e', 'date'],
)
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      land: fc.array(fc.tuple(object, fc.nat(9)), { maxLength: 6, size: 'max' }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ remove: object }) },
  {
    weight: 5,
    arbitrary: fc.record({
      committers: fc.array(fate, { minLength: 1, maxLength: 3 }),
      evolve: fc.option(column, { freq: 4 }),
      compact: fc.boolean(),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

async function take(lake: Lake, scheduler: fc.Scheduler, work: Step): Promise<void> {
  if ('land' in work) {
    for (const [objectId, rows] of work.land) lake.land(objectId, rows)
    return
  }
  if ('remove' in work) {
    lake.remove(work.remove)
    return
  }
  const batches = work.committers.map((_, i, all) =>
    lake.deliveries.filter((_id, at) => at % all.length === i),
  )
  lake.deliveries = []
  const deliver = async (batch: string[], fateOfOne: Fate): Promise<void> => {
    try {
      await lake.deliver(batch, fateOfOne)
    } catch (error) {
      if (!(error instanceof Died)) throw error
      lake.tally.deaths++
      lake.deliveries.push(...batch, ...batch.slice(0, 1)) // again, and one of them twice
    }
  }
  const all = work.committers.map((fateOfOne, i) => deliver(batches[i]!, fateOfOne))
  if (work.evolve) {
    const [name, type] = work.evolve
    all.push(lake.evolve([{ name, type }]))
  }
  if (work.compact) all.push(lake.compact())
  await scheduler.waitFor(Promise.all(all))
}

/** Versions and rows by object, over the files of the table. */
async function rowsOf(lake: Lake): Promise<string[]> {
  const { files } = await planScan(lake.table.read, lake.table.metadata)
  const parts = files.flatMap((file) => {
    const held = lake.contents.get(file.path)!
    expect(file.records).toBe(held.reduce((sum, { rows }) => sum + rows, 0))
    return held
  })
  const { metadata } = lake.table
  const rows = files.reduce((sum, file) => sum + file.records, 0)
  expect(totalsOf(metadata)).toMatchObject({ files: files.length, rows })
  const names = parts.map((part) => part.objectId)
  expect(new Set(names).size).toBe(names.length) // no object twice, of whatever version
  return parts.map(({ objectId, version, rows: n }) => `${objectId} v${version}: ${n}`).sort()
}

test('nothing is lost and nothing is twice: rivals, deaths, repeats, evolutions, compactions', async () => {
  const tally = { commits: 0, conflicts: 0, deaths: 0, compactions: 0, replaced: 0, stale: 0 }
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(step, { maxLength: 24, size: 'max' }),
      async (scheduler, steps) => {
        const lake = new Lake()
        lake.pause = scheduler.scheduleFunction(lake.pause)
        for (const work of steps) {
          await take(lake, scheduler, work)
          await rowsOf(lake)
        }
        while (lake.deliveries.length > 0) {
          await take(lake, scheduler, { committers: ['lives'], evolve: null, compact: false })
        }
        const wanted = [...lake.receipts].flatMap(([objectId, { file, version, rows }]) =>
          file ? [`${objectId} v${version}: ${rows}`] : [],
        )
        expect(await rowsOf(lake)).toEqual(wanted.sort())
        for (const key of Object.keys(tally) as (keyof typeof tally)[])
          tally[key] += lake.tally[key]
      },
    ),
    { numRuns: 60 },
  )
  for (const [what, times] of Object.entries(tally)) {
    if (times < 10) throw new Error(`too little of ${what}: ${JSON.stringify(tally)}`)
  }
})
