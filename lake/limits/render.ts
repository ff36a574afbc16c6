/** Of what is read, decompressed and set aside of one object. */

const MiB = 1024 * 1024
const GiB = 1024 ** 3

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

/** Values of one page of a column of Parquet: writers make pages of 1 MiB, and a run says of many that they are none. */
export const pageValuesMax = 2_000_000

/** The footer of an ORC file or of one of its stripes, decompressed: 2,000 columns in 10,000 stripes have some MiB. */
export const orcFooterBytesMax = 64 * MiB

/** Fields of an ORC footer, of its types and stripes too: each is an object in memory, and may be two bytes of the footer. */
export const orcFieldsMax = 1_000_000

/** Words of the dictionaries of a stripe: a run says of many that they are empty, in a few bytes. */
export const orcWordsMax = 50_000_000

/** Items of lists in one batch of ORC's rows, of all its columns: runs say so of them, too. */
export const orcItemsMax = 10_000_000

/** Rows, and values of rows, that are in memory at once as such: a message or a stripe may hold many more. */
export const batchRowsMax = 20_480
export const batchValuesMax = 1_000_000

/** Words of a dictionary that stand before each batch of its rows, in bytes: longer ones are written where they are used. */
export const packedWordBytesMax = 1 * MiB

/** Rows of one object that is rendered: 100 million of 40 bytes fill the disk of a function; rows of no bytes would not end. */
export const renderedRowsMax = 100_000_000

/** How long one object is rendered, of the 600 s of normalise: DuckDB comes after it. */
export const renderMsMax = 300_000

/** Of the rows of a long file so many may be set aside, for they cannot be read right: beyond it the others are not to be trusted either. */
export const asideShareMax = 0.05

/** Of a short file so many, and no more than a quarter of those that can be read. */
export const asideRowsMin = 10

/** Entries of an archive, of which each is looked at by name: more of them are no table's. */
export const entriesMax = 100_000

/** Files of an archive whose rows are one table: DuckDB opens them all in one statement. */
export const membersMax = 1_000

/** Columns of all of them in that statement: DuckDB plans 10,000 in 36 s on a busy machine, 100,000 in 360 s. */
export const memberColumnsMax = 30_000

/** Files of an archive that are looked at before it is unpacked: 32 of 16 KiB are half of what an inspection reads. */
export const membersSeenMax = 32

/** What is decompressed of each of them then: enough for a dialect, and 32 of them are looked at in 0.2 s. */
export const memberHeadBytesMax = 64 * 1024

/** Sheets of one workbook that are looked at for the header of the largest: a book of a sheet a day has 366. */
export const sheetsMax = 500

/** Archives within an archive, one within the other, that are opened: what people pack twice is not packed four times. */
export const archiveDepthMax = 2

/** Quotes and backslashes of a line of a log, beyond which it is not said that RegexSerDe reads it: Java's stack holds some thousands. */
export const escapesMax = 500
