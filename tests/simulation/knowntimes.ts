/** Schedules that once went wrong because something came late, or by a clock that was wrong. */

import type { Patch } from './bundle.ts'
import { waitsForEver } from './knownlosses.ts'
import type { Known } from './knownsaid.ts'
import { hintKey, said } from './sayings.ts'

const day = 'shop/orders/day=2/d.csv'
const first = 'shop/orders/day=1/c.csv'
const last = 'shop/orders/e.csv'
const other = 'shop/orders_eu/e.csv'
const eu = 'shop/orders_eu/day=2/d.csv'
const mine = 'shop/orders/a.csv'
const night = (key: string, afterMs: number) => ({ kind: 'night', key, afterMs }) as const
const whole = (key: string, afterMs: number) =>
  ({ kind: 'put', key, content: 'whole', afterMs }) as const

const tablesAtNight: Patch = {
  file: 'aws/reconcilerun.ts',
  from: 'const rebuilt = await rebuildTable(table, { dryRun })',
  to: "const rebuilt = { raw: 'nothing', lake: 'nothing' } as Rebuilt\n    void rebuildTable",
}

export const knownTimes: Known[] = [
  {
    name: 'a reconciliation that had timed out said late how far it was, and the next night went on from there',
    without: [
      {
        file: 'aws/reconcilerun.ts',
        from: "import { getJson, type Json } from './s3.ts'",
        to: "import { getJson, type Json, putBytes } from './s3.ts'",
      },
      {
        file: 'aws/reconcilerun.ts',
        from: 'known = await changeRecord(environment.workBucket(), lastKey, next, { found: before })',
        to: 'next(before?.value)\n    await putBytes({ bucket: environment.workBucket(), key: lastKey }, JSON.stringify(run))',
      },
    ],
    schedule: {
      seed: 1_020_103,
      operations: [
        whole(day, 146),
        night('shop/orders/e.csv', 108_436_390),
        whole('shop/orders/e.csv', 3_740),
        whole('shop/orders/e.csv', 4_329),
      ],
      faults: [
        { kind: 'slow', call: 89, ms: 308_929 },
        { kind: 'unheard', event: 2 },
      ],
      spreadMs: 5_000,
    },
  },
  {
    name: 'to a worker whose clock was slow what an erasure was to take was too young to go',
    without: [
      {
        file: 'aws/storetime.ts',
        from: 'Math.abs(systemClockOffset) < roundedMsMax',
        to: 'true',
      },
      {
        file: 'lake/maintain/erasure.ts',
        from: 'if (owner && touched.has(owner)) return Number.NEGATIVE_INFINITY',
        to: 'if (owner && touched.has(owner)) return 0',
      },
    ],
    schedule: {
      seed: 6_031_781,
      operations: [
        whole(day, 81),
        { kind: 'drop', key: day, afterMs: 3_554 },
        whole(day, 129),
        whole(day, 163),
        whole(day, 4_225),
        night(day, 1_282),
        { kind: 'erase', key: day, afterMs: 4_707 },
        { kind: 'drop', key: day, afterMs: 25 },
        { kind: 'drop', key: day, afterMs: 2_704 },
        night(day, 1_730),
        whole(day, 448),
      ],
      faults: [
        { kind: 'slow', call: 118, ms: 51_542 },
        { kind: 'slow', call: 256, ms: 43_744 },
        { kind: 'late', event: 7, ms: 2_544_770 },
        { kind: 'lost', call: 166, answer: 'failed' },
        { kind: 'skew', worker: 8, ms: -2_932_820 },
      ],
      spreadMs: 60_000,
    },
  },
  {
    name: 'an erasure took the rows for those of an object that was there, which its sender had taken away before: nobody had heard of it',
    without: [
      {
        file: 'functions/maintain/erasefollow.ts',
        from: ' || !(await isThere(found?.value))',
        to: ' || !isThere',
      },
    ],
    schedule: {
      seed: 5_074_579,
      operations: [
        { kind: 'put', key: first, content: 'text', afterMs: 136 },
        { kind: 'drop', key: first, afterMs: 4_334 },
        { kind: 'erase', key: first, afterMs: 31_251 },
      ],
      faults: [{ kind: 'late', event: 2, ms: 2_587_110 }],
      spreadMs: 400,
      rule: true,
    },
  },
  {
    name: 'an erasure waited without an end for what nobody was told of',
    without: [
      {
        file: 'functions/maintain/erasefollow.ts',
        from: '  for await (const _ of atOnce(late, reconcileReadsAtOnce, waits));\n',
        to: '  void waits\n',
      },
      waitsForEver,
    ],
    schedule: {
      seed: 1_050_231,
      operations: [
        { kind: 'put', key: other, content: 'other', afterMs: 3 },
        { kind: 'erase', key: other, afterMs: 58_901 },
        { kind: 'put', key: other, content: 'whole', afterMs: 133 },
        { kind: 'put', key: other, content: 'broken', afterMs: 643_630 },
      ],
      faults: [{ kind: 'unheard', event: 6 }],
      spreadMs: 5_000,
    },
  },
  {
    name: 'a worker whose message had long been done by another wrote late that a deleted object had landed',
    without: [
      {
        file: 'functions/catalog/arrive.ts',
        from: '  if (!isAgain) return receipt\n',
        to: '  if (isAgain || !isAgain) return receipt\n',
      },
    ],
    schedule: {
      seed: 1_070_903,
      operations: [
        { kind: 'put', key: last, content: 'broken', afterMs: 155 },
        { kind: 'put', key: last, content: 'broken', afterMs: 3_455 },
        { kind: 'delete', key: last, afterMs: 3_768 },
        { kind: 'undelete', key: last, afterMs: 195 },
        { kind: 'put', key: last, content: 'other', afterMs: 172 },
        { kind: 'delete', key: last, afterMs: 1_618 },
      ],
      faults: [
        { kind: 'slow', call: 58, ms: 568_854 },
        { kind: 'lost', call: 63, answer: 'failed' },
      ],
      spreadMs: 5_000,
    },
  },
  {
    name: 'a worker died after it had made a raw table that was withheld by then',
    without: [
      {
        file: 'functions/catalog/arrive.ts',
        from: 'if (isSo && isAgain) await mendRaw(key)',
        to: 'void mendRaw',
      },
    ],
    schedule: {
      seed: 3_050_276,
      operations: [
        { kind: 'put', key: first, content: 'whole', says: 'text', afterMs: 389_569 },
        { kind: 'pin', key: said.folder, says: 'asset', afterMs: 1_351 },
        { kind: 'log', key: said.folder, named: ['b.csv', 'day=1/c.csv'], afterMs: 3_636 },
      ],
      faults: [
        { kind: 'slow', call: 10, ms: 37_786 },
        { kind: 'kill', call: 170, when: 'after' },
      ],
      spreadMs: 400,
    },
  },
  {
    name: 'who had read that a raw table was withdrawn took it away once it was there again',
    without: [
      {
        file: 'aws/rawtable.ts',
        from: 'const now = present && !isWithdrawn ? record : await read(table)',
        to: 'const now = present ? record : await read(table)',
      },
    ],
    schedule: {
      seed: 1_073_539,
      operations: [
        whole(last, 299),
        { kind: 'delete', key: hintKey, afterMs: 55_290 },
        { kind: 'put', key: `${said.folder}a.csv`, content: 'long', afterMs: 296 },
        { kind: 'pin', key: said.folder, says: 'nothing', afterMs: 117 },
        { kind: 'hint', key: hintKey, says: 'text', afterMs: 222 },
      ],
      faults: [
        { kind: 'slow', call: 19, ms: 33_295 },
        { kind: 'slow', call: 119, ms: 52_622 },
      ],
      spreadMs: 400,
    },
  },
  {
    name: 'a file that a log named while the word of its first reading was under way stayed an asset',
    without: [
      {
        file: 'functions/maintain/readlog.ts',
        from: 'state.asked !== undefined || (await isNamedAlready(message))',
        to: 'state.asked !== undefined && isNamedAlready !== undefined',
      },
    ],
    schedule: {
      seed: 129_072_270,
      operations: [
        { kind: 'put', key: first, content: 'text', afterMs: 1_730 },
        { kind: 'log', key: said.folder, named: ['b.csv', 'e.csv'], afterMs: 79 },
        { kind: 'log', key: said.folder, named: ['a.csv'], afterMs: 71 },
        { kind: 'log', key: said.folder, named: ['b.csv', 'day=1/c.csv'], afterMs: 186 },
      ],
      faults: [
        { kind: 'slow', call: 36, ms: 25_740 },
        { kind: 'late', event: 3, ms: 9_224 },
        { kind: 'unheard', event: 1 },
      ],
      spreadMs: 400,
    },
  },
  {
    name: 'who had read a log before it was deleted named its table afterwards',
    without: [
      {
        file: 'functions/maintain/readlog.ts',
        from: 'if (!isAll || isLate) await',
        to: 'if (!isAll) await',
      },
    ],
    schedule: {
      seed: 2_047_745,
      operations: [
        { kind: 'log', key: said.folder, named: ['a.csv', 'day=1/c.csv', 'e.csv'], afterMs: 4_055 },
        { kind: 'unlog', key: said.folder, afterMs: 2_079 },
      ],
      faults: [
        { kind: 'lost', call: 6, answer: 'failed' },
        { kind: 'slow', call: 19, ms: 28_537 },
      ],
      spreadMs: 5_000,
    },
  },
  {
    name: 'an erasure took predictions of what had landed while it was looking, by the receipt that it had begun with',
    without: [
      {
        file: 'functions/maintain/eraseoriginals.ts',
        from: 'const known = (await touch(erasure, key, await receiptNow(key))) ?? erasure',
        to: 'const early = await receiptNow(key)\n  const known = (await touch(erasure, key, early)) ?? erasure',
      },
      {
        file: 'functions/maintain/eraseoriginals.ts',
        from: 'const receipt = await receiptNow(key)',
        to: 'const receipt = early',
      },
    ],
    schedule: {
      seed: 1_055_890,
      operations: [
        { kind: 'put', key: mine, content: 'parts', afterMs: 432_789 },
        { kind: 'erase', key: mine, afterMs: 36_846 },
        { kind: 'put', key: mine, content: 'other', afterMs: 3_195 },
      ],
      faults: [{ kind: 'slow', call: 134, ms: 24_122 }],
      spreadMs: 400,
      rule: true,
    },
  },
  {
    name: 'a raw table was dropped by a call that its caller had long given up, and no night made it again',
    without: [tablesAtNight],
    schedule: {
      seed: 1_065_683,
      operations: [
        { kind: 'put', key: 'shop/orders/b.csv', content: 'parts', afterMs: 88 },
        { kind: 'pin', key: said.folder, says: 'text', afterMs: 197 },
        { kind: 'hint', key: hintKey, says: 'asset', afterMs: 2_396 },
      ],
      faults: [
        { kind: 'slow', call: 4, ms: 52_245 },
        { kind: 'slow', call: 68, ms: 291_293 },
      ],
      spreadMs: 400,
    },
  },
  {
    name: 'a raw table that would lie was made by a call that its caller had long given up, and no night dropped it',
    without: [tablesAtNight],
    schedule: {
      seed: 1_081_751,
      operations: [
        { kind: 'put', key: other, content: 'asset', afterMs: 219_478 },
        { kind: 'delete', key: other, afterMs: 115 },
        { kind: 'undelete', key: other, afterMs: 184_741 },
        { kind: 'put', key: 'shop/orders_eu/b.csv', content: 'parts', afterMs: 71 },
      ],
      faults: [
        { kind: 'slow', call: 12, ms: 31_223 },
        { kind: 'slow', call: 23, ms: 292_912 },
        { kind: 'late', event: 0, ms: 23_243 },
      ],
      spreadMs: 400,
      crowded: true,
      rule: true,
    },
  },
  {
    name: 'a raw table that was dropped late was made again by who landed in one folder, and the others were no partitions for ever',
    without: [
      {
        file: 'aws/rebuild.ts',
        from: 'const isThere = !record.withheld && !record.replaying',
        to: "const isThere = did === 'made'",
      },
    ],
    schedule: {
      seed: 7,
      operations: [
        { kind: 'put', key: first, content: 'parts', afterMs: 88 },
        { kind: 'put', key: day, content: 'parts', afterMs: 88 },
        { kind: 'pin', key: said.folder, says: 'text', afterMs: 20_000 },
        whole(first, 28_800_000),
      ],
      faults: [{ kind: 'slow', call: 110, ms: 291_293 }],
      spreadMs: 400,
    },
  },
  {
    name: 'who had published what is in raw told an older time of the staging, and the commit was not written down',
    without: [
      {
        file: 'functions/catalog/examined.ts',
        from: '{ ...present.times, raw: times.raw }',
        to: '{ ...present.times, ...times }',
      },
    ],
    schedule: {
      seed: 3_042_729,
      operations: [
        { kind: 'put', key: 'shop/orders/day=1/c.csv', content: 'whole', afterMs: 3_905 },
        { kind: 'put', key: 'shop/orders/day=1/c.csv', content: 'whole', afterMs: 1_588 },
        { kind: 'put', key: 'shop/orders/b.csv', content: 'long', afterMs: 224 },
        { kind: 'put', key: 'shop/orders/day=1/c.csv', content: 'parts', afterMs: 111 },
      ],
      faults: [
        { kind: 'slow', call: 17, ms: 22_766 },
        { kind: 'slow', call: 53, ms: 507 },
        { kind: 'late', event: 0, ms: 8_284 },
      ],
      spreadMs: 400,
      kept: true,
    },
  },
  {
    name: 'a deletion that was older than what is aside made it as sure as its own event, and the next one forgot it',
    without: [
      {
        file: 'lake/look.ts',
        from: "const isSure = arrival.kind === 'removed' && !(isAside && receipt.looked)",
        to: "const isSure = arrival.kind === 'removed'",
      },
    ],
    schedule: {
      seed: 8_080_943,
      operations: [
        { kind: 'put', key: eu, content: 'asset', afterMs: 100 },
        { kind: 'put', key: eu, content: 'same', afterMs: 147 },
        night(eu, 89),
        { kind: 'put', key: eu, content: 'parts', afterMs: 283_238 },
        { kind: 'delete', key: eu, afterMs: 180 },
        { kind: 'delete', key: eu, afterMs: 40 },
        { kind: 'put', key: eu, content: 'broken', afterMs: 105 },
      ],
      faults: [
        { kind: 'slow', call: 132, ms: 37_549 },
        { kind: 'slow', call: 33, ms: 1_277 },
        { kind: 'kill', call: 66, when: 'after' },
      ],
      spreadMs: 400,
    },
  },
]
