/** Of Glue and Athena, the real ones and the laptop’s. */

const MiB = 1024 * 1024
const GiB = 1024 ** 3

/** AWS's default quotas of the Data Catalog. https://docs.aws.amazon.com/general/latest/gr/glue.html */
export const glueDatabasesMax = 10_000
export const glueTablesMax = 200_000
export const glueTableVersionsMax = 100_000

/** Athena's limit on a statement in UTF-8 bytes. https://docs.aws.amazon.com/athena/latest/ug/service-limits.html */
export const athenaQueryBytesMax = 262_144

/** Queries at once on the laptop: DuckDB uses every core for one already. */
export const athenaRunningMax = 4

/** Queries waiting for their turn; the next is refused, as Athena refuses beyond its quota. */
export const athenaQueuedMax = 200

/** Athena's own timeout of a query. https://docs.aws.amazon.com/athena/latest/ug/service-limits.html */
export const athenaQueryTimeoutMs = 30 * 60_000

/** Athena reads lines of 200 MB; the laptop ends at the longest that JavaScript holds without harm. */
export const athenaLineCharactersMax = 64 * MiB

/** Footers of Parquet files kept by the laptop's Athena, about 20 KB each. */
export const parquetFootersKeptMax = 2_000

/** Partitions that one projection may name: each is listed in S3, and Athena itself grows slow beyond. */
export const projectedPartitionsMax = 100_000

/** One compressed text object, inflated, when the laptop's Athena reads raw: it is held in memory beside DuckDB. */
export const inflatedBytesMax = 1 * GiB

/** Processes of the laptop's Athena that run DuckDB: as many queries run at once. */
export const athenaProcessesMax = 2

/** What DuckDB may hold in one of them; the rest of a larger query goes to disk. */
export const athenaMemoryBytes = 2 * GiB

/** DuckDB's threads in one of them: the laptop has others to serve. */
export const athenaThreads = 2

/** How long an interrupted query may take to stop before its process is killed: DuckDB needs 10 ms. */
export const athenaInterruptMsMax = 1_000

/** How often a process of the laptop's Athena says that it lives, while it runs a query. */
export const athenaBeatMs = 1_000

/** One that is silent for so long is stopped or stuck, and is killed: inflating 1 GiB of text takes it 5 s. */
export const athenaSilenceMsMax = 30_000

/** US dollars for a TB scanned, in most regions; a TB counted small, for it is a most. https://aws.amazon.com/athena/pricing/ */
export const athenaUsdPerTb = 5

/** What a query is charged for at least: 10 MB. https://aws.amazon.com/athena/pricing/ */
export const athenaScanBytesMin = 10_000_000

/** Objects of a raw table that an estimate lists, 1,000 a call: beyond them it says that it does not know. */
export const estimateObjectsMax = 20_000

/** How long the laptop's Athena takes a file, once found whole and not touched since, for whole: disks rot in months. */
export const verifiedMsMax = 3_600_000

/** Files that it remembers so, about 200 bytes each. */
export const verifiedKeptMax = 50_000
