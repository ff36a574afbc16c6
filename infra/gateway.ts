/** What serverless compiles of the gateway otherwise than it is wanted here. */
import { ofType, type Template } from './template.ts'

/** The stage is a resource of its own (infra/stage.yml), with what a stage can say; a deployment would make it without. */
export function freeStage(template: Template): void {
  const said = ofType(template, 'AWS::ApiGateway::GatewayResponse').map(([id]) => id)
  for (const [, deployment] of ofType(template, 'AWS::ApiGateway::Deployment')) {
    delete deployment.Properties.StageName
    // A deployment is a picture: what the gateway says itself must be there before it is taken.
    deployment.DependsOn = [...[deployment.DependsOn ?? []].flat(), ...said]
  }
}

/** Who is known has a plan: the authorizer names the key of the token's client, and the gateway counts by it. */
export function countByClient(template: Template): void {
  for (const [, { Properties }] of ofType(template, 'AWS::ApiGateway::Method')) {
    if (Properties.AuthorizationType === 'CUSTOM') Properties.ApiKeyRequired = true
  }
}
