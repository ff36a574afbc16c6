/** The API's handler in this process, before a laptop whose pipeline has landed some files. */
import { zstdDecompressSync } from 'node:zlib'
import { expect } from '@jest/globals'
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import { parquetReadObjects } from 'hyparquet'
import { environmentOf, openHouse } from '../../flow/house.ts'

export interface Asked {
  query?: Record<string, string | string[]>
  headers?: Record<string, string>
  /** Sent as JSON; a text as it is. */
  body?: unknown
  /** Nobody where null. */
  scope?: string | null
  /** Who the token was made for. */
  subject?: string
}

export interface Answered {
  status: number
  headers: Record<string, string>
  text: string
  bytes: Buffer
  /** What the text says; undefined where it is no JSON. */
  body: ReturnType<typeof JSON.parse>
}

/** Two objects of one dataset, in two partitions. */
export const orders: [key: string, text: string][] = [
  ['shop/orders/day=1/a.csv', 'id,price,name\n1,1.50,one\n2,2.25,two\n3,,three\n'],
  ['shop/orders/day=2/b.csv', 'id,price,name\n4,4.75,four\n'],
]

/** Of a Parquet file. */
export function rowsOf(bytes: Buffer): Promise<Record<string, unknown>[]> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
  const ZSTD = (input: Uint8Array) => zstdDecompressSync(input)
  return parquetReadObjects({ file, compressors: { ZSTD } })
}

const everything =
  'lake:read query:run quarantine:write predict model:write originals:read erase land:*'

export async function openApi(options: Parameters<typeof openHouse>[0] = {}) {
  const house = await openHouse(options)
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
      bytes: Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8'),
      body: parsed(answer.body),
    }
  }

  const land = async (key: string, body: string | Buffer) => {
    await laptop.store.put('raw', key, Buffer.from(body))
    await house.settle()
  }
  /** Of what is refused: `<status> <type>`. */
  const problem = async (method: string, path: string, asked: Asked = {}) => {
    const { status, headers, body } = await ask(method, path, asked)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(body.status).toBe(status)
    return `${status} ${body.type}`
  }
  return { ...house, ask, land, problem }
}

export type Api = Awaited<ReturnType<typeof openApi>>

export function eventOf(
  method: string,
  path: string,
  { query = {}, headers = {}, body, scope = everything, subject = 'tester' }: Asked,
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
      authorizer: scope === null ? null : { principalId: subject, scope, expires: '1893456000' },
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
