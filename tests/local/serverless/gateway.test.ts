import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { passBytes } from '../../../local/serverless/gatewaybodies.ts'
import { sayAsGateway } from '../../../local/serverless/gatewayresponses.ts'

/** Answers as it is asked to; it says which content type it was told, and which was sent. */
const server = createServer(async (request, response) => {
  const { status, type, body } = JSON.parse(Buffer.concat(await request.toArray()).toString())
  const sent =
    request.rawHeaders[request.rawHeaders.findIndex((name) => /^content-type$/i.test(name)) + 1]
  response.setHeader('content-type', type)
  response.setHeader('x-types', `${request.headers['content-type']} ${sent}`)
  response.writeHead(status)
  response.write(body)
  response.end()
})
const ends: (() => void)[] = []
let url = ''

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  url = `http://127.0.0.1:${port}`
  ends.push(sayAsGateway(port), passBytes(port))
})
afterAll(async () => {
  for (const end of ends) end()
  server.close()
  await once(server, 'close')
})

async function answered(status: number, type: string, body: string, authorization = '') {
  const headers = { authorization, 'content-type': 'text/x-tensor', connection: 'close' }
  const answer = await fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify({ status, type, body }),
  })
  const [told, sent] = (answer.headers.get('x-types') ?? '').split(' ')
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    text: await answer.text(),
    told,
    sent,
  }
}

test('every body is bytes to serverless-offline, while functions see the type that was sent', async () => {
  const { told, sent } = await answered(200, 'application/json', '{}')
  expect([told, sent]).toEqual(['application/octet-stream', 'text/x-tensor'])
})

test.each([
  [404, 'application/problem+json', '{"type":"/problems/model.unknown"}'],
  [404, 'application/json; charset=utf-8', '{"error":"there is no model \\"early\\""}'],
  [502, 'application/json', '{"error":"the endpoint refuses the rows","problems":[]}'],
  [400, 'application/json', '{"statusCode":400}'],
  [200, 'application/octet-stream', 'bytes'],
])('what a function says stays: %i %s %s', async (status, type, body) => {
  expect(await answered(status, type, body)).toMatchObject({ status, type, text: body })
})

test.each([
  [404, 'route.unknown', '{"statusCode":404,"error":"Not Found","message":"Not Found"}'],
  [401, 'token.missing', '{"statusCode":401,"error":"Unauthorized","message":"Unauthorized"}'],
  [401, 'token.missing', ''],
  [413, 'body.too-large', '{"statusCode":413,"error":"Request Entity Too Large","message":"…"}'],
])(
  '%i of serverless-offline’s own is said as API Gateway says it: %s',
  async (status, slug, body) => {
    const answer = await answered(status, 'application/json; charset=utf-8', body)
    expect([answer.status, answer.type]).toEqual([status, 'application/problem+json'])
    expect(JSON.parse(answer.text).type).toBe(`/problems/${slug}`)
  },
)

test.each([
  ['token.expired', Date.now() / 1000 - 60],
  ['token.invalid', Date.now() / 1000 + 60],
])('what the authorizer denies is a 401, with its reason: %s', async (slug, exp) => {
  const payload = Buffer.from(JSON.stringify({ exp })).toString('base64url')
  const body = '{"statusCode":403,"error":"Forbidden","message":"Forbidden"}'
  const answer = await answered(403, 'application/json', body, `Bearer x.${payload}.y`)
  expect([answer.status, JSON.parse(answer.text).type]).toEqual([401, `/problems/${slug}`])
})

test('502 of serverless-offline’s own is the gateway’s 500', async () => {
  const body = '{"errorMessage":"x","errorType":"Error","stackTrace":[]}'
  const { status, text } = await answered(502, 'application/json', body)
  expect([status, JSON.parse(text).type]).toEqual([500, '/problems/internal'])
})

test('an authorizer that fails is our mistake, not the token’s', async () => {
  const body = '{"statusCode":401,"error":"Unauthorized","message":"Unauthorized"}'
  const answer = await answered(401, 'application/json', body, 'Bearer x.y.z')
  expect([answer.status, JSON.parse(answer.text).type]).toEqual([500, '/problems/internal'])
})
