/** Schedules that once went wrong because something came late, or by a clock that was wrong. */
import type { Known } from './knownsaid.ts'

const day = 'shop/orders/day=2/d.csv'
const night = (key: string, afterMs: number) => ({ kind: 'night', key, afterMs }) as const
const whole = (key: string, afterMs: number) =>
  ({ kind: 'put', key, content: 'whole', afterMs }) as const

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
      seed: 1_031_766,
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
        { kind: 'slow', call: 126, ms: 51_542 },
        { kind: 'slow', call: 264, ms: 43_744 },
        { kind: 'late', event: 7, ms: 2_544_770 },
        { kind: 'lost', call: 174, answer: 'failed' },
        { kind: 'skew', worker: 8, ms: -2_932_820 },
      ],
      spreadMs: 60_000,
    },
  },
]
