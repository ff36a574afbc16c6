/** Schedules that once went wrong, made as small as they go: each stands for its kind. */
import type { Patch } from './bundle.ts'
import type { ContentName } from './content.ts'
import { knownLosses } from './knownlosses.ts'
import { knownSaid } from './knownsaid.ts'
import { knownTimes } from './knowntimes.ts'
import type { Operation, Schedule } from './schedule.ts'

const key = 'shop/orders/day=1/c.csv'
const put = (content: ContentName, afterMs = 0) => ({ kind: 'put', key, content, afterMs }) as const
const gone = (afterMs = 0) => ({ kind: 'delete', key, afterMs }) as const
const late = (event: number, ms: number) => ({ kind: 'late', event, ms }) as const

export interface Known {
  name: string
  schedule: Omit<Schedule, 'old'>
  /** The house as it was: with it the schedule goes wrong. Absent: the release before. */
  without?: Patch[]
}

export const known: Known[] = [
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
    without: [
      {
        file: 'functions/catalog/arrive.ts',
        from: '(await seen(filed, again(key))).receipt === filed',
        to: 'true',
      },
    ],
    schedule: {
      seed: 14_000_735,
      operations: [gone(177), put('asset', 186_080), { kind: 'look', key, afterMs: 197 }, gone(2)],
      faults: [],
      spreadMs: 400,
    },
  },
  {
    name: 'the late event of our own taking away was taken for the sender\u2019s deletion',
    without: [
      {
        file: 'lake/look.ts',
        from: "if (arrival.kind !== 'removed' || !arrival.isMarker || looked) return false",
        to: "if (arrival.kind !== 'removed') return false",
      },
    ],
    schedule: {
      seed: 508,
      operations: [put('broken'), { kind: 'retry', key, afterMs: 500 }],
      faults: [late(3, 60_000), late(4, 120_000)],
      spreadMs: 400,
    },
  },
  {
    name: 'a removal that found nothing to take out let a slow committer add it afterwards',
    without: [
      {
        file: 'functions/commit/objects.ts',
        from: 'return removed.length + staged.length > 0 ? { isFence: true } : undefined',
        to: 'return undefined',
      },
    ],
    schedule: {
      seed: 1,
      operations: [put('other', 77), put('other', 55_469), gone(191)],
      faults: [{ kind: 'slow', call: 38, ms: 428_932 }],
      spreadMs: 60_000,
    },
  },
  {
    name: 'an event that came again landed for a moment what had been put and deleted unseen',
    without: [
      {
        file: 'lake/look.ts',
        from: "if (receipt && (isGone(receipt) || receipt.state === 'quarantined')) return undefined",
        to: "if (receipt && receipt.state === 'quarantined') return undefined",
      },
    ],
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
    without: [
      {
        file: 'lake/look.ts',
        from: "const object = isAside || arrival.kind === 'look' ? receipt?.object : arrival.object",
        to: "const object = arrival.kind === 'look' ? receipt?.object : arrival.object",
      },
      {
        file: 'functions/maintain/takeaway.ts',
        from: 'if (!aside || !(await isCopy(aside, object, copy))) return',
        to: 'if (!aside) return',
      },
    ],
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
  {
    name: 'an erasure took what had landed after it and was set aside, once its receipt had moved on',
    without: [
      {
        file: 'lake/maintain/objectgone.ts',
        from: 'isAnew : knowsBytes',
        to: 'isAnew : false',
      },
    ],
    schedule: {
      seed: 1_000_096,
      operations: [
        put('text', 40),
        { kind: 'erase', key, afterMs: 20_628 },
        put('same', 1_717),
        put('broken', 347_608),
      ],
      faults: [],
      spreadMs: 400,
    },
  },
  {
    name: 'an erasure left what had landed before it and was set aside after it',
    without: [
      {
        file: 'lake/maintain/objectgone.ts',
        from: ' || late.has(version.versionId)',
        to: '',
      },
    ],
    schedule: {
      seed: 9,
      operations: [put('whole', 100), put('broken', 20_000), { kind: 'erase', key, afterMs: 842 }],
      faults: [{ kind: 'slow', call: 51, ms: 11_050 }],
      spreadMs: 5_000,
    },
  },
  {
    name: 'what landed in the second in which its erasure was asked went where it lay, and stayed where it was set aside',
    without: [
      {
        file: 'lake/maintain/objectgone.ts',
        from: 'Math.floor(eventMs / 1000) * 1000 <= askedMs',
        to: 'eventMs <= askedMs',
      },
    ],
    schedule: {
      seed: 3,
      operations: [put('other', 100), { kind: 'erase', key, afterMs: 20_720 }, put('broken', 22)],
      faults: [{ kind: 'slow', call: 51, ms: 500 }],
      spreadMs: 400,
    },
  },
  {
    name: 'an erasure of an object that had gone before left its rows in the table\u2019s past',
    without: [
      {
        file: 'functions/maintain/eraseoriginals.ts',
        from: '(await touch(erasure, key, await receiptNow(key))) ?? erasure',
        to: 'erasure',
      },
    ],
    schedule: {
      seed: 20,
      operations: [
        put('whole', 46),
        { kind: 'drop', key, afterMs: 562_404 },
        { kind: 'erase', key, afterMs: 12_263 },
      ],
      faults: [],
      spreadMs: 400,
    },
  },
  {
    name: 'an erasure took the result of a query that another object\u2019s predictions waited for, and they never came',
    without: [
      {
        file: 'containers/predict/batch.ts',
        from: 'if (!(error instanceof NoSuchObject || error instanceof RefusedQuery)) throw error',
        to: 'throw error',
      },
    ],
    schedule: {
      seed: 6_002_262,
      operations: [
        put('long', 495_428),
        put('asset', 116),
        { ...put('long', 84), key: 'shop/orders/b.csv' },
        { kind: 'erase', key, afterMs: 32_544 },
        { kind: 'look', key: 'shop/orders/b.csv', afterMs: 2_309 },
      ],
      faults: [
        { kind: 'slow', call: 102, ms: 5_870 },
        { kind: 'slow', call: 48, ms: 47_646 },
        late(1, 2_173),
      ],
      spreadMs: 400,
      crowded: true,
      rule: true,
    },
  },
  {
    name: 'the last message of a batch was of an older version, and the newest stayed out of the table',
    without: [
      {
        file: 'functions/commit/objects.ts',
        from: 'told.some(({ sequencer })',
        to: 'told.slice(-1).some(({ sequencer })',
      },
    ],
    schedule: {
      seed: 6_934,
      operations: [
        put('whole', 173),
        put('text', 154_688),
        { kind: 'drop', key, afterMs: 3_524 } as const,
      ].map((one): Operation => ({ ...one, key: 'shop/orders_eu/b.csv' })),
      faults: [
        { kind: 'slow', call: 101, ms: 53_147 },
        { kind: 'slow', call: 85, ms: 48_959 },
      ],
      spreadMs: 400,
    },
  },
  {
    name: 'an erasure left predictions of what it took that were put after it, where the object had landed anew',
    without: [
      {
        file: 'lake/maintain/objectgone.ts',
        from: '!isMadeOf(key, of) || isPredictedAnew(receipt, sequencer)',
        to: 'true',
      },
    ],
    schedule: {
      seed: 3_380,
      operations: [
        { ...put('text', 198), key: 'shop/orders/e.csv' },
        { kind: 'erase', key: 'shop/orders/e.csv', afterMs: 1_472 },
        put('other', 1_158),
        { ...put('other', 170), key: 'shop/orders/e.csv' },
        { kind: 'look', key: 'shop/orders/e.csv', afterMs: 160 },
      ],
      faults: [
        { kind: 'slow', call: 144, ms: 32_221 },
        { kind: 'slow', call: 126, ms: 499 },
        { kind: 'slow', call: 65, ms: 1_187 },
        { kind: 'die', worker: 14, awaits: 97 },
      ],
      spreadMs: 400,
      rule: true,
    },
  },
  {
    name: 'an erasure took bytes that landed again only after it had passed their predictions',
    without: [
      {
        file: 'lake/maintain/objectgone.ts',
        from: '!etags.has(receipt.object.etag) &&',
        to: '',
      },
      {
        file: 'lake/maintain/erasure.ts',
        from: 'if (taken > 0 && !isBound) return again',
        to: '',
      },
      {
        file: 'lake/maintain/erasure.ts',
        from: 'taken > 0 ? [...remaining, restless] : remaining',
        to: 'remaining',
      },
    ],
    schedule: {
      seed: 73,
      operations: [
        put('same', 182),
        { kind: 'erase', key, afterMs: 7_017 } as const,
        put('same', 2_458),
      ].map((one): Operation => ({ ...one, key: 'shop/orders/day=2/d.csv' })),
      faults: [{ kind: 'slow', call: 74, ms: 21_659 }],
      spreadMs: 400,
      rule: true,
    },
  },
  {
    name: 'a column became text while what was there already was said to be committed, and stayed the number',
    without: [
      {
        file: 'functions/commit/objects.ts',
        from: 'return removed.length + staged.length > 0',
        to: 'return removed.length > 0',
      },
      {
        file: 'functions/commit/widen.ts',
        from: "|| receipt?.state === 'staged'",
        to: '',
      },
      {
        file: 'lake/limits/commit.ts',
        from: 'landAgainSeconds = 2',
        to: 'landAgainSeconds = 0',
      },
    ],
    schedule: {
      seed: 7_003_563,
      operations: [
        { ...put('text', 196), key: 'shop/orders/b.csv' },
        { ...put('parts', 1), key: 'shop/orders/e.csv' },
        { ...put('other', 25), key: 'shop/orders/a.csv' },
      ],
      faults: [late(0, 3_503_304)],
      spreadMs: 400,
      crowded: true,
    },
  },
  {
    name: 'a column became text after its rows were committed and before their receipt said so',
    without: [
      {
        file: 'functions/commit/widen.ts',
        from: "|| receipt?.state === 'staged'",
        to: '',
      },
    ],
    schedule: {
      seed: 172,
      operations: [
        { ...put('text', 256), key: 'shop/orders/b.csv' },
        { ...put('parts', 86), key: 'shop/orders/a.csv' },
      ],
      faults: [
        { kind: 'slow', call: 23, ms: 1_446 },
        { kind: 'slow', call: 41, ms: 1_465 },
      ],
      spreadMs: 5_000,
      crowded: true,
    },
  },
  {
    name: 'predictions that an erasure met before anything was known of them stayed in their table',
    without: [
      {
        file: 'functions/maintain/erasefollow.ts',
        from: 'withTables({ ...present, at }, tables)',
        to: 'withTables({ ...present, at }, {})',
      },
    ],
    schedule: {
      seed: 1_013_606,
      operations: [put('whole', 119), { kind: 'erase', key, afterMs: 16_001 }],
      faults: [
        { kind: 'slow', call: 100, ms: 10_684 },
        { kind: 'slow', call: 117, ms: 1_718 },
        { kind: 'fails', query: 0 },
      ],
      spreadMs: 400,
      rule: true,
    },
  },
  ...knownLosses,
  ...knownSaid,
  ...knownTimes,
]
