/** A stack as small as can be: a bucket that tells a queue, a workgroup that writes to another. */
import type { Template } from '../../../local/cloudformation/stack.ts'

export const template: Template = {
  Resources: {
    RawBucket: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketName: 'raw',
        VersioningConfiguration: { Status: 'Enabled' },
        NotificationConfiguration: {
          QueueConfigurations: [
            { Event: 's3:ObjectCreated:*', Queue: { 'Fn::GetAtt': ['ArrivalsQueue', 'Arn'] } },
          ],
        },
      },
    },
    WorkBucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'work' } },
    ArrivalsQueue: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: 'arrivals',
        RedrivePolicy: {
          deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] },
          maxReceiveCount: 5,
        },
      },
    },
    DeadLetters: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead-letters' } },
    RawDatabase: { Type: 'AWS::Glue::Database', Properties: { DatabaseInput: { Name: 'raw' } } },
    WorkGroup: {
      Type: 'AWS::Athena::WorkGroup',
      Properties: {
        Name: 'hypatia',
        WorkGroupConfiguration: {
          ResultConfiguration: {
            OutputLocation: { 'Fn::Join': ['', ['s3://', { Ref: 'WorkBucket' }, '/athena/']] },
          },
        },
      },
    },
  },
}
