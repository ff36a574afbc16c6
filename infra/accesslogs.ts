/** Who asked S3 for what, written down in a bucket that the deployment names. */
import { ofType, type Template } from './template.ts'

/** Nothing is changed where no bucket is named. Its policy must let logging.s3.amazonaws.com put. */
export function addAccessLogs(template: Template, bucket: string): void {
  if (!bucket) return
  for (const [id, { Properties }] of ofType(template, 'AWS::S3::Bucket')) {
    Properties.LoggingConfiguration = {
      DestinationBucketName: bucket,
      LogFilePrefix: `${id.replace(/Bucket$/, '').toLowerCase()}/`,
    }
  }
}
