/**
 * Who holds this token, for API Gateway: a JWT of our issuer, by the keys that it publishes. What the token allows goes
 * on to the API, which holds each route against it; so one answer may be kept for all routes. What is not to be trusted
 * is denied with its reason, which the gateway says (infra/api.yml): thrown it would be an error of this function.
 */
import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from 'aws-lambda'
import { problems } from '../../schemas/problems.ts'
import { type Untrusted, verified } from './token.ts'

export const handler = async ({
  authorizationToken,
  methodArn,
}: APIGatewayTokenAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
  const bearer = /^bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorizationToken ?? '')
  // The very word by which API Gateway answers 401. It asks for no other token itself (infra/authorizer.yml).
  if (!bearer?.[1]) throw new Error('Unauthorized')
  const holder = await verified(bearer[1])
  if (typeof holder === 'string') return denied(holder, methodArn)
  return {
    ...policy(holder.subject, 'Allow', methodArn),
    context: { scope: holder.scopes.join(' '), expires: String(holder.expires) },
    usageIdentifierKey: holder.client, // a client's key is its id: infra/clients.yml
  }
}

const denied = (slug: Untrusted, methodArn: string): APIGatewayAuthorizerResult => ({
  ...policy('nobody', 'Deny', methodArn),
  context: { problem: slug, title: problems[slug][1] },
})

function policy(principalId: string, Effect: 'Allow' | 'Deny', methodArn: string) {
  const [api, stage] = methodArn.split('/')
  const Resource = `${api}/${stage}/*`
  const Statement = [{ Effect, Action: 'execute-api:Invoke', Resource }]
  return { principalId, policyDocument: { Version: '2012-10-17', Statement } }
}
