/** Schedules that once went wrong because somebody deleted what a table names. */
import type { Known } from './knownsaid.ts'

const key = 'shop/orders/day=1/c.csv'
const other = 'shop/orders/b.csv'
const first = 'shop/orders/a.csv'
const lose = (nth: number, afterMs: number) =>
  ({ kind: 'lose', folder: 'metadata', key, nth, afterMs }) as const

/** Else an erasure that waits in vain is told by name, and a night mends it. */
export const waitsForEver = {
  file: 'lake/maintain/erasure.ts',
  from: 'if (nowMs - waitsSinceMs < erasureFollowMsMax)',
  to: 'if (nowMs)',
}

export const knownLosses: Known[] = [
  {
    name: 'a night found that nobody has what a table names, and told nobody',
    without: [{ file: 'functions/maintain/reconcile.ts', from: '    onLost,\n', to: '' }],
    schedule: {
      seed: 2_009_114,
      operations: [
        { kind: 'put', key, content: 'text', afterMs: 268 },
        { kind: 'put', key: other, content: 'parts', afterMs: 7_691 },
        { kind: 'night', key: first, afterMs: 3_824 },
        { kind: 'put', key: first, content: 'parts', afterMs: 7_022 },
        { kind: 'put', key: first, content: 'other', afterMs: 1_481 },
        lose(85, 233),
      ],
      faults: [],
      spreadMs: 400,
    },
  },
  {
    name: 'an object that landed while metadata of its table was gone was taken for one that is gone itself',
    without: [
      {
        file: 'functions/normalise/target.ts',
        from: 'error instanceof NoSuchObject ? new FilesLost(table, { cause: error }) : error',
        to: 'error instanceof NoSuchObject && false ? new FilesLost(table) : error',
      },
      waitsForEver,
    ],
    schedule: {
      seed: 1_159,
      operations: [
        { kind: 'put', key: other, content: 'other', afterMs: 32_024 },
        lose(79, 7_587),
        { kind: 'erase', key: other, afterMs: 7_299 },
        lose(32, 5_018),
        { kind: 'put', key: other, content: 'text', afterMs: 88_786 },
      ],
      faults: [],
      spreadMs: 5_000,
      kept: true,
    },
  },
  {
    name: 'nothing of a table could be swept for days, for metadata that only its past names was gone',
    without: [
      {
        file: 'functions/maintain/table.ts',
        from: 'if (!(error instanceof NoSuchObject)) throw error',
        to: 'if (NoSuchObject) throw error',
      },
    ],
    schedule: {
      seed: 4_000_096,
      operations: [
        { kind: 'put', key, content: 'parts', afterMs: 7_944 },
        { kind: 'put', key, content: 'parts', afterMs: 607_071 },
        { kind: 'put', key, content: 'whole', afterMs: 677_929 },
        lose(68, 93),
      ],
      faults: [],
      spreadMs: 60_000,
      kept: true,
    },
  },
  {
    name: 'an erasure took away what lies beneath a file that the table names and somebody deleted',
    without: [
      {
        file: 'functions/maintain/sweep.ts',
        from: 'if (isHidden && references',
        to: 'if (!versioned && isHidden && references',
      },
    ],
    schedule: {
      seed: 5_025_522,
      operations: [
        { kind: 'put', key: first, content: 'long', afterMs: 263_438 },
        { kind: 'erase', key: first, afterMs: 444_990 },
        { kind: 'lose', folder: 'metadata', key: first, nth: 44, afterMs: 697_653 },
      ],
      faults: [{ kind: 'slow', call: 32, ms: 148 }],
      spreadMs: 400,
      crowded: true,
      kept: true,
    },
  },
  {
    name: 'an erasure passed a table that Glue had lost, and the night brought it back with the rows',
    without: [
      {
        file: 'functions/maintain/erasetables.ts',
        from: ' && !(await isBack(table))',
        to: '',
      },
    ],
    schedule: {
      seed: 10_052_208,
      operations: [
        { kind: 'put', key: other, content: 'parts', afterMs: 39 },
        { kind: 'erase', key: other, afterMs: 6_500 },
        { kind: 'dropLake', key: other, afterMs: 1_254 },
      ],
      faults: [],
      spreadMs: 400,
    },
  },
]
