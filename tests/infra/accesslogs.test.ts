import { expect, test } from '@jest/globals'
import { addAccessLogs } from '../../infra/accesslogs.ts'

const template = () => ({
  Resources: {
    RawBucket: { Type: 'AWS::S3::Bucket', Properties: {} },
    Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
  },
})

test('every bucket writes down who asks, in the bucket that is named; none without', () => {
  const named = template()
  addAccessLogs(named, 'logs')
  expect(named.Resources.RawBucket.Properties).toEqual({
    LoggingConfiguration: { DestinationBucketName: 'logs', LogFilePrefix: 'raw/' },
  })
  expect(named.Resources.Queue.Properties).toEqual({})
  const unnamed = template()
  addAccessLogs(unnamed, '')
  expect(unnamed).toEqual(template())
})
