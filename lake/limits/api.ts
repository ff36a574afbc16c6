/** Of the REST API. */

const MiB = 1024 * 1024

/** Files of activity that one request sums up: some 3 s. Minutes that are over are kept, so it is seldom a hundred. */
export const activityFilesReadMax = 3_000

/** How long after a minute its sum is kept: what was written in it is there by then, whatever clocks say. */
export const activityKeptAfterMs = 30_000

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

/** A query's result that the API writes as Parquet, in bytes of its CSV: 64 MiB take 5 s and half of the memory. */
export const parquetResultBytesMax = 64 * MiB

/** Objects in quarantine that an overview counts: beyond it the number is a least one, at the cost of one listing. */
export const quarantineCountedMax = 1_000

/** Sources that one answer names: each is three small reads. */
export const sourcesMax = 500

/** Of them, read at once. */
export const sourceReadsMax = 16

/** Rows of one snapshot that are compared, so that only what differs is told: 100 bytes each while they are, some 10 s. A page that has compared as many ends. */
export const changesNetRowsMax = 1_000_000

/** Rows that are held as cells while they are compared. */
export const changesReadRows = 10_000

/** Data files that one page of changes opens; then it ends short, with a cursor: each is two reads. */
export const changesFilesMax = 100

/** Snapshots of which it is remembered which rows changed: 4 bytes a row, of at most a million. */
export const changesKeptMax = 8
