/** The API's handler in this process, before a laptop whose pipeline has landed some files. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import { environmentOf, openHouse } from '../../flow/house.ts'

export interface Asked {
  query?: Record<string, string | string[]>
  headers?: Record<string, string>
  /** Sent as JSON; a text as it is. */
  body?: unknown
  /** Nobody where null. */
  scope?: string | null
}

export interface Answered {
  status: number
  headers: Record<string, string>
  text: string
  /** What the text says; undefined where it is no JSON. */
  body: ReturnType<typeof JSON.parse>
}

const everything = 'lake:read query:run quarantine:write predict model:write land:*'

export async function openApi() {
  const house = await openHouse()
  const { laptop } = house
  Object.assign(process.env, environmentOf(laptop, laptop.endpoint), {
    ISSUER: laptop.issuerUrl,
    JWKS_URL: `${laptop.issuerUrl}/.well-known/jwks.json`,
  })
  const { handler } = await import('../../../functions/api/handler.ts')

  async function ask(method: string, path: string, asked: Asked = {}): Promise<Answered> {
    const event = eventOf(method, path, asked)
    const answer = (await handler(event, {} as Context)) as APIGatewayProxyResult
    const headers = Object.entries(answer.headers ?? {}).map(([name, value]) => [
      name.toLowerCase(),
      String(value),
    ])
    return {
      status: answer.statusCode,
      headers: Object.fromEntries(headers),
      text: answer.body,
      body: parsed(answer.body),
    }
  }

  const land = async (key: string, text: string) => {
    await laptop.store.put('raw', key, Buffer.from(text))
    await house.settle()
  }
  return { ...house, ask, land }
}

export type Api = Awaited<ReturnType<typeof openApi>>

export function eventOf(
  method: string,
  path: string,
  { query = {}, headers = {}, body, scope = everything }: Asked,
): APIGatewayProxyEvent {
  const lists = Object.entries(query).map(([name, value]) => [name, [value].flat()])
  const json: Record<string, string> =
    body === undefined ? {} : { 'Content-Type': 'application/json' }
  return {
    httpMethod: method,
    path,
    headers: { ...json, ...headers },
    multiValueQueryStringParameters: lists.length > 0 ? Object.fromEntries(lists) : null,
    body: body === undefined || typeof body === 'string' ? (body ?? null) : JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: {
      requestId: 'test',
      authorizer: scope === null ? null : { principalId: 'tester', scope, expires: '1893456000' },
    },
  } as unknown as APIGatewayProxyEvent
}

function parsed(text: string): Answered['body'] {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
