/** CloudFormation, as far as packaging asks for it: on a laptop there is no stack. */
import { queryService } from '../wire/query.ts'
import { AwsFault, type Service } from '../wire/service.ts'

const namespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/'

export function cloudFormationService(): Service {
  return queryService('cloudformation', namespace, {
    DescribeStacks: ({ StackName }) => {
      if (StackName === undefined) return { Stacks: [] }
      throw new AwsFault('ValidationError', `Stack with id ${StackName} does not exist`)
    },
  })
}
