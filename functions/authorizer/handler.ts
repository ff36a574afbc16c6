/**
 * Who holds this token, for API Gateway: a JWT of our issuer, by the keys that it publishes. What the token allows goes
 * on to the API, which holds each route against it; so one answer may be kept for all routes.
 */
import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from 'aws-lambda'
import { verified } from './token.ts'

export const handler = async ({
  authorizationToken,
  methodArn,
}: APIGatewayTokenAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
  const bearer = /^bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorizationToken ?? '')
  const holder = bearer?.[1] ? await verified(bearer[1]) : undefined
  if (!holder) throw new Error('Unauthorized') // the very words by which API Gateway answers 401
  const [api, stage] = methodArn.split('/')
  return {
    principalId: holder.subject,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `${api}/${stage}/*` }],
    },
    context: { scope: holder.scopes.join(' '), expires: String(holder.expires) },
    ...(holder.client ? { usageIdentifierKey: holder.client } : {}), // a client's key is its id: infra/clients.yml
  }
}
