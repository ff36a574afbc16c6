import { expect, test } from '@jest/globals'
import type { Template } from '../../../local/cloudformation/stack.ts'
import { readTemplate } from '../../../local/template.ts'

const place = {
  region: 'eu-central-1',
  accountId: '000000000000',
  endpoint: 'http://127.0.0.1:4566',
  stackName: 'lake-laptop',
}

const read = (Resources: Template['Resources'], more: object = {}) =>
  readTemplate({ Resources, ...more }, place)

const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'arrivals' } }

test('a bucket with versioning that tells a queue', () => {
  const { buckets } = read({
    ArrivalsQueue: queue,
    RawBucket: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketName: { 'Fn::Sub': 'raw-${AWS::AccountId}' },
        VersioningConfiguration: { Status: 'Enabled' },
        NotificationConfiguration: {
          QueueConfigurations: [
            {
              Event: 's3:ObjectCreated:*',
              Queue: { 'Fn::GetAtt': ['ArrivalsQueue', 'Arn'] },
              Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'in/' }] } },
            },
          ],
        },
      },
    },
    PlainBucket: { Type: 'AWS::S3::Bucket' },
  })
  expect(buckets).toEqual([
    {
      id: 'RawBucket',
      name: 'raw-000000000000',
      versioning: 'Enabled',
      cors: [],
      notifications: [
        {
          id: 'RawBucket-0',
          queueArn: 'arn:aws:sqs:eu-central-1:000000000000:arrivals',
          events: ['s3:ObjectCreated:*'],
          prefix: 'in/',
          suffix: '',
        },
      ],
    },
    {
      id: 'PlainBucket',
      name: 'lake-laptop-plainbucket',
      versioning: undefined,
      cors: [],
      notifications: [],
    },
  ])
})

test('queues with what they are set to, as SQS takes it', () => {
  const { queues } = read({
    Dead: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
    Commit: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: 'commit.fifo',
        FifoQueue: true,
        VisibilityTimeout: 1800,
        Tags: [{ Key: 'a', Value: 'b' }],
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': 'Dead.Arn' }, maxReceiveCount: 5 },
      },
    },
  })
  const deadArn = 'arn:aws:sqs:eu-central-1:000000000000:lake-laptop-Dead.fifo'
  expect(queues).toEqual([
    { id: 'Dead', name: 'lake-laptop-Dead.fifo', attributes: { FifoQueue: 'true' } },
    {
      id: 'Commit',
      name: 'commit.fifo',
      attributes: {
        FifoQueue: 'true',
        VisibilityTimeout: '1800',
        RedrivePolicy: `{"deadLetterTargetArn":"${deadArn}","maxReceiveCount":5}`,
      },
    },
  ])
})

test('databases, workgroups and named queries as their services take them', () => {
  const { databases, workGroups, namedQueries } = read({
    Raw: {
      Type: 'AWS::Glue::Database',
      Properties: { CatalogId: { Ref: 'AWS::AccountId' }, DatabaseInput: { Name: 'raw' } },
    },
    Work: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'work' } },
    Group: {
      Type: 'AWS::Athena::WorkGroup',
      Properties: {
        Name: 'analysts',
        WorkGroupConfiguration: {
          ResultConfiguration: { OutputLocation: { 'Fn::Sub': 's3://${Work}/athena/' } },
        },
      },
    },
    Query: {
      Type: 'AWS::Athena::NamedQuery',
      Properties: {
        Database: { Ref: 'Raw' },
        QueryString: 'SELECT 1',
        WorkGroup: { Ref: 'Group' },
      },
    },
  })
  expect(databases).toEqual([{ id: 'Raw', name: 'raw', input: { Name: 'raw' } }])
  expect(workGroups[0]?.input).toEqual({
    Name: 'analysts',
    Configuration: { ResultConfiguration: { OutputLocation: 's3://work/athena/' } },
  })
  expect(namedQueries).toEqual([
    {
      id: 'Query',
      name: 'Query',
      input: { Database: 'raw', QueryString: 'SELECT 1', WorkGroup: 'analysts' },
    },
  ])
})

test('functions with their environment, and the mappings that feed them', () => {
  const { functions, mappings } = read({
    ArrivalsQueue: queue,
    CatalogLambdaFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'lake-laptop-catalog',
        Role: { 'Fn::GetAtt': ['CatalogRole', 'Arn'] },
        Environment: { Variables: { QUEUE_URL: { Ref: 'ArrivalsQueue' }, LEVEL: 1 } },
      },
    },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        BatchSize: 5,
        EventSourceArn: { 'Fn::GetAtt': ['ArrivalsQueue', 'Arn'] },
        FunctionName: { 'Fn::GetAtt': ['CatalogLambdaFunction', 'Arn'] },
        Enabled: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 20 },
      },
    },
    Off: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { Enabled: false } },
  })
  expect(functions).toEqual([
    {
      id: 'CatalogLambdaFunction',
      name: 'lake-laptop-catalog',
      environment: { QUEUE_URL: 'http://127.0.0.1:4566/000000000000/arrivals', LEVEL: '1' },
    },
  ])
  expect(mappings).toEqual([
    {
      functionName: 'lake-laptop-catalog',
      queue: 'arn:aws:sqs:eu-central-1:000000000000:arrivals',
      batchSize: 5,
      maximumBatchingWindowSeconds: 0,
      reportsBatchItemFailures: true,
      maximumConcurrency: 20,
    },
  ])
})

test('the functions of CloudFormation', () => {
  const { queues } = read(
    {
      Q: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          QueueName: {
            'Fn::Join': [
              '-',
              [{ Ref: 'Stage' }, { 'Fn::Select': [1, { 'Fn::Split': [',', 'a,b'] }] }],
            ],
          },
          KmsMasterKeyId: { Ref: 'AWS::NoValue' },
          Policy: { 'Fn::Sub': ['${!literal} ${who} ${AWS::Region}', { who: 'me' }] },
        },
      },
    },
    { Parameters: { Stage: { Default: 'dev' } } },
  )
  expect(queues).toEqual([
    { id: 'Q', name: 'dev-b', attributes: { Policy: '${literal} me eu-central-1' } },
  ])
})

test('what the laptop has not is named: as ignored when it stands alone, as an error when it is asked', () => {
  expect(
    read({ Bus: { Type: 'AWS::Events::EventBus' }, Role: { Type: 'AWS::IAM::Role' } }).ignored,
  ).toEqual([{ id: 'Bus', type: 'AWS::Events::EventBus' }])
  const withName = (QueueName: unknown) =>
    read({
      Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName } },
      Topic: { Type: 'AWS::SNS::Topic' },
    })
  expect(() => withName({ Ref: 'Topic' })).toThrow('Topic is a AWS::SNS::Topic')
  expect(() => withName({ Ref: 'Nothing' })).toThrow('Nothing is neither')
  expect(() => withName({ 'Fn::ImportValue': 'x' })).toThrow('Fn::ImportValue')
  expect(() => withName({ 'Fn::GetAtt': ['Q', 'Colour'] })).toThrow('Q.Colour')
})
