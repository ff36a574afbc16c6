import { expect, test } from '@jest/globals'
import { addSources } from '../../infra/sources.ts'
import type { Template } from '../../infra/template.ts'

const template = (): Template => ({
  Resources: {
    ResourceServer: {
      Type: 'AWS::Cognito::UserPoolResourceServer',
      Properties: { Scopes: [{ ScopeName: 'land:*' }] },
    },
  },
})

test('a source has a scope, a client that has only this scope, and a key on the machines’ plan', () => {
  const { Resources, Outputs } = addedTo(template(), ['shop', 'web-crm'])
  expect(Resources.ResourceServer?.Properties.Scopes).toEqual([
    { ScopeName: 'land:*' },
    { ScopeName: 'land:shop', ScopeDescription: 'Land under shop' },
    { ScopeName: 'land:web-crm', ScopeDescription: 'Land under web-crm' },
  ])
  expect(Resources.SourceWebCrmClient?.Properties).toMatchObject({
    AllowedOAuthFlows: ['client_credentials'],
    AllowedOAuthScopes: ['hypatia/land:web-crm'],
  })
  expect(Resources.SourceWebCrmKey?.Properties.Value).toEqual({ Ref: 'SourceWebCrmClient' })
  expect(Resources.SourceWebCrmPlanKey?.Properties.UsagePlanId).toEqual({ Ref: 'MachinePlan' })
  expect(Outputs?.SourceShopClientId?.Value).toEqual({ Ref: 'SourceShopClient' })
})

test('two sources that a template could not tell apart are refused by name', () => {
  expect(() => addedTo(template(), ['web-crm', 'web_crm'])).toThrow('web_crm')
})

function addedTo(to: Template, sources: string[]): Template {
  addSources(to, sources, 'dev')
  return to
}
