/** Every limit of the system, with its unit and its reason. Nothing is unbounded. */

const KiB = 1024
const MiB = 1024 * KiB
const GiB = 1024 * MiB

/** What an inspection may read of one object, whatever its size: enough for a dialect and its types. */
export const inspectionBytesMax = 1 * MiB

/** How often one delivery looks at a key whose receipt others change meanwhile: 20 racing workers need at most 20. */
export const arrivalAttemptsMax = 40

/** S3's own limit on a key in UTF-8 bytes. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const keyBytesMax = 1024

/** Names of tables: Glue takes 255 bytes, and tools put something behind them. https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html */
export const tableNameCharactersMax = 240

/** Of a source or a dataset in a name that is not both in full: enough to know it by. */
export const tableNamePartMax = 60

/** A column's name without its 14 characters of hash: short enough to be typed. */
export const columnNameCharactersMax = 120

/** Glue and Athena take 255 bytes, hash and all. https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html */
export const columnNameBytesMax = 240

/** A line longer than this is no line of a table; one 200 MB line took DuckDB 7 s to refuse. */
export const lineBytesMax = 8 * MiB

/** Beyond this a header is noise: 100,000 columns exhaust DuckDB's memory. */
export const columnsMax = 2_000

/** Members of one nested JSON object: more of them are data (ids as keys), and the object stays JSON text. */
export const structFieldsMax = 200

/** JSON nested 50,000 deep kills DuckDB with a segmentation fault; no table nests this far. */
export const jsonDepthMax = 64

/** Levels of a JSON column that get types; below them it stays JSON text. DuckDB plans 12 in 60 ms, 20 in 20 s. */
export const jsonTypedDepthMax = 12

/** What a JSON document has beside its rows, which each of them repeats: an API's page has 100 to 1,000 bytes of it. */
export const jsonRestBytesMax = 64 * KiB

/** Texts that the cells of a workbook share are in memory while its sheet is read. */
export const sharedTextBytesMax = 256 * MiB

/** Text compresses 3 to 20 times, and zeros 1,000 times: past this ratio it is a bomb, not a table. */
export const decompressionRatioMax = 200

/** Below this many bytes no ratio is a bomb: a short file of repeated rows compresses as well as zeros do. */
export const decompressionFloorBytes = 64 * MiB

/** One object, decompressed: what a function's 10 GiB of ephemeral storage holds beside its output. */
export const decompressedBytesMax = 4 * GiB

/** A block of an Avro file, a message of an Arrow file, decompressed: it is held in memory. Writers make them of 64 KB to some MB. */
export const blockBytesMax = 512 * MiB

/** Rows of one object that is rendered: 100 million of 40 bytes fill the disk of a function; rows of no bytes would not end. */
export const renderedRowsMax = 100_000_000

/** How long one object is rendered, of the 600 s of normalise: DuckDB comes after it. */
export const renderMsMax = 300_000

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

/** Decoded manifest entries kept in memory, about 5 KB each with 20 columns: 100 MB of a function's 2 GB. */
export const icebergEntriesKeptMax = 20_000

/** Compiled types of Avro files: a table has two a partition spec, other writers some of their own. */
export const avroTypesKeptMax = 100

/** A metadata.json grows 620 bytes a snapshot and is written whole at each commit: 500 are 310 KB. */
export const snapshotsKeptMax = 500

/** These many stay however old they are: the current one. What was deleted is not to lie about for ever. */
export const snapshotsKeptMin = 1

/** How long time travel reaches back: Athena's own default for VACUUM, 5 days. */
export const snapshotAgeMsMax = 5 * 24 * 3_600_000

/** Entries of the metadata log: Iceberg's own default, write.metadata.previous-versions-max. */
export const metadataLogMax = 100

/** A commit with more files than this names none in its summary (7 bytes each): its manifest is read instead. */
export const addedMarksMax = 200

/** Small manifests become one at this number: a reader opens few (20 after 2,000 commits). Iceberg's own default. */
export const manifestsMergedAt = 100

/** Maintenance makes one of so many small manifests: each is a read more of whoever plans a scan. */
export const manifestsRewrittenAt = 10

/** A manifest of this size is no small one. Iceberg's own default, commit.manifest.target-size-bytes. */
export const manifestBytesTarget = 8 * MiB

/** A data file below this is small: DuckDB reads 2,000 of them in 0.3 s, one of the same rows in 0.02 s. */
export const smallFileBytes = 16 * MiB

/** What compaction makes of small files: one of 64 to 128 MiB reads at the full speed of a scan. */
export const compactedBytesTarget = 128 * MiB

/** Fewer small files of one partition are not worth a rewrite: a scan of 10 costs 10 ms more than of one. */
export const compactionFilesMin = 16

/** One compacted file is made of at most so many: DuckDB opens them all at once. */
export const compactionFilesMax = 1_000

/** How long a data file that no table names stays: 14 days its message may wait in a queue, 14 among the dead letters, one of margin. */
export const orphanAgeMsMax = 29 * 86_400_000

