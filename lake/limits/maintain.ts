/** Of what is kept, compacted, swept, erased and scrubbed. */

const MiB = 1024 * 1024

/** A data file below this is small: DuckDB reads 2,000 of them in 0.3 s, one of the same rows in 0.02 s. */
export const smallFileBytes = 16 * MiB

/** What compaction makes of small files: one of 64 to 128 MiB reads at the full speed of a scan. */
export const compactedBytesTarget = 128 * MiB

/** Fewer small files of one partition are not worth a rewrite: a scan of 10 costs 10 ms more than of one. */
export const compactionFilesMin = 16

/** One compacted file is made of at most so many: DuckDB opens them all at once. */
export const compactionFilesMax = 1_000

/** What lay in the raw bucket for less may have been replaced before anybody saw it: events come within minutes, most of them. */
export const unseenMsMax = 86_400_000

/** How long a data file that no table names stays: 14 days its message may wait in a queue, 14 among the dead letters, one of margin. */
export const orphanAgeMsMax = 29 * 86_400_000

/** The same of metadata, which no message refers to: longer than any commit, of other engines too. Iceberg's own default. */
export const orphanMetadataAgeMsMax = 3 * 86_400_000

/** How long a copy in quarantine stays that nobody names: its maker lives minutes, and a person may wish to see. */
export const spareCopyAgeMsMax = 3 * 86_400_000

/** How long a word that a raw table may be off waits: what is delivered again comes in storms, and each mending lists a dataset. */
export const rawMendDelaySeconds = 10

/** How far clocks of one queue's servers may be apart: AWS keeps them within milliseconds. */
export const queueClocksMsMax = 1_000

/** Keys that a certificate names as left, at most: a person looks at them one by one. */
export const erasedListMax = 1_000

/** Pages of 50 statements, the newest first: Athena lists some five a second, and a turn has minutes beside its own. */
export const statementPagesMax = 500

/** Files of a table's past in which an erasure looks for a value; of more the past goes without a look. */
export const pastFilesLookedAtMax = 1_000

/** An original that is written again without some rows is held in memory, compressed and not. */
export const redactedBytesMax = 256 * MiB

/** Passes of an erasure that take something away until it is said that they do not come to rest: each takes half an hour. */
export const erasurePassesMax = 8

/** Objects that have not followed and are asked for at once: every five seconds, until the first of them has. */
export const erasureLooksAtOnce = 100

/** After how long a file of another engine that no table names and that holds a value goes: Iceberg's own default. */
export const foreignOrphanAgeMsMax = 3 * 86_400_000

/** Files that an erasure looks into at once: of each the footer and a column, some megabytes. */
export const filesLookedAtOnce = 16

/** A data file that is written again without some rows: it lies twice on a function's 10 GiB of disk. */
export const rewrittenFileBytesMax = 3 * 1024 * MiB

/** A data file whose rows are counted by DuckDB: it lies once on a function's 10 GiB of disk. */
export const countedFileBytesMax = 8 * 1024 * MiB

/** After so long an erasure looks whether the tables have followed: they mostly do in some seconds. */
export const erasureFollowSeconds = 5

/** How long nothing follows until an erasure says by name what it waits for, and leaves it to the nights: a message is tried five times, 90 minutes apart at most. */
export const erasureFollowMsMax = 8 * 3_600_000

/** How long a query's result stays: an API's job is asked for within hours, a dashboard's link within days. */
export const queryResultAgeMsMax = 30 * 86_400_000

/** How long activity stays: this year and the same days of the last. */
export const activityAgeMsMax = 400 * 86_400_000

/** How long the record of a prediction job stays; its predictions are a dataset of their own. */
export const jobAgeMsMax = 90 * 86_400_000

/** Athena forgets its executions after 45 days; their results stay. */
export const athenaHistoryMsMax = 45 * 86_400_000

/** Objects that a scrub reads at once: more of them only wait for the same disk. */
export const scrubReadsAtOnce = 4

/** Receipts that retention by a column reads at once: a hundred thousand objects in a few minutes. */
export const retentionReadsAtOnce = 32
