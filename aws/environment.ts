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
  maintainQueue: () => read('MAINTAIN_QUEUE_URL'),
  /** How long whatever was at work when an erasure began may still be at work: Lambda's longest. */
  erasureSettleMs: () => 1_000 * Number(read('ERASURE_SETTLE_SECONDS')),
  /** How long one message of an erasure works before it hands on. */
  erasureTurnMs: () => 1_000 * Number(read('ERASURE_TURN_SECONDS')),
  /** Whether originals are locked, and this function may delete them all the same. */
  passesLock: () => process.env.OBJECT_LOCK === 'passed',
  workgroup: () => read('WORKGROUP'),
  issuer: () => read('ISSUER'),
  jwksUrl: () => read('JWKS_URL'),
  /** Whose tokens the authorizer takes; any client's of the issuer where none is named. */
  clients: () => (process.env.CLIENTS ?? '').split(',').filter(Boolean),
  /** Where a browser signs in by authorization code with PKCE; null where the stack has no such place. */
  signIn: () => {
    const { SIGN_IN_AUTHORIZE_URL, SIGN_IN_TOKEN_URL, SIGN_IN_CLIENT_ID } = process.env
    if (!SIGN_IN_AUTHORIZE_URL || !SIGN_IN_TOKEN_URL || !SIGN_IN_CLIENT_ID) return null
    return {
      authorizeUrl: SIGN_IN_AUTHORIZE_URL,
      tokenUrl: SIGN_IN_TOKEN_URL,
      clientId: SIGN_IN_CLIENT_ID,
    }
  },
  /** Of this function; undefined outside of one. */
  memoryBytes: () => {
    const size = process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE
    return size ? Number(size) * 1024 * 1024 : undefined
  },
  duckdbChild: () => read('DUCKDB_CHILD'),
  scoringWorker: () => read('SCORING_WORKER'),
}