/** The same of metadata, which no message refers to: longer than any commit, of other engines too. Iceberg's own default. */
export const orphanMetadataAgeMsMax = 3 * 86_400_000

/** Keys that a certificate names as left, at most: a person looks at them one by one. */
export const erasedListMax = 1_000

/** Pages of 50 statements, the newest first: Athena lists some five a second, and a turn has minutes beside its own. */
export const statementPagesMax = 500

/** An original that is written again without some rows is held in memory, compressed and not. */
export const redactedBytesMax = 256 * MiB

/** After so long an erasure looks whether the tables have followed: they mostly do in some seconds. */
export const erasureFollowSeconds = 5

/** How long a query's result stays: an API's job is asked for within hours, a dashboard's link within days. */
export const queryResultAgeMsMax = 30 * 86_400_000

/** How long activity stays: this year and the same days of the last. */
export const activityAgeMsMax = 400 * 86_400_000

/** How long the record of a prediction job stays; its predictions are a dataset of their own. */
export const jobAgeMsMax = 90 * 86_400_000

/** Athena forgets its executions after 45 days; their results stay. */
export const athenaHistoryMsMax = 45 * 86_400_000

/** One `run` of DuckDB: two of them, after a death, end within the 600 s of normalise. */
export const duckdbTimeoutMs = 240_000

/** What Node takes of a function's memory, with what it downloads and uploads: 250 to 400 MiB were seen. */
export const nodeMemoryBytes = 512 * MiB

/** Of the rest DuckDB may hold so much: what it does not count itself (its allocator, Parquet's writer) was a sixth. */
export const duckdbMemoryShare = 0.75

/** Of a function that does not say how much memory it has. */
export const functionMemoryBytes = 3_008 * MiB

/** What DuckDB may hold once it was killed for memory: less of it beside more on disk. */
export const duckdbCarefulShare = 0.5

/** After so many attempts of a file alone, each ended for want of memory, the machine is too small for it. */
export const memoryAttemptsMax = 3

/** Messages of a table that failed so often together are committed one by one: three attempts of five are left to each. */
export const commitTogetherMax = 2

/** A function ends its batch so long before its time is over: word to the queue and the activity take a second. */
export const batchMarginMsMax = 15_000

/** Of short times the margin is this share. */
export const batchMarginShare = 0.1

/** DuckDB's threads: a function of 3,008 MB has 1.7 processors. */
export const duckdbThreads = 2

/** How old a table's metadata may be to write a data file by: the commit refuses a file whose columns were replaced. */
export const tableAgeMsMax = 30_000

/** Values that a column's sketch keeps whole, and its intervals: one holds four parts in 1,024 of the rows at most. */
export const sketchSizeMax = 1_024

/** What is kept of each of very many columns: bars of a quarter, values above an eighth. */
export const sketchSizeMin = 16

/** Values kept of all columns of a file: with 30 bytes each a sketch of any width is below 2 MB. */
export const sketchValuesMax = 25_600

/** Rows of a file whose columns are sketched together: a statement of its own costs as much as 50,000 values beside others. */
export const sketchedTogetherRowsMax = 50_000

/** Values, rows times columns, that are sketched together: DuckDB holds them all at once. */
export const sketchedTogetherValuesMax = 1_000_000

/** First rows by which it is decided whether a column's values are counted one by one: a row group. */
export const sketchHeadRows = 20_480

/** Where they differ in more of these rows than this share, counting them all would cost as much as the file. */
export const countedShareMax = 0.25

/** Sketches, 50 KB each, that one request reads: some 2 s. The next goes on from what this one merged. */
export const sketchesReadMax = 2_000

/** Merged sketches kept by the API, at most 5 MB each when read. */
export const sketchesKeptMax = 64

/** Files without a sketch that one message makes them for: each is downloaded and read, and a commit may wait behind it. */
export const sketchesMadeMax = 20

/** How often the API asks for sketches that are missing: making them takes about as long. */
export const sketchesAskedMsMin = 60_000

/** Files of activity that one request sums up: some 3 s. Minutes that are over are kept, so it is seldom a hundred. */
export const activityFilesReadMax = 3_000

/** How long after a minute its sum is kept: what was written in it is there by then, whatever clocks say. */
export const activityKeptAfterMs = 30_000

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

/** The body of a request to the API: a statement of 256 KiB with its parameters, escaped. */
export const requestBytesMax = 1 * MiB

/** A page of rows as text: Lambda's answer may be 6 MB, and JSON escapes. */
export const pageBytesMax = 4 * MiB

/** Rows that one page looks at for those that meet its conditions; then it ends short, with a cursor. */
export const rowsLookedAtMax = 500_000

/** Rows that a page may sort: more of them are Athena's. */
export const rowsSortedMax = 200_000

/** Footers of data files kept by the API, about 20 KB each. */
export const rowFootersKeptMax = 500

