/** Schedules that once went wrong where somebody says how files are read. */
import type { Patch } from './bundle.ts'
import { hintKey, said } from './sayings.ts'
import type { Schedule } from './schedule.ts'

export interface Known {
  name: string
  schedule: Omit<Schedule, 'old'>
  /** The house as it was. */
  without: Patch[]
}

export const knownSaid: Known[] = [
  {
    name: 'a raw table that was withdrawn while all was read anew came back without its partitions',
    without: [
      {
        file: 'functions/maintain/replay.ts',
        from: '    await rebuildRaw(table)\n',
        to: '',
      },
    ],
    schedule: {
      seed: 2_000_048,
      operations: [
        { kind: 'put', key: `${said.folder}day=1/c.csv`, content: 'parts', afterMs: 374_848 },
        { kind: 'put', key: `${said.folder}day=2/d.csv`, content: 'whole', afterMs: 100 },
        { kind: 'hint', key: hintKey, says: 'text', afterMs: 4_896 },
      ],
      faults: [],
      spreadMs: 5_000,
    },
  },
  {
    name: 'who was to write rows of a former reading tried until it lay among the dead letters, for the replay was late',
    without: [
      {
        file: 'functions/normalise/normalise.ts',
        from: '    if (error instanceof Outdated) return await askToLook(message)\n',
        to: '',
      },
    ],
    schedule: {
      seed: 59,
      operations: [
        { kind: 'put', key: `${said.folder}a.csv`, content: 'parts', afterMs: 43 },
        { kind: 'pin', key: said.folder, says: 'text', afterMs: 4_801 },
        { kind: 'put', key: `${said.folder}b.csv`, content: 'whole', afterMs: 917 },
      ],
      faults: [{ kind: 'kill', call: 49, when: 'after' }],
      spreadMs: 400,
    },
  },
  {
    name: 'an entry of a log that came again counted what others had said since',
    without: [
      {
        file: 'functions/maintain/readlog.ts',
        from: '  if (isReplayed(named.value)) return asked ?? (table && version)\n',
        to: '',
      },
    ],
    schedule: {
      seed: 3_000_051,
      operations: [
        { kind: 'log', key: said.folder, named: ['a.csv'], afterMs: 239 },
        { kind: 'hint', key: hintKey, says: 'text', afterMs: 738 },
      ],
      faults: [],
      spreadMs: 60_000,
    },
  },
  {
    name: 'a replay landed a torn file of how files are read again, which asked for the replay again, without an end',
    without: [
      {
        file: 'functions/maintain/replay.ts',
        from: "addressOf(original).kind === 'data'",
        to: 'true',
      },
    ],
    schedule: {
      seed: 1_027_491,
      operations: [
        { kind: 'delete', key: `${said.folder}e.csv`, afterMs: 151 },
        { kind: 'hint', key: hintKey, says: 'torn', afterMs: 136_302 },
        { kind: 'put', key: `${said.folder}a.csv`, content: 'text', afterMs: 182 },
        {
          ...{ kind: 'put', key: `${said.folder}day=1/c.csv`, content: 'asset' },
          ...{ says: 'text', afterMs: 1_714 },
        },
        { kind: 'delete', key: `${said.folder}day=1/c.csv`, afterMs: 14 },
        { kind: 'pin', key: said.folder, says: 'asset', afterMs: 60 },
        { kind: 'pin', key: said.folder, says: 'text', afterMs: 3_214 },
      ],
      faults: [
        { kind: 'slow', call: 85, ms: 47_472 },
        { kind: 'slow', call: 169, ms: 501 },
        { kind: 'throttle', call: 195 },
        { kind: 'late', event: 6, ms: 2_322_317 },
        { kind: 'die', worker: 16, awaits: 1 },
      ],
      spreadMs: 400,
    },
  },
  {
    name: 'what a log had said before it was deleted was written late, over one who had nothing to write',
    without: [
      {
        file: 'functions/maintain/readlog.ts',
        from: '} else if (next) await swapRecord(bucket, key, next, found)',
        to: '} else if (next) {\n      const swapped = await swapRecord(bucket, key, next, found)\n      if (swapped) return tell(message, reading, swapped)\n    }',
      },
    ],
    schedule: {
      seed: 7_097_456, // smallest of 1097438
      operations: [
        { kind: 'put', key: `${said.folder}e.csv`, content: 'other', afterMs: 17 },
        { kind: 'log', key: said.folder, named: ['b.csv', 'e.csv'], afterMs: 168 },
        { kind: 'unlog', key: said.folder, afterMs: 3_022 },
      ],
      faults: [{ kind: 'slow', call: 52, ms: 24_487 }],
      spreadMs: 5_000,
    },
  },
  {
    name: 'what a hint had said before it was deleted was written late, over one who had nothing to write',
    without: [
      {
        file: 'functions/maintain/readhint.ts',
        from: '} else await swapRecord(bucket, key, next, found)',
        to: '} else if (await swapRecord(bucket, key, next, found)) return replay(next)',
      },
    ],
    schedule: {
      seed: 59,
      operations: [
        { kind: 'hint', key: hintKey, says: 'text', afterMs: 10 },
        { kind: 'delete', key: hintKey, afterMs: 3_000 },
      ],
      faults: [{ kind: 'slow', call: 9, ms: 24_000 }],
      spreadMs: 400,
    },
  },
  {
    name: 'a log that was taken away again counted as asked for once somebody said something else of the dataset',
    without: [
      {
        file: 'functions/maintain/readlog.ts',
        from: 'asked ?? (table && version)',
        to: 'asked ?? version',
      },
    ],
    schedule: {
      seed: 8_041_632,
      operations: [
        { kind: 'log', key: said.folder, named: ['day=1/c.csv'], afterMs: 299 },
        { kind: 'unlog', key: said.folder, afterMs: 219 },
        { kind: 'hint', key: hintKey, says: 'text', afterMs: 2_597 },
      ],
      faults: [],
      spreadMs: 400,
    },
  },
]
