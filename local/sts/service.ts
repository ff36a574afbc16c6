/** STS, as far as a laptop has identities: who am I. https://docs.aws.amazon.com/STS/latest/APIReference/ */
import { queryService } from '../wire/query.ts'
import type { Service } from '../wire/service.ts'

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/'

export function stsService(): Service {
  return queryService('sts', namespace, {
    GetCallerIdentity: (_, { caller: { accountId, accessKeyId } }) => ({
      Arn: `arn:aws:iam::${accountId}:user/laptop`,
      UserId: accessKeyId,
      Account: accountId,
    }),
  })
}
