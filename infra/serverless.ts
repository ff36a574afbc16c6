/** The little of serverless (osls) that the deployment touches. */
import type { S3ClientConfig } from '@aws-sdk/client-s3'
import type { Template } from './template.ts'

export interface Serverless {
  serviceDir: string
  service: {
    custom: {
      /** Names of sources that have a client of their own, with commas between. */
      sources: string
      logBucket: string
      /** ARN of a KMS key; empty: S3's own. */
      kmsKey: string
      /** How long nobody may delete a version of an original; 0: no lock. */
      objectLockDays: string | number
      /** `yes`: the buckets of an earlier deployment are used. */
      keptBuckets: string
      /** Id of the user pool of an earlier deployment, or of one of your own. */
      userPool: string
      /** The account's number stands in it as CloudFormation writes it. */
      dashboardBucket: string
    }
    provider: { stage: string; compiledCloudFormationTemplate: Template }
  }
  getProvider(name: 'aws'): {
    getAccountId(): Promise<string>
    getAwsSdkV3Config(): Promise<S3ClientConfig>
  }
}
