/** A key of one's own (KMS) for the lake's buckets, in the place of S3's. */
import { ofType, type Resource, type Template } from './template.ts'

/** The page's files are for everybody, and CloudFront reads them. */
const open = new Set(['DashboardBucket', 'ServerlessDeploymentBucket'])

/** Nothing is changed where no key is named. Its policy must let the account's roles use it, as a key's own default does. */
export function useKey(template: Template, key: string): void {
  if (!key) return
  for (const [id, { Properties }] of ofType(template, 'AWS::S3::Bucket')) {
    if (open.has(id)) continue
    const rule = {
      ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
      BucketKeyEnabled: true, // one call to KMS for many objects
    }
    Properties.BucketEncryption = { ServerSideEncryptionConfiguration: [rule] }
  }
  for (const [, role] of ofType(template, 'AWS::IAM::Role')) {
    if (!speaksToS3(role)) continue
    const statement = {
      Sid: 'UseTheKey',
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: key,
    }
    const PolicyDocument = { Version: '2012-10-17', Statement: [statement] }
    policiesOf(role).push({ PolicyName: 'key', PolicyDocument })
  }
}

interface Policy {
  PolicyName: string
  PolicyDocument: { Version: string; Statement: { Action?: string | string[] }[] }
}

const policiesOf = ({ Properties }: Resource): Policy[] => (Properties.Policies ?? []) as Policy[]

const speaksToS3 = (role: Resource): boolean =>
  policiesOf(role)
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap(({ Action }) => Action ?? [])
    .some((action) => action.startsWith('s3:'))
