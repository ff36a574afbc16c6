/** The dashboard and the API on one origin, before a laptop whose pipeline runs all the while. */
import { execFileSync } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { isOfPage, openPage } from '../../local/serverless/page.ts'
import { openApi } from '../functions/api/house.ts'

const scopes =
  'lake:read query:run quarantine:write predict model:write originals:read source:write land:*'

/** As a token looks to the page, which reads its claims and leaves its signature to the API. */
function tokenOf(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const scope = scopes.replaceAll(/\S+/g, (one) => `hypatia/${one}`)
  return `${part({ alg: 'none' })}.${part({ sub: 'tester', scope, exp: 1893456000 })}.signature`
}

/** As infra/buckets.yml has it. */
const cors = [
  {
    origins: ['*'],
    methods: ['GET', 'HEAD', 'PUT'],
    headers: ['*'],
    exposed: ['ETag', 'x-amz-version-id'],
  },
]

export async function openSite() {
  execFileSync(process.execPath, ['dashboard/build.mjs'])
  const api = await openApi()
  const s3 = api.laptop.endpoint
  for (const bucket of ['raw', 'work']) api.laptop.store.buckets.change(bucket, { cors })
  const page = openPage({ folder: 'dashboard/dist', s3 })
  const server = createServer((request, response) => {
    if (isOfPage(request)) page(request, response)
    else void passOn(api, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const url = `http://127.0.0.1:${port}`
  let isOpen = true
  const pipeline = (async () => {
    while (isOpen) {
      await api.settle()
      await sleep(100)
    }
  })()
  return {
    ...{ url, s3 },
    link: (path = '/') => `${url}${path}#token=${tokenOf()}`,
    land: (key: string, bytes: string | Buffer) => api.land(key, bytes),
    ask: api.ask,
    async close() {
      isOpen = false
      server.closeAllConnections()
      server.close()
      await pipeline
      await api.close()
    },
  }
}

export type Site = Awaited<ReturnType<typeof openSite>>

async function passOn(
  api: Awaited<ReturnType<typeof openApi>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://site')
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  const names = [...new Set(searchParams.keys())]
  const { 'accept-encoding': _, ...headers } = request.headers as Record<string, string>
  const answer = await api.ask(request.method ?? 'GET', decodeURI(pathname), {
    query: Object.fromEntries(names.map((name) => [name, searchParams.getAll(name)])),
    headers,
    ...(text && { body: text }),
    scope: headers.authorization ? scopes : null,
  })
  response.writeHead(answer.status, answer.headers)
  response.end(answer.text)
}
