/**
 * Originals that nobody deletes for some days, an administrator neither: S3's Object Lock in governance mode. maintain alone
 * may pass it, for erasures, retention and what goes to quarantine.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 */
import type { Template } from './template.ts'

/** Nothing is changed for 0 days. Throws where the template has no such bucket, role or function. */
export function addObjectLock(template: Template, days: number): void {
  if (days === 0) return
  const { RawBucket, MaintainRole, MaintainLambdaFunction } = template.Resources
  if (!RawBucket || !MaintainRole || !MaintainLambdaFunction) {
    throw new Error('Object Lock is for a raw bucket of this stack, and its maintain')
  }
  Object.assign(RawBucket.Properties, {
    ObjectLockEnabled: true,
    ObjectLockConfiguration: {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: days } },
    },
  })
  const statement = {
    Sid: 'PassTheLock',
    Effect: 'Allow',
    Action: 's3:BypassGovernanceRetention',
    Resource: { 'Fn::Sub': `\${RawBucket.Arn}/*` },
  }
  const PolicyDocument = { Version: '2012-10-17', Statement: [statement] }
  const policies = MaintainRole.Properties.Policies as object[]
  policies.push({ PolicyName: 'lock', PolicyDocument })
  const { Variables } = MaintainLambdaFunction.Properties.Environment as { Variables: object }
  Object.assign(Variables, { OBJECT_LOCK: 'passed' })
}
