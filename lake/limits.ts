/** Every limit of the system, with its unit and its reason. Nothing is unbounded. */

const KiB = 1024
const MiB = 1024 * KiB
const GiB = 1024 * MiB

/** What an inspection may read of one object, whatever its size: enough for a dialect and its types. */
export const inspectionBytesMax = 1 * MiB

/** S3's own limit on a key in UTF-8 bytes. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const keyBytesMax = 1024

/** A line longer than this is no line of a table; one 200 MB line took DuckDB 7 s to refuse. */
export const lineBytesMax = 8 * MiB

/** Beyond this a header is noise: 100,000 columns exhaust DuckDB's memory. */
export const columnsMax = 2_000

/** JSON nested 50,000 deep kills DuckDB with a segmentation fault; no table nests this far. */
export const jsonDepthMax = 64

/** Text compresses 3 to 20 times, and zeros 1,000 times: past this ratio it is a bomb, not a table. */
export const decompressionRatioMax = 200

/** One object, decompressed: what a function's 10 GiB of ephemeral storage holds beside its output. */
export const decompressedBytesMax = 4 * GiB

/** AWS's default quotas of the Data Catalog. https://docs.aws.amazon.com/general/latest/gr/glue.html */
export const glueDatabasesMax = 10_000
export const glueTablesMax = 200_000
export const glueTableVersionsMax = 100_000
