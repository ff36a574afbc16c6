/** Of tables of Iceberg and their commits. */

const MiB = 1024 * 1024

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

/** A gzipped metadata.json of another writer, decompressed: it is held in memory. Ours are written plain. */
export const metadataPlainBytesMax = 64 * MiB

/** Small manifests become one at this number: a reader opens few (20 after 2,000 commits). Iceberg's own default. */
export const manifestsMergedAt = 100

/** Maintenance makes one of so many small manifests: each is a read more of whoever plans a scan. */
export const manifestsRewrittenAt = 10

/** A manifest of this size is no small one. Iceberg's own default, commit.manifest.target-size-bytes. */
export const manifestBytesTarget = 8 * MiB

/** Messages of a table that failed so often together are committed one by one: three attempts of five are left to each. */
export const commitTogetherMax = 2

/** Seconds until objects are normalised for a table that is about to be swapped: sooner, they stop the swap. */
export const landAgainSeconds = 2
