/** The laptop as `npm start` boots it, before pages that are not its own: of another origin, and by rebinding. */
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { home, type Laptop, readLaptop } from '../../cli/settings.ts'
import { type Machine, openMachine } from '../day/machine.ts'
import { listenersOf } from '../local/sockets.ts'
import { hasBrowser, inBrowser, openBrowser } from './browser.ts'

const evil = 'evil.example'
let [machine, browser, other]: [Machine?, Browser?, Server?] = []
let evilPort = 0
let laptop: Laptop
let ports: number[] = []

beforeAll(async () => {
  machine = await openMachine()
  await machine.start()
  laptop = readLaptop() as Laptop
  ports = [laptop.api, laptop.aws].map((url) => Number(new URL(url).port))
  other = createServer((_request, response) => response.end('<!doctype html><title>evil</title>'))
  await new Promise<void>((resolve) => other?.listen(0, '127.0.0.1', resolve))
  evilPort = (other.address() as AddressInfo).port
  if (hasBrowser) {
    // The browser's own guard of local networks is off: it is ours that is on trial.
    const guard = '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests'
    browser = await openBrowser(`--host-resolver-rules=MAP ${evil} 127.0.0.1`, guard)
  }
}, 180_000)
afterAll(async () => {
  await browser?.close()
  other?.closeAllConnections()
  other?.close()
  await machine?.close()
})

const evilOrigin = () => `http://${evil}:${evilPort}`

test('there are two ports, and a file for what serverless-offline would offer to all', () => {
  const listeners = listenersOf(laptop.pid)
  const [api = 0, aws = 0] = ports
  if (!listeners) return
  const byPort = listeners.toSorted(
    (a, b) => ports.indexOf(a.port ?? 0) - ports.indexOf(b.port ?? 0),
  )
  expect(byPort).toEqual([
    { at: join(home(), 'tmp', 'lambda') },
    { at: `127.0.0.1:${api}`, port: api },
    { at: `127.0.0.1:${aws}`, port: aws },
  ])
})

const paths = [
  '/',
  '/v1',
  '/v1/datasets',
  '/health',
  '/.issuer/.well-known/jwks.json',
  '/raw?list-type=2',
]

const status = (port: number, path: string, headers: object): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const own = { authorization: `Bearer ${laptop.token}`, ...headers }
    const asked = request({ host: '127.0.0.1', port, path, headers: own, agent: false })
    asked.once('response', (response) => resolve(response.resume() && response.statusCode))
    asked.once('error', reject).end()
  })

test('each port refuses whatever a browser says for another’s page, with our token too', async () => {
  for (const port of ports) {
    for (const path of paths) {
      expect(await status(port, path, { host: `${evil}:${port}` })).toBe(421)
      expect(await status(port, path, { origin: evilOrigin() })).toBe(403)
      expect(await status(port, path, { origin: 'null' })).toBe(403)
      expect(await status(port, path, { 'sec-fetch-site': 'cross-site' })).toBe(403)
    }
  }
})

/** Every status that the laptop's ports gave this page, seen or not. */
async function statusesOf(page: Page): Promise<number[]> {
  const statuses: number[] = []
  const session = await page.context().newCDPSession(page)
  const urls = new Map<string, string>()
  await session.send('Network.enable')
  session.on('Network.requestWillBeSent', ({ requestId, request }) =>
    urls.set(requestId, request.url),
  )
  session.on('Network.responseReceivedExtraInfo', ({ requestId, statusCode }) => {
    const port = Number(new URL(urls.get(requestId) ?? evilOrigin()).port)
    if (ports.includes(port)) statuses.push(statusCode)
  })
  return statuses
}

/** What a page can try at one address; what it could read, or what loaded, is in the answer. */
const attempts = `async (url) => {
  const read = (options) => fetch(url, options).then((answer) => answer.type === 'opaque' ? 'opaque' : answer.text(), () => 'nothing')
  const load = (name, attribute) => new Promise((resolve) => {
    const element = document.createElement(name)
    element.onload = () => resolve('loaded')
    element.onerror = () => resolve('nothing')
    element[attribute] = url
    document.body.append(element)
  })
  const socket = (address) => new Promise((resolve) => {
    const made = new WebSocket(address)
    made.onopen = () => resolve('open')
    made.onerror = () => resolve('nothing')
  })
  return [
    await read({}),
    await read({ credentials: 'include' }),
    await read({ method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' }),
    await read({ method: 'PUT', headers: { authorization: 'Bearer x' }, body: '{}' }),
    await load('script', 'src'),
    await load('img', 'src'),
    await socket(url.replace('http', 'ws')),
    ...[{ mode: 'no-cors' }, { mode: 'no-cors', method: 'POST', body: '{}' }].map((options) => read(options) && 'nothing'),
  ]
}`

inBrowser('a page of another origin is answered nothing', async () => {
  const page = await browser!.newPage()
  await page.goto(evilOrigin())
  const statuses = await statusesOf(page)
  for (const port of ports) {
    for (const path of [...paths, '/2015-03-31/functions/hypatia-laptop-api/invocations']) {
      const got = await page.evaluate(`(${attempts})('http://127.0.0.1:${port}${path}')`)
      expect(new Set(got as string[])).toEqual(new Set(['nothing']))
    }
  }
  expect(statuses.length).toBeGreaterThan(50)
  expect(statuses.filter((one) => one !== 403)).toEqual([])
  await page.close()
})

inBrowser('a name that comes to mean this machine is not ours', async () => {
  for (const port of ports) {
    const page = await browser!.newPage()
    const origin = `http://${evil}:${port}`
    // The first answer is the attacker's own; then his name means 127.0.0.1, and his page is of the laptop's origin.
    await page.route(`${origin}/`, (route) =>
      route.fulfill({ contentType: 'text/html', body: 'x' }),
    )
    await page.goto(origin)
    const statuses = await statusesOf(page)
    for (const path of paths.slice(1)) {
      const got = await page.evaluate(
        `fetch('${path}', { headers: { authorization: 'Bearer ${laptop.token}' } }).then(({ status }) => status)`,
      )
      expect(got).toBe(421)
    }
    expect(new Set(statuses)).toEqual(new Set([421]))
    await page.close()
  }
})

inBrowser('our own page lands a file by S3 and reads it again, under both its names', async () => {
  for (const host of ['127.0.0.1', 'localhost']) {
    const page = await browser!.newPage()
    const url = laptop.api.replace('127.0.0.1', host)
    await page.goto(`${url}/`)
    const got = await page.evaluate(`(async () => {
      const headers = { authorization: 'Bearer ${laptop.token}', 'content-type': 'application/json' }
      const bytes = new TextEncoder().encode('id\\n1\\n')
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
      const sha256 = [...digest].map((one) => one.toString(16).padStart(2, '0')).join('')
      const body = JSON.stringify({ source: 'page', dataset: 'of', file: '${host}.csv', sha256, size: bytes.length })
      const upload = await (await fetch('/v1/uploads', { method: 'POST', headers, body })).json()
      const put = await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: bytes })
      await fetch('/v1/objects/' + upload.object + '?wait=20', { headers })
      const content = await fetch('/v1/objects/' + upload.object + '/content', { headers })
      return put.status + ' ' + (await content.text())
    })()`)
    expect(got).toBe('200 id\n1\n')
    await page.close()
  }
})
