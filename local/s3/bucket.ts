/** A bucket and what is configured of it. */
export interface Bucket {
  name: string
  region: string
  createdMs: number
  versioning: 'Enabled' | 'Suspended' | undefined
  tags: Record<string, string>
  notifications: readonly QueueTarget[]
  /** Absent or empty: no browser of another origin may do anything. */
  cors?: readonly CorsRule[]
}

/** Of origins and headers each may hold one `*`. */
export interface CorsRule {
  id?: string
  origins: readonly string[]
  methods: readonly string[]
  headers: readonly string[]
  exposed: readonly string[]
  maxAgeSeconds?: number
}

/** One queue configuration of a bucket. */
export interface QueueTarget {
  id: string
  queueArn: string
  /** As configured: `s3:ObjectCreated:*` and its like. */
  events: readonly string[]
  prefix: string
  suffix: string
}
