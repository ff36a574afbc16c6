/** What of the pipeline's template the flow needs, by the names of the laptop. */
import type { Template } from '../../local/cloudformation/stack.ts'

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] })

function queue(name: string, isFifo = false) {
  const suffix = isFifo ? '.fifo' : ''
  const fifo = isFifo ? { FifoQueue: true } : {}
  const id = name[0]!.toUpperCase() + name.slice(1)
  return {
    [`${id}Queue`]: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: name + suffix,
        VisibilityTimeout: 60,
        RedrivePolicy: { deadLetterTargetArn: arnOf(`${id}DeadLetters`), maxReceiveCount: 5 },
        ...fifo,
      },
    },
    [`${id}DeadLetters`]: {
      Type: 'AWS::SQS::Queue',
      Properties: { QueueName: `${name}-dead-letters${suffix}`, ...fifo },
    },
  }
}

const bucket = (name: string, more: Record<string, unknown> = {}) => ({
  Type: 'AWS::S3::Bucket',
  Properties: { BucketName: name, ...more },
})

const database = (name: string) => ({
  Type: 'AWS::Glue::Database',
  Properties: { CatalogId: { Ref: 'AWS::AccountId' }, DatabaseInput: { Name: name } },
})

export const template = {
  Resources: {
    ...queue('arrivals'),
    ...queue('normalise'),
    ...queue('commit', true),
    ...queue('score'),
    ...queue('maintain'),
    RawBucket: bucket('raw', {
      VersioningConfiguration: { Status: 'Enabled' },
      NotificationConfiguration: {
        QueueConfigurations: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'].map((Event) => ({
          Event,
          Queue: arnOf('ArrivalsQueue'),
        })),
      },
    }),
    LakeBucket: bucket('lake'),
    WorkBucket: bucket('work'),
    ModelsBucket: bucket('models', { VersioningConfiguration: { Status: 'Enabled' } }),
    RawDatabase: database('raw'),
    LakeDatabase: database('lake'),
    WorkGroup: {
      Type: 'AWS::Athena::WorkGroup',
      Properties: {
        Name: 'hypatia',
        WorkGroupConfiguration: { ResultConfiguration: { OutputLocation: 's3://work/athena/' } },
      },
    },
  },
} as unknown as Template