/** Pages kept as text by the API, most of them some 10 KB. */
export const pagesKeptBytes = 64 * MiB

/** How old a table's pointer may be to answer a page by: a reader cannot tell it from one that asked earlier. */
export const pointerAgeMsMax = 500

/** How long a presigned URL is good: a slow sender's 5 GB, and no longer. */
export const presignedSeconds = 3_600

/** What an activity's file may be late by: clocks differ, and a PUT takes its time. */
export const activitySettleMs = 500

/** A model's file: a function downloads it at its first prediction, 256 MiB in about 3 s, and holds it twice in memory. */
export const modelBytesMax = 256 * MiB

/** How late a function may see that an alias has moved: it spares a read of S3 at nearly every prediction. */
export const aliasAgeMsMax = 5_000

/** Rows of one call of a SageMaker endpoint: it must answer within 60 s. */
export const endpointRowsMax = 1_000

/** Bytes of one call of a SageMaker endpoint: its oldest limit is 6 MB. https://docs.aws.amazon.com/general/latest/gr/sagemaker.html */
export const endpointBytesMax = 4 * MiB

/** How long a scoring thread may give no answer online, of the 29 s of predict: who asked hears why, and a fresh thread serves the next. */
export const scoringMsMax = 20_000

/** And for a batch of a job's rows, or golden rows: a model that hangs holds up one attempt, not the function's whole time. */
export const batchScoringMsMax = 240_000

/** How long one attempt of a prediction job waits for its query, of the 900 s of score: the next one goes on waiting. */
export const queryWaitMsMax = 600_000

/** Prediction jobs of others that a page of one's own passes over before it ends short: one GET each. */
export const jobsLookedAtMax = 500

/** Tensors of one request, or one answer: Lambda carries 6 MB either way, and base64 makes 4 of 3 bytes. */
export const inferenceBytesMax = 4 * MiB

/** US dollars for a TB scanned, in most regions; a TB counted small, for it is a most. https://aws.amazon.com/athena/pricing/ */
export const athenaUsdPerTb = 5

/** What a query is charged for at least: 10 MB. https://aws.amazon.com/athena/pricing/ */
export const athenaScanBytesMin = 10_000_000

/** Objects of a raw table that an estimate lists, 1,000 a call: beyond them it says that it does not know. */
export const estimateObjectsMax = 20_000

/** A query's result that the API writes as Parquet, in bytes of its CSV: 64 MiB take 5 s and half of the memory. */
export const parquetResultBytesMax = 64 * MiB

/** Rows of a data file's row group: a page of rows decodes a whole one; ten times DuckDB's vector of 2,048 rows. */
export const rowGroupRows = 20_480

/** Tables that a rebuild makes at once: Glue takes some tens of calls a second of an account. */
export const tablesRebuiltAtOnce = 8

/** Partitions that a rebuild holds before it makes them: Glue takes 100 a call. */
export const partitionsMadeAtOnce = 100

/** How long the laptop's Athena takes a file, once found whole and not touched since, for whole: disks rot in months. */
export const verifiedMsMax = 3_600_000

/** Files that it remembers so, about 200 bytes each. */
export const verifiedKeptMax = 50_000

/** Keys whose ids a reconciliation holds, some 500 bytes each: 400,000 are 200 MB of a function's 2 GB, and read in 3 minutes. */
export const reconcileKeysAtOnce = 400_000

/** Receipts that it reads at once: S3 answers each in some 20 ms, and the SDK opens 50 connections. */
export const reconcileReadsAtOnce = 48

/** When a reconciliation begins no further stretch, of the 900 s of maintain: 5 million keys are listed in 500 s. */
export const reconcileRunMs = 240_000

/** What changed since is left alone, for it may be under way: twice the visibility of the slowest queue it goes through. */
export const reconcileYoungMs = 2 * 3_600_000

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

/** Objects that a scrub reads at once: more of them only wait for the same disk. */
export const scrubReadsAtOnce = 4

/** Receipts that retention by a column reads at once: a hundred thousand objects in a few minutes. */
export const retentionReadsAtOnce = 32

/** Of the rows of a long file so many may be set aside, for they cannot be read right: beyond it the others are not to be trusted either. */
export const asideShareMax = 0.05

/** Of a short file so many, and no more than a quarter of those that can be read. */
export const asideRowsMin = 10

/** What a person said before of a dataset's files, to go back to: a record stays small, and nobody goes back further. */
export const interpretationsKeptMax = 20

/** Seconds until a replay looks again whether its last files have followed: twice as long each time, until this. */
export const replayDelaySecondsMax = 300

/** Of a file's rows so many are shown before somebody says how all are read. */
export const previewRowsMax = 20
/** Of its bytes so many are cut for them, beside what an inspection reads. */
export const previewBytesMax = 64 * KiB

/** Seconds until objects are normalised for a table that is about to be swapped: sooner, they stop the swap. */
export const landAgainSeconds = 2
