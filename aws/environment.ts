/** What a function is told of its stack, by serverless.yml. */

const read = (name: string): string => {
  const value = process.env[name]
  if (!value) throw new Error(`the environment lacks ${name}`)
  return value
}

export const environment = {
  rawBucket: () => read('RAW_BUCKET'),
  lakeBucket: () => read('LAKE_BUCKET'),
  workBucket: () => read('WORK_BUCKET'),
  modelsBucket: () => read('MODELS_BUCKET'),
  rawDatabase: () => read('RAW_DATABASE'),
  lakeDatabase: () => read('LAKE_DATABASE'),
  arrivalsQueue: () => read('ARRIVALS_QUEUE_URL'),
  normaliseQueue: () => read('NORMALISE_QUEUE_URL'),
  commitQueue: () => read('COMMIT_QUEUE_URL'),
  scoreQueue: () => read('SCORE_QUEUE_URL'),
  workgroup: () => read('WORKGROUP'),
  issuer: () => read('ISSUER'),
  jwksUrl: () => read('JWKS_URL'),
  duckdbChild: () => read('DUCKDB_CHILD'),
  scoringWorker: () => read('SCORING_WORKER'),
}
