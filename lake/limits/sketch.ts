/** Of profiles. */

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
