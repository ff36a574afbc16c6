/** What stands before the functions: CloudFront with the dashboard, the gateway's stage, who is counted by which plan. */
import { describe, expect, test } from '@jest/globals'
import { groups } from '../../schemas/rights.ts'
import { scopes } from '../../schemas/route.ts'
import type { Packaged, Resource } from './packaged.ts'

type Behavior = Record<string, unknown> & { TargetOriginId: string; PathPattern?: string }

export function describeEdge(packaged: () => Packaged): void {
  const resource = (name: string): Resource => packaged().resources[name] as Resource
  describeCloudFront(resource)
  describeRights(packaged, resource)
  describeGateway(packaged, resource)
}

type ByName = (name: string) => Resource

function describeCloudFront(resource: ByName): void {
  describe('CloudFront', () => {
    const distribution = () =>
      resource('Distribution').Properties.DistributionConfig as Record<string, unknown>
    const behaviors = () => distribution().CacheBehaviors as Behavior[]

    test('serves the API under /v1 and /v2, uncached, by every method and with all but the host', () => {
      expect(behaviors().map(({ PathPattern }) => PathPattern)).toEqual(['/v1*', '/v2*'])
      for (const behavior of behaviors()) {
        expect(behavior.TargetOriginId).toBe('api')
        expect(behavior.CachePolicyId).toBe('4135ea2d-6df8-44a3-9df3-4b5a84be39ad')
        expect(behavior.OriginRequestPolicyId).toBe('b689b0a8-53d0-40ab-baf2-68738e2966ac')
        expect(behavior.AllowedMethods).toHaveLength(7)
      }
      expect(distribution().CustomErrorResponses).toBeUndefined() // it would mask the API's own
    })

    test('reads the dashboard’s bucket, which nobody else does', () => {
      const policy = resource('DashboardBucketPolicy').Properties.PolicyDocument as {
        Statement: { Effect: string; Principal: unknown; Action: string; Condition: unknown }[]
      }
      const allowed = policy.Statement.filter(({ Effect }) => Effect === 'Allow')
      expect(allowed).toHaveLength(1)
      expect(allowed[0]).toMatchObject({
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: 's3:GetObject',
      })
      expect(JSON.stringify(allowed[0]?.Condition)).toMatch(/distribution\/\$\{Distribution\}/)
    })

    test.each([
      ['/', '/index.html'],
      ['/datasets/shop_orders', '/index.html'],
      ['/files/shop/orders/a.csv', '/index.html'],
      ['/assets/main-1a2b.js', '/assets/main-1a2b.js'],
      ['/favicon.svg', '/favicon.svg'],
    ])('answers %s with %s', (uri, file) => {
      const code = resource('DashboardRoutes').Properties.FunctionCode as string
      const route = new Function('event', `${code}\nreturn handler(event)`)
      expect(route({ request: { uri } })).toEqual({ uri: file })
    })

    test('lets the page run its own scripts only, and be framed by nobody', () => {
      const headers = JSON.stringify(resource('DashboardHeaders').Properties)
      const policy = /default-src [^"]*/.exec(headers)?.[0] ?? ''
      const directives = new Map(
        policy.split('; ').map((directive) => {
          const [name = '', ...sources] = directive.split(' ')
          return [name, sources] as const
        }),
      )
      expect(directives.get('default-src')).toEqual(["'none'"])
      expect(directives.get('script-src')).toEqual(["'self'"])
      expect(directives.get('frame-ancestors')).toEqual(["'none'"])
      expect(policy).not.toContain('unsafe')
      for (const to of directives.get('connect-src') ?? []) expect(to).toMatch(/^('self'|https:)/)
    })
  })
}

function describeGateway(packaged: () => Packaged, resource: ByName): void {
  describe('the gateway', () => {
    test('is of its region, with no CloudFront of its own', () => {
      expect(resource('ApiGatewayRestApi').Properties.EndpointConfiguration).toEqual({
        Types: ['REGIONAL'],
      })
    })

    test('has one stage, which throttles, writes down and says what of whom', () => {
      const { MethodSettings, AccessLogSetting } = resource('Stage').Properties as {
        MethodSettings: Record<string, unknown>[]
        AccessLogSetting: { Format: string }
      }
      expect(MethodSettings[0]).toMatchObject({ ResourcePath: '/*', HttpMethod: '*' })
      expect(MethodSettings[0]?.ThrottlingRateLimit).toBeGreaterThan(0)
      expect(MethodSettings[0]?.ThrottlingBurstLimit).toBeGreaterThan(0)
      expect(Object.keys(JSON.parse(AccessLogSetting.Format))).toContain('requestId')
      const [[, deployment] = []] = packaged().ofType('AWS::ApiGateway::Deployment')
      expect(deployment?.Properties.StageName).toBeUndefined()
      const said = packaged().ofType('AWS::ApiGateway::GatewayResponse')
      expect(deployment?.DependsOn).toEqual(expect.arrayContaining(said.map(([id]) => id)))
    })

    test('stands behind WAF where a web ACL is named, as CloudFront does', () => {
      expect(resource('GatewayWebAclAssociation')).toMatchObject({ Condition: 'WithGatewayWebAcl' })
      const { DistributionConfig } = resource('Distribution').Properties as {
        DistributionConfig: { WebACLId: { 'Fn::If': unknown[] } }
      }
      expect(DistributionConfig.WebACLId['Fn::If'][0]).toBe('WithWebAcl')
    })

    test('counts by plan who comes with a token, and every client has a plan', () => {
      for (const [, { Properties }] of packaged().ofType('AWS::ApiGateway::Method')) {
        expect(Properties.ApiKeyRequired).toBe(Properties.AuthorizationType === 'CUSTOM')
      }
      expect(resource('ApiGatewayRestApi').Properties.ApiKeySourceType).toBe('AUTHORIZER')
      const keyOf = new Map(
        packaged()
          .ofType('AWS::ApiGateway::ApiKey')
          .map(([key, { Properties }]) => [(Properties.Value as { Ref: string }).Ref, key]),
      )
      const planned = packaged()
        .ofType('AWS::ApiGateway::UsagePlanKey')
        .map(([, { Properties }]) => (Properties.KeyId as { Ref: string }).Ref)
      for (const [client] of packaged().ofType('AWS::Cognito::UserPoolClient')) {
        expect(planned).toContain(keyOf.get(client))
      }
    })

    test('the dashboard signs in by a code and no secret', () => {
      expect(resource('DashboardClient').Properties).toMatchObject({
        GenerateSecret: false,
        AllowedOAuthFlows: ['code'],
      })
    })
  })
}

function describeRights(packaged: () => Packaged, resource: ByName): void {
  describe('rights', () => {
    test('the gateway says whose fault a 401 is: no token, or the authorizer’s own reason', () => {
      const said = (id: string) => {
        const { ResponseTemplates, StatusCode } = resource(id).Properties as {
          ResponseTemplates: Record<string, string>
          StatusCode: string
        }
        return [StatusCode, JSON.parse(ResponseTemplates['application/json'] ?? '').type]
      }
      expect(said('UnauthorizedResponse')).toEqual(['401', '/problems/token.missing'])
      const denied = '/problems/$context.authorizer.problem'
      expect(said('AccessDeniedResponse')).toEqual(['401', denied])
    })

    test('the pool knows every scope that the API has, and people by groups', () => {
      const { Scopes } = resource('ResourceServer').Properties as {
        Scopes: { ScopeName: string }[]
      }
      const names = Scopes.map(({ ScopeName }) => ScopeName)
      expect(names).toEqual(expect.arrayContaining([...scopes, 'land:*']))
      const asked = resource('DashboardClient').Properties.AllowedOAuthScopes as string[]
      expect(asked).toEqual(expect.arrayContaining(scopes.map((scope) => `hypatia/${scope}`)))
      const made = packaged().ofType('AWS::Cognito::UserPoolGroup')
      expect(made.map(([, { Properties }]) => Properties.GroupName).sort()).toEqual(
        Object.keys(groups).sort(),
      )
    })
  })
}
