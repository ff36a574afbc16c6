/** An erasure: what is to go, how far it is, and in the end the certificate of what went. */
import * as z from 'zod'

export const erasureId = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .describe('32 hexadecimal digits')

const counts = z.strictObject({
  versions: z.int().describe('Of originals, those set aside too'),
  bytes: z.int().describe('Of these versions'),
  redacted: z.int().describe('Originals that were written again without the rows'),
  rows: z.int().describe('Left out of them'),
  files: z.int().describe('Data files and metadata of tables'),
  records: z
    .int()
    .describe('Profiles, receipts, activity and results that went or were written again'),
  foreign: z
    .int()
    .optional()
    .describe('Rows that tables had without an original: put there by another engine'),
  uploads: z.int().optional().describe('Unfinished ones in parts that were ended'),
})

/**
 * In their order: objects of which no original tells, what has to follow, rows that are in tables all the same, tables, then
 * the work bucket by what it holds.
 */
export const erasureSteps = [
  'gone',
  'follow',
  'rows',
  'tables',
  'sketches',
  'receipts',
  'rejects/',
  'athena/',
  'activity/',
  'predictionjobs/',
  'datasets/',
  'adoptions/',
  'reconcile/',
  'parts/',
  'logs/',
  'folders',
  'statements',
  'versions',
] as const

const left = z.array(z.strictObject({ key: z.string(), why: z.string() }))

/** As it lies in the work bucket. Values are in it while they are looked for, and no longer. */
export const erasure = z.strictObject({
  id: erasureId,
  kind: z.enum(['object', 'value']),
  /** How often a night took it up. */
  resumed: z.int().optional(),
  /**
   * `settling`: it is gone, and is looked for once more when nothing of before can still be at work. `blocked`: something is
   * there that cannot be taken away yet; each night tries again.
   */
  state: z.enum(['working', 'settling', 'blocked', 'done']),
  /** Passes over all that have ended; and how many they were when it was last taken up. */
  passes: z.int().optional(),
  passesBefore: z.int().optional(),
  /** What this pass has found and taken away. */
  taken: z.int().optional(),
  by: z.string(),
  createdAtMs: z.int(),
  settledAtMs: z.int().optional(),
  endedAtMs: z.int().optional(),
  /** The object's id, and its key until the end. */
  object: z.string().optional(),
  key: z.string().optional(),
  /** Of the newest version that is known to go, until the end. */
  sequencer: z.string().optional(),
  columns: z.array(z.string()).optional(),
  values: z.array(z.string()).optional(),
  /** SHA-256 of salt and value. */
  salt: z.string(),
  hashes: z.array(z.string()),
  /** The key after which the walk over the originals goes on; absent: it has ended. */
  place: z.string().optional(),
  /** The step that the walk over tables and records is at, and the name after which it goes on. */
  at: z.tuple([z.enum(erasureSteps), z.string()]).optional(),
  /** By object: its table, and versions that are gone; until the end. */
  touched: z.record(
    z.string(),
    z.strictObject({
      table: z.string().optional(),
      versions: z.array(z.string()),
      /** Of these versions. */
      etags: z.array(z.string()).optional(),
    }),
  ),
  /** Since when nothing of what is to follow has; absent: something has just now. */
  waitsSinceMs: z.int().optional(),
  /** Tables whose past may hold it: files that they do not need, of what no original tells of. */
  past: z.array(z.string()).optional(),
  /** Of a release before: data files of other engines that held it, by their URIs; their tables. */
  foreign: z.record(z.string(), z.string()).optional(),
  /** What this pass could not take away, and is to go. */
  remaining: left.optional(),
  counts,
  /** SHA-256 over what went, line after line: `key version etag`. */
  chain: z.string(),
  left,
  /** For which the list had no room; of the last pass over all of them. */
  unlisted: z.int().optional(),
  /** The last key of those that were counted. */
  unlistedTo: z.string().optional(),
})

export type Erasure = z.infer<typeof erasure>

/** As the API shows it. */
export const certificate = z
  .looseObject({
    id: erasureId,
    kind: erasure.shape.kind,
    state: erasure.shape.state.describe(
      '`done` is for ever; `blocked`: `left` names last what is still to go, and each night tries again',
    ),
    by: z.string().describe('Who asked'),
    object: z.string().nullable().describe('The object that was erased'),
    columns: z.array(z.string()),
    values: z
      .looseObject({ salt: z.string(), sha256: z.array(z.string()) })
      .describe('SHA-256 of the salt and each value: the values themselves are gone here too'),
    objects: z.int().describe('Of which something went'),
    tables: z.array(z.string()),
    counts,
    sha256: z.string().describe('Over what went, line after line: key, version, ETag'),
    left: erasure.shape.left.describe(
      'What holds such bytes outside the columns, or could not be read',
    ),
    unlisted: z.int().describe('Left as well, beyond the 1,000 that are named'),
    createdAt: z.string(),
    settledAt: z.string().nullable().describe('When it is looked for once more, or was'),
    endedAt: z.string().nullable(),
  })
  .meta({ id: 'Erasure' })

/** Shorter values stand in everything: every result and every line of activity would go. */
const valueCharactersMin = 4

export const newErasure = z
  .strictObject({
    columns: z
      .array(z.string().min(1).max(255))
      .min(1)
      .max(50)
      .describe('Names of columns, in whichever dataset; a dot leads into a nested one'),
    values: z
      .array(z.string().min(valueCharactersMin).max(1_000))
      .min(1)
      .max(100)
      .describe('As text, as the column shows them'),
  })
  .meta({ id: 'NewErasure' })
