/** The right to trace, once, for the role of every function. */
import { idOf, ofType, type Template } from './template.ts'

export function addTracing(template: Template): void {
  const roles = ofType(template, 'AWS::Lambda::Function').map(([, { Properties }]) =>
    idOf(Properties.Role),
  )
  template.Resources.TracingPolicy = {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      Description: 'Functions send their traces to X-Ray',
      Roles: roles.map((role) => ({ Ref: role })),
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'Trace',
            Effect: 'Allow',
            Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
            Resource: '*', // X-Ray knows no narrower one: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
          },
        ],
      },
    },
  }
}
