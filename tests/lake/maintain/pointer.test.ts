/** Which version a lost table is at: committers race and die wherever they like; what a receipt may rest on is never lost. */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Metadata } from '../../../lake/iceberg/metadata.ts'
import {
  type Candidate,
  headOf,
  lastColumnIdOf,
  type Pointer,
  pointed,
  versionOf,
  worthReading,
} from '../../../lake/maintain/pointer.ts'
import '../../seed.ts'

const uuid = 'a'
const nameOf = (version: number, id: string) =>
  `s3://lake/s/d/metadata/${String(version).padStart(5, '0')}-${id}.metadata.json`

function following(base: Candidate | undefined, id: string, modifiedMs: number): Candidate {
  const log = base?.metadata['metadata-log'] ?? []
  const past = base ? [...log, { 'timestamp-ms': 0, 'metadata-file': base.location }] : []
  const metadata = {
    'table-uuid': uuid,
    'last-column-id': 1,
    'metadata-log': past.slice(-100),
  } as unknown as Metadata
  const location = nameOf(base ? versionOf(base.location) + 1 : 0, id)
  return { location, metadata, modifiedMs }
}

type Step =
  | { do: 'load' | 'write' | 'swap' | 'point' | 'record' | 'die'; worker: number }
  | { do: 'late'; worker: number }

const steps = fc.array(
  fc.record({
    do: fc.constantFrom<Step['do']>('load', 'write', 'swap', 'swap', 'point', 'record', 'die'),
    worker: fc.integer({ min: 0, max: 3 }),
  }),
  { minLength: 5, maxLength: 120 },
)

interface Worker {
  base?: Candidate | undefined
  wrote?: Candidate | undefined
  swapped?: boolean
  pointed?: boolean
}

test('the head was swapped in, and holds all that a receipt rests on', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const files: Candidate[] = [following(undefined, 'first', 0)]
      const committed = [...files]
      const acknowledged: Candidate[] = []
      let pointer: Pointer | undefined = { table: 's_d', uuid, location: files[0]!.location }
      const workers: Worker[] = [{}, {}, {}, {}]
      for (const [i, step] of all.entries()) {
        const it = workers[step.worker]!
        if (step.do === 'die' || step.do === 'load') workers[step.worker] = {}
        if (step.do === 'load') workers[step.worker]!.base = committed.at(-1)
        if (step.do === 'write' && it.base && !it.wrote) {
          it.wrote = following(it.base, `w${i}`, i)
          files.push(it.wrote)
        }
        if (step.do === 'swap' && it.wrote && !it.swapped && it.base === committed.at(-1)) {
          committed.push(it.wrote)
          it.swapped = true
        }
        if (step.do === 'point' && it.swapped) {
          pointer =
            pointed(pointer, { table: 's_d', uuid, location: it.wrote!.location }) ?? pointer
          it.pointed = true
        }
        if (step.do === 'record' && it.pointed) acknowledged.push(it.wrote!)
      }
      const worth = new Set(
        worthReading(
          files.map(({ location }) => location),
          pointer,
        ),
      )
      const head = headOf(
        files.filter(({ location }) => worth.has(location)),
        pointer,
      )!
      const at = committed.findIndex(({ location }) => location === head.location)
      expect(at).toBeGreaterThanOrEqual(0)
      for (const one of acknowledged) expect(committed.indexOf(one)).toBeLessThanOrEqual(at)
    }),
    { numRuns: 2_000 },
  )
})

const chain = (count: number): Candidate[] => {
  const all: Candidate[] = []
  for (let i = 0; i < count; i++) all.push(following(all.at(-1), `v${i}`, i))
  return all
}
const pointerTo = ({ location }: Candidate): Pointer => ({ table: 's_d', uuid, location })

test('what another engine built upon was swapped in, though no pointer says so; its last word is not known', () => {
  const files = chain(6)
  expect(headOf(files, pointerTo(files[2]!))).toMatchObject({
    location: files[4]!.location,
    left: [files[5]],
  })
})

test('without a pointer the last written of the newest', () => {
  const files = chain(3)
  const loser = following(files[1], 'loser', 1.5)
  expect(headOf([loser, ...files])).toMatchObject({ location: files[2]!.location, left: [loser] })
  expect(headOf([])).toBeUndefined()
})

test('another table of the same place is no candidate', () => {
  const older = chain(9).map((one) => ({
    ...one,
    location: one.location.replace('-v', '-before'),
    metadata: { ...one.metadata, 'table-uuid': 'before' },
  }))
  const files = chain(2)
  expect(headOf([...older, ...files], pointerTo(files[1]!))?.location).toBe(files[1]!.location)
})

test('ids of columns that were left aside are not given anew', () => {
  const files = chain(2)
  const loser = following(files[0], 'loser', 1)
  loser.metadata['last-column-id'] = 7
  const head = headOf([...files, loser], pointerTo(files[1]!))!
  expect([head.location, lastColumnIdOf(head)]).toEqual([files[1]!.location, 7])
})

test('a pointer goes forward, whoever writes it late; another table begins anew', () => {
  const [older, newer] = chain(2).map(pointerTo) as [Pointer, Pointer]
  expect(pointed(undefined, older)).toBe(older)
  expect(pointed(older, newer)).toBe(newer)
  expect(pointed(newer, older)).toBeUndefined()
  const other = { ...older, uuid: 'b' }
  expect(pointed(newer, other)).toBe(other)
})
