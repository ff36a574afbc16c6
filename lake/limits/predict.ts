/** Of models, and of predictions. */

const MiB = 1024 * 1024

/** A model's file: a function downloads it at its first prediction, 256 MiB in about 3 s, and holds it twice in memory. */
export const modelBytesMax = 256 * MiB

/** How late a function may see that an alias has moved: it spares a read of S3 at nearly every prediction. */
export const aliasAgeMsMax = 5_000

/** Rows of one call of a SageMaker endpoint: it must answer within 60 s. */
export const endpointRowsMax = 1_000

/** Bytes of one call of a SageMaker endpoint: its oldest limit is 6 MB. https://docs.aws.amazon.com/general/latest/gr/sagemaker.html */
export const endpointBytesMax = 4 * MiB

/** How long a scoring thread may give no answer online, of the 29 s of predict: who asked hears why, and a fresh thread serves the next. */
export const scoringMsMax = 20_000

/** And for a batch of a job's rows, or golden rows: a model that hangs holds up one attempt, not the function's whole time. */
export const batchScoringMsMax = 240_000

/** How long one attempt of a prediction job waits for its query, of the 900 s of score: the next one goes on waiting. */
export const queryWaitMsMax = 600_000

/** Prediction jobs of others that a page of one's own passes over before it ends short: one GET each. */
export const jobsLookedAtMax = 500

/** Tensors of one request, or one answer: Lambda carries 6 MB either way, and base64 makes 4 of 3 bytes. */
export const inferenceBytesMax = 4 * MiB
