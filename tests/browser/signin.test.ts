/** Signing in as on AWS: an issuer that gives a code, and a token for it only to whom the code was given. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect } from '@jest/globals'
import type { Browser } from 'playwright-core'
import { isOfPage, openPage } from '../../local/serverless/page.ts'
import { hasBrowser, inBrowser, openBrowser } from './browser.ts'

const token = [{ alg: 'none' }, { sub: 'ada', scope: 'hypatia/lake:read', exp: 1893456000 }, {}]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .join('.')
const challenges: string[] = []
const asked: URLSearchParams[] = []
let [server, browser, url]: [Server?, Browser?, string?] = []

beforeAll(async () => {
  if (!hasBrowser) return
  execFileSync(process.execPath, ['dashboard/build.mjs'])
  const page = openPage({ folder: 'dashboard/dist', s3: 'http://127.0.0.1:9' })
  server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url)
    const json = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (pathname === '/oauth2/authorize') {
      challenges.push(searchParams.get('code_challenge') ?? '')
      const back = new URLSearchParams({ code: 'one', state: searchParams.get('state') ?? '' })
      response.writeHead(302, { location: `${searchParams.get('redirect_uri')}?${back}` }).end()
    } else if (pathname === '/oauth2/token') {
      let body = ''
      for await (const chunk of request) body += chunk
      const form = new URLSearchParams(body)
      asked.push(form)
      const hash = createHash('sha256').update(form.get('code_verifier') ?? '')
      const isTheirs = hash.digest('base64url') === challenges.at(-1)
      if (isTheirs) json(200, { access_token: token })
      else json(400, { error: 'invalid_grant' })
    } else if (pathname === '/v1') {
      const signIn = { authorizeUrl: `${url}/oauth2/authorize`, tokenUrl: `${url}/oauth2/token` }
      json(200, { signIn: { ...signIn, clientId: 'dashboard' } })
    } else if (isOfPage(request)) page(request, response)
    else json(404, { type: '/problems/route.unknown', title: 'Nothing', status: 404 })
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await openBrowser()
}, 90_000)
afterAll(async () => {
  await browser?.close()
  server?.closeAllConnections()
  server?.close()
})

inBrowser(
  'who signs in comes back to where they were, with a token and no code in the address',
  async () => {
    const page = await browser!.newPage()
    await page.goto(`${url}/datasets?sort=rows`)
    await page.getByRole('button', { name: 'Sign in with your account' }).click()
    await page.waitForURL(`${url}/datasets?sort=rows`)
    await page.waitForFunction(`sessionStorage.getItem('hypatia.token') !== null`)
    expect(await page.evaluate(`sessionStorage.getItem('hypatia.token')`)).toBe(token)
    expect(asked.at(-1)?.get('redirect_uri')).toBe(`${url}/`)
    expect(asked.at(-1)?.get('client_id')).toBe('dashboard')
    await page.close()
  },
)

inBrowser('a code that this tab did not ask for is taken for nothing', async () => {
  const before = asked.length
  const page = await browser!.newPage()
  await page.goto(`${url}/?code=stolen&state=other`)
  await page.getByRole('button', { name: 'Sign in with your account' }).waitFor()
  await page.evaluate(
    `sessionStorage.setItem('hypatia.oauth', JSON.stringify({ verifier: 'v', state: 's', tokenUrl: '${url}/oauth2/token', clientId: 'x', to: '/' }))`,
  )
  await page.goto(`${url}/?code=stolen&state=other`)
  await page.getByText('Signing in did not come to an end').waitFor()
  expect(asked.length).toBe(before)
  expect(await page.evaluate(`sessionStorage.getItem('hypatia.token')`)).toBeNull()
  await page.close()
})
