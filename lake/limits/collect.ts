/** Of the runner in `containers/collect`, which fetches what NiFi has no processor for. */

/** A runner that has not written to its cursor for so long has lost its source to who waits for it. */
export const collectLeaseMs = 30_000

/** A cursor is written to so often within a lease that two lost answers are no lost lease. */
export const collectBeatsALease = 4

/** What a runner that ends may still take to land what it holds: ECS waits for 30 s. */
export const collectDrainMsMax = 25_000

/** Between attempts at what fails: from, and at most. A partner that is away for a night is asked once a minute. */
export const collectRetryMsMin = 500
export const collectRetryMsMax = 60_000

/** How often the definitions are read anew, and what there is to say of their sources is said. */
export const collectDefinitionsMs = 10_000

/** Messages of one object, so that a source holds no more of them in memory. */
export const collectItemsMax = 50_000

/** Bytes of rows of one object, for the same reason; a message may be that large. */
export const collectBytesMax = 16 * 1024 * 1024

/** Of a message that is set aside so many bytes are kept beside the reason. */
export const collectRefusedBytesMax = 256 * 1024

/** Plans of a source that may still have come true though their runner died: each had its lease taken away. */
export const collectPlansMax = 8

/** Objects that one bucket is followed for by listing: 11 bytes each, written with each beat of the lease. */
export const collectListedMax = 20_000

/** Objects or mails of one plan: what a death makes again. */
export const collectFilesMax = 20

/** Files of one archive that land: each is asked for by itself. */
export const collectMembersMax = 1_000

/** Uploads that are asked for at once. */
export const collectAsksMax = 8

/** Bytes of files that are read before they are planned: what lies on the runner's disk beside one file of any size. */
export const collectSpoolBytes = 256 * 1024 * 1024

/** Bytes of rows of one object, of a database that is read: a death reads at most so much again. */
export const collectTableBytes = 64 * 1024 * 1024

/** So long what a dead runner had landed is known again when its queue brings it: a queue with a backlog brings it late. */
export const collectOwedMs = 86_400_000

/** Messages that are so known at most: 20 bytes each in a cursor. */
export const collectOwedMax = 10_000
