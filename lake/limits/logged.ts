/** Of tables that have a log of their own: Delta's, Iceberg's, Hudi's. */

/** Files of one of them: what its log says of them is in memory at once. */
export const loggedPartsMax = 100_000

/** One file of its log, a checkpoint perhaps: it is held in memory. */
export const logFileBytesMax = 256 * 1024 * 1024

/** Rows that are deleted of one file, by their positions: they are in memory at once, as numbers. */
export const deletedRowsMax = 10_000_000

/** Files that one message tells of: some seconds. */
export const partsToldMax = 1_000

/** How often one message reads a log that others read meanwhile. */
export const logAttemptsMax = 40
