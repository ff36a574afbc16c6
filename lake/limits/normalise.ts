/** Of DuckDB, and of the data files that it writes. */

const MiB = 1024 * 1024

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

/** DuckDB's threads: a function of 3,008 MB has 1.7 processors. */
export const duckdbThreads = 2

/** How old a table's metadata may be to write a data file by: the commit refuses a file whose columns were replaced. */
export const tableAgeMsMax = 30_000

/** Rows of a data file's row group: a page of rows decodes a whole one; ten times DuckDB's vector of 2,048 rows. */
export const rowGroupRows = 20_480

/** A header of a Parquet page is some tens of bytes, and two values of its statistics (of Arrow's 4 KiB at most). */
export const parquetPageHeaderBytesMax = MiB

/** Pages whose checksums are looked at: a file of 5 GB in pages of 1 KB has so many. */
export const parquetPagesMax = 5_000_000
