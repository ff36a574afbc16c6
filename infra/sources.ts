/** A client for each source that is named at deployment: it may land under that source, and nothing else. */
import type { Template } from './template.ts'

/** Takes names as the first segment of a raw key has them; throws where two would have one logical id. */
export function addSources(template: Template, sources: string[], stage: string): void {
  const scopes = template.Resources.ResourceServer?.Properties.Scopes as object[] | undefined
  if (!scopes) throw new Error('The template has no ResourceServer with scopes.')
  template.Outputs ??= {}
  for (const source of sources) {
    const id = `Source${source
      .split(/[^a-z0-9]+/i)
      .map(capitalised)
      .join('')}`
    if (template.Resources[`${id}Client`]) throw new Error(`Two sources would be ${id}: ${source}`)
    scopes.push({ ScopeName: `land:${source}`, ScopeDescription: `Land under ${source}` })
    Object.assign(template.Resources, {
      [`${id}Client`]: {
        Type: 'AWS::Cognito::UserPoolClient',
        DependsOn: 'ResourceServer',
        Properties: {
          UserPoolId: { Ref: 'UserPool' },
          ClientName: source,
          GenerateSecret: true,
          AllowedOAuthFlowsUserPoolClient: true,
          AllowedOAuthFlows: ['client_credentials'],
          AllowedOAuthScopes: [`hypatia/land:${source}`],
        },
      },
      [`${id}Key`]: {
        Type: 'AWS::ApiGateway::ApiKey',
        Properties: {
          Name: `hypatia-${stage}-source-${source}`,
          Enabled: true,
          Value: { Ref: `${id}Client` },
        },
      },
      [`${id}PlanKey`]: {
        Type: 'AWS::ApiGateway::UsagePlanKey',
        Properties: {
          KeyId: { Ref: `${id}Key` },
          KeyType: 'API_KEY',
          UsagePlanId: { Ref: 'MachinePlan' },
        },
      },
    })
    template.Outputs[`${id}ClientId`] = {
      Value: { Ref: `${id}Client` },
      Description: `Client that lands under ${source}`,
    }
  }
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
