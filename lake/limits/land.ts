/** Of keys, names, and the batches of messages that say what landed. */

/** How often one delivery looks at a key whose receipt others change meanwhile: 20 racing workers need at most 20. */
export const arrivalAttemptsMax = 40

/** The row of an asset: its key, and texts of 1,000 characters each, each of which may be six of JSON. */
export const assetRowBytesMax = 64 * 1024

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

/** A function ends its batch so long before its time is over: word to the queue and the activity take a second. */
export const batchMarginMsMax = 15_000

/** Of short times the margin is this share. */
export const batchMarginShare = 0.1
