/** Of reconciliation, adoption and rebuilding. */

const KiB = 1024
const MiB = 1024 * 1024
const GiB = 1024 ** 3

/** Tables that a rebuild makes at once: Glue takes some tens of calls a second of an account. */
export const tablesRebuiltAtOnce = 8

/** Partitions that a rebuild holds before it makes them: Glue takes 100 a call. */
export const partitionsMadeAtOnce = 100

/** Keys whose ids a reconciliation holds, some 500 bytes each: 400,000 are 200 MB of a function's 2 GB, and read in 3 minutes. */
export const reconcileKeysAtOnce = 400_000

/** Receipts that it reads at once: S3 answers each in some 20 ms, and the SDK opens 50 connections. */
export const reconcileReadsAtOnce = 48

/** Files that are named of those that a table has lost: a line of the log that one can read. */
export const lostFilesNamedMax = 10

/** When a reconciliation begins no further stretch, of the 900 s of maintain: 5 million keys are listed in 500 s. */
export const reconcileRunMs = 240_000

/** A reconciliation that did not end, and that nobody took up for so long, is begun anew by the next night. */
export const reconcileRunAgeMsMax = 20 * 3_600_000

/** What changed since is left alone, for it may be under way: twice the visibility of the slowest queue it goes through. */
export const reconcileYoungMs = 2 * 3_600_000

/** After how long a key is looked at whose receipt is taken back: the swap takes a second, or its worker has died. */
export const takenBackLookSeconds = 15

/** Dead letters of a queue that one round takes up: more of them are the next round's. */
export const deadLettersTakenMax = 10_000

/** What one CopyObject takes. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copiedAtOnceBytesMax = 5 * GiB

/** A part of a larger copy: 10,000 of them are the 5 TB that an object may have. */
export const copyPartBytes = 512 * MiB

/** Parts of one object that S3 copies at once. */
export const copyPartsAtOnce = 8

/** Objects that are adopted at once: S3 copies small ones in some 50 ms, and the SDK opens 50 connections. */
export const adoptedAtOnce = 40

/** How often an adoption keeps its place: what came after it is looked at again. */
export const adoptionKeptMs = 1_000

/** Objects that an adoption names of those that it could not take. */
export const adoptionProblemsMax = 100

/** S3's limit on an object's user metadata. https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
export const metadataBytesMax = 2 * KiB
