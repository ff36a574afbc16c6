/** Of what a person says of a dataset’s files. */

const KiB = 1024
const MiB = 1024 * KiB

/** What a person said before of a dataset's files, to go back to: a record stays small, and nobody goes back further. */
export const interpretationsKeptMax = 20

/** Names that columns had by renaming: a record is read whole by all who look at a file. More, and none is renamed at once. */
export const givenNamesMax = 10_000

/** Seconds until a replay looks again whether its last files have followed: twice as long each time, until this. */
export const replayDelaySecondsMax = 300

/** Of a file's rows so many are shown before somebody says how all are read. */
export const previewRowsMax = 20

/** Of its bytes so many are cut for them, beside what an inspection reads. */
export const previewBytesMax = 64 * KiB

/** Of a format whose rows do not begin its bytes, a workbook for one, so many are read for them: two seconds of S3. */
export const previewReadBytesMax = 8 * MiB

/** Looks that are asked for, and files out of quarantine that are copied, at the same time: a copy lasts seconds. */
export const replayedAtOnce = 40

/** Of a file that says how others are read: types of 2,000 columns with long names fit. */
export const hintBytesMax = 512 * KiB

/** Swaps of a record in one turn: then its message comes again. */
export const hintAttemptsMax = 20

/** What an upload says of itself: S3 takes 2 KB of metadata, and others of ours are beside it. */
export const uploadPinsCharactersMax = 1_500
