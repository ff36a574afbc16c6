/** The same limits, some of them within reach of a run of a dozen small files. */
export * from '../../../lake/limits.ts'

export const inspectionBytesMax = 512
export const compactionFilesMin = 3
export const manifestsMergedAt = 4
export const snapshotsKeptMax = 6
export const metadataLogMax = 5
/** Where a worker died they follow in an hour, and each look is a dozen calls. */
export const erasureFollowSeconds = 300
