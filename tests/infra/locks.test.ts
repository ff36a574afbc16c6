/** A key of one's own and Object Lock: what is asked for by a parameter is in the template, and nothing without. */
import { expect, test } from '@jest/globals'
import { useKey } from '../../infra/encryption.ts'
import { addObjectLock } from '../../infra/objectlock.ts'

const role = (Action: string | string[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: { Policies: [{ PolicyName: 'own', PolicyDocument: { Statement: [{ Action }] } }] },
})
const template = () => ({
  Resources: {
    RawBucket: { Type: 'AWS::S3::Bucket', Properties: { BucketEncryption: 'S3’s' } },
    DashboardBucket: { Type: 'AWS::S3::Bucket', Properties: { BucketEncryption: 'S3’s' } },
    MaintainRole: role(['s3:GetObject']),
    AuthorizerRole: role('logs:PutLogEvents'),
    MaintainLambdaFunction: {
      Type: 'AWS::Lambda::Function',
      Properties: { Environment: { Variables: { A: 'b' } } },
    },
  },
})
const key = 'arn:aws:kms:eu-central-1:000000000000:key/k'

test('data are encrypted by the key that is named, and who reads or writes them may use it', () => {
  const keyed = template()
  useKey(keyed, key)
  const { RawBucket, DashboardBucket, MaintainRole, AuthorizerRole } = keyed.Resources
  expect(RawBucket.Properties.BucketEncryption).toEqual({
    ServerSideEncryptionConfiguration: [
      {
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
        BucketKeyEnabled: true,
      },
    ],
  })
  expect(DashboardBucket).toEqual(template().Resources.DashboardBucket)
  expect(MaintainRole.Properties.Policies[1]).toMatchObject({
    PolicyDocument: {
      Statement: [{ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key }],
    },
  })
  expect(AuthorizerRole).toEqual(template().Resources.AuthorizerRole)
})

test('originals are locked for so many days, and maintain alone passes the lock', () => {
  const locked = template()
  addObjectLock(locked, 30)
  const { RawBucket, MaintainRole, AuthorizerRole, MaintainLambdaFunction } = locked.Resources
  expect(RawBucket.Properties).toMatchObject({
    ObjectLockEnabled: true,
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 30 } } },
  })
  expect(JSON.stringify(MaintainRole)).toContain('s3:BypassGovernanceRetention')
  expect(JSON.stringify(AuthorizerRole)).not.toContain('Bypass')
  expect(MaintainLambdaFunction.Properties.Environment.Variables).toMatchObject({
    ...{ A: 'b', OBJECT_LOCK: 'passed' },
  })
  expect(() => addObjectLock({ Resources: {} }, 30)).toThrow('Object Lock')
})

test('nothing is changed without', () => {
  const same = template()
  useKey(same, '')
  addObjectLock(same, 0)
  expect(same).toEqual(template())
})
