/** What the functions tell one another by SQS. A message only refers; the receipt and the table carry the rest. */
import * as z from 'zod'

const object = {
  /** The raw object's key. */
  key: z.string().min(1),
  /** Of the version meant: where the receipt says a newer one, the message is out of date. */
  sequencer: z.string().min(1),
  table: z.string().min(1),
}

/** Write this object's rows as a data file. */
export const normaliseMessage = z.strictObject({ kind: z.literal('normalise'), ...object })

/** Every byte of this object was scanned: its facts are in the receipt. */
export const examinedMessage = z.strictObject({ kind: z.literal('examined'), ...object })

/** Ask S3 what this key's current version is, and do what is left to do of it: whoever cannot vouch for an event says this. */
export const lookMessage = z.strictObject({ kind: z.literal('look'), key: z.string().min(1) })

export const commitMessage = z.discriminatedUnion('kind', [
  /** Make this staged object's data file part of the table. */
  z.strictObject({ kind: z.literal('object'), ...object }),
  /** Take this removed object's rows out of the table. */
  z.strictObject({ kind: z.literal('removed'), ...object }),
  /** Give these columns types that Iceberg cannot promote to, then normalise this object again. */
  z.strictObject({ kind: z.literal('widen'), ...object }),
  /** Make few files of many. */
  z.strictObject({ kind: z.literal('compact'), table: z.string().min(1) }),
  /** All its files were read another way: take what only the former reading had out of the schema. */
  z.strictObject({ kind: z.literal('settle'), table: z.string().min(1) }),
  /** Make the sketches that files of this table lack. */
  z.strictObject({ kind: z.literal('sketch'), table: z.string().min(1) }),
])

/**
 * By a person who knows that nothing else is at work; the limits of `lake/maintain` where absent. Nobody knows that of
 * later: past `untilMs`, since 1970, nothing is done, so that a message out of the dead letters harms none.
 */
const hurry = z.strictObject({ graceMs: z.int().min(0), untilMs: z.int() }).optional()

/** As the record says: a message of before it was resumed ends. */
const resumed = z.int().optional()

/** To maintain, the only function that may take away for good: it looks itself whether what is asked may be done. */
export const maintainMessage = z.discriminatedUnion('kind', [
  /** This version was set aside: take it from its dataset. */
  z.strictObject({ kind: z.literal('takeAway'), key: z.string().min(1), versionId: z.string() }),
  /** What the schedule says: every table, and what lies in the work bucket. */
  z.strictObject({ kind: z.literal('nightly'), hurry }),
  /** Old history, scattered manifests, small files, and files that nothing names. */
  z.strictObject({ kind: z.literal('table'), table: z.string().min(1), hurry }),
  /** Results of queries, activity, records of jobs: what is older than anybody asks for. */
  z.strictObject({ kind: z.literal('work') }),
  /** S3 against receipts, receipts against tables, tables against Glue; goes on where the last one ended early. */
  z.strictObject({ kind: z.literal('reconcile') }),
  /** Files that this table names are gone: bring back what can be, then let these messages go on. */
  z.strictObject({
    kind: z.literal('heal'),
    table: z.string().min(1),
    waiting: z.array(z.discriminatedUnion('kind', [commitMessage, normaliseMessage])),
  }),
  /**
   * All files of this dataset are to be read as its interpretation says, of this version; a later one has a message of its
   * own. First each is looked at, then whether all have followed; `after` is the last key that was dealt with.
   */
  z.strictObject({
    kind: z.literal('replay'),
    source: z.string().min(1),
    dataset: z.string().min(1),
    version: z.int(),
    phase: z.enum(['look', 'follow']),
    resumed,
    after: z.string().optional(),
    /** A key whose object is in the dataset's table. */
    example: z.string().optional(),
    /** How often it was found waiting at `after`. */
    waited: z.int().optional(),
  }),
  /** A log of a table in this folder may say something new of its parts. */
  z.strictObject({
    kind: z.literal('log'),
    source: z.string().min(1),
    dataset: z.string().min(1),
    root: z.string().min(1),
    format: z.enum(['delta', 'iceberg', 'hudi']),
  }),
  /** The file that says how this dataset's files are read may say something new, or be gone. */
  z.strictObject({
    kind: z.literal('hint'),
    source: z.string().min(1),
    dataset: z.string().min(1),
  }),
  /** This raw table may not be as its dataset's record says, or lack partitions: who was at it has died, or was late. */
  z.strictObject({ kind: z.literal('raw'), table: z.string().min(1) }),
  /** The next turn of this erasure: its record says what. */
  z.strictObject({ kind: z.literal('erase'), id: z.string().min(1), resumed }),
])

export type NormaliseMessage = z.infer<typeof normaliseMessage>
export type ExaminedMessage = z.infer<typeof examinedMessage>
export type LookMessage = z.infer<typeof lookMessage>
export type CommitMessage = z.infer<typeof commitMessage>
export type MaintainMessage = z.infer<typeof maintainMessage>
