/** Schedules that once went wrong, made as small as they go: each stands for its kind. */
import type { ContentName } from './content.ts'
import type { Operation, Schedule } from './schedule.ts'

const key = 'shop/orders/day=1/c.csv'
const put = (content: ContentName, afterMs = 0) => ({ kind: 'put', key, content, afterMs }) as const
const gone = (afterMs = 0) => ({ kind: 'delete', key, afterMs }) as const
const late = (event: number, ms: number) => ({ kind: 'late', event, ms }) as const

export const known: { name: string; schedule: Omit<Schedule, 'old'> }[] = [
  {
    name: 'a version that a HEAD found had the older sequencer of the deletion that asked for it',
    schedule: {
      seed: 210, // found in the release before after 210 runs
      operations: [
        put('asset', 27),
        put('long', 373_472),
        put('asset', 53),
        gone(2_726),
        put('parts', 4_245),
        put('long', 1_925),
      ],
      faults: [],
      spreadMs: 2_000_000,
    },
  },
  {
    name: 'who had looked first wrote last, over one who had found nothing to write',
    schedule: {
      seed: 14_000_735,
      operations: [gone(177), put('asset', 186_080), { kind: 'look', key, afterMs: 197 }, gone(2)],
      faults: [],
      spreadMs: 400,
    },
  },
  {
    name: 'the late event of our own taking away was taken for the sender\u2019s deletion',
    schedule: {
      seed: 508,
      operations: [put('broken'), { kind: 'retry', key, afterMs: 500 }],
      faults: [late(3, 60_000), late(4, 120_000)],
      spreadMs: 400,
    },
  },
  {
    name: 'a removal that found nothing to take out let a slow committer add it afterwards',
    schedule: {
      seed: 149,
      operations: [put('other', 77), put('other', 55_469), gone(191)],
      faults: [{ kind: 'slow', call: 34, ms: 428_932 }],
      spreadMs: 60_000,
    },
  },
  {
    name: 'an event that came again landed for a moment what had been put and deleted unseen',
    schedule: {
      seed: 2_007_888,
      operations: [
        put('long', 120),
        gone(2_557),
        put('long', 105),
        { kind: 'drop', key, afterMs: 196 } as const,
        put('parts', 130),
        gone(2),
      ].map((one): Operation => ({ ...one, key: 'shop/orders/a.csv' })),
      faults: [],
      spreadMs: 400,
    },
  },
  {
    name: 'a version beneath what is in quarantine was taken away, for its event came late',
    schedule: {
      seed: 5_007_374,
      operations: [
        put('text', 28),
        put('parts', 880_136),
        gone(2_295),
        put('broken', 143),
        { kind: 'drop', key, afterMs: 407_513 } as const,
        { kind: 'undelete', key, afterMs: 1_361 } as const,
      ].map((one): Operation => ({ ...one, key: 'shop/orders_eu/a.csv' })),
      faults: [],
      spreadMs: 60_000,
    },
  },
]
