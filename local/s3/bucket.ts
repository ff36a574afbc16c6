/** A bucket and what is configured of it. */
export interface Bucket {
  name: string
  region: string
  createdMs: number
  versioning: 'Enabled' | 'Suspended' | undefined
  tags: Record<string, string>
  notifications: readonly QueueTarget[]
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
