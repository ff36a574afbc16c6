import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openGate, originsAt } from '../../../local/wire/gate.ts'

let server: Server
let port = 0
let asked = 0
const page = 'http://127.0.0.1:4321'
const close = openGate(new Set([...originsAt(4321), 'https://lake.example.com']))

beforeAll(async () => {
  server = createServer((_request, response) => {
    asked++
    response.end('answered')
  })
  server.on('upgrade', () => asked++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  close()
  server.close()
})

async function ask(headers: Record<string, string>, method = 'GET') {
  const asking = request({ host: '127.0.0.1', port, method, headers, agent: false })
  asking.end()
  const [answer] = (await once(asking, 'response')) as [IncomingMessage]
  const text = Buffer.concat(await answer.toArray()).toString()
  const names = Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))
  expect(names).toEqual([])
  return text === 'answered' ? text : `${answer.statusCode} ${JSON.parse(text).type}`
}

const from = (site: string, mode: string, dest: string) => ({
  ...{ 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest },
})
const foreignHost = '421 /problems/host.foreign'
const foreignOrigin = '403 /problems/origin.foreign'

test.each<[string, () => Record<string, string>, string, string]>([
  ['a client', () => ({}), 'answered', 'GET'],
  ['by another name of ours', () => ({ host: `localhost:${port}` }), 'answered', 'GET'],
  ['by its address of six', () => ({ host: `[::1]:${port}` }), 'answered', 'GET'],
  ['by a bucket’s name', () => ({ host: `raw.s3.localhost:${port}` }), 'answered', 'GET'],
  ['by another’s name', () => ({ host: `evil.example:${port}` }), foreignHost, 'GET'],
  [
    'by a name that begins as ours',
    () => ({ host: `127.0.0.1.evil.example:${port}` }),
    foreignHost,
    'GET',
  ],
  ['by a name that ends as ours', () => ({ host: `evil-localhost:${port}` }), foreignHost, 'GET'],
  ['at another’s port', () => ({ host: '127.0.0.1:1' }), foreignHost, 'GET'],
  ['at no port', () => ({ host: '127.0.0.1' }), foreignHost, 'GET'],
  ['our page', () => ({ origin: page }), 'answered', 'PUT'],
  ['our page by another name', () => ({ origin: 'http://localhost:4321' }), 'answered', 'POST'],
  [
    'a page that the stack names',
    () => ({ origin: 'https://lake.example.com' }),
    'answered',
    'GET',
  ],
  ['another’s page', () => ({ origin: 'https://evil.example' }), foreignOrigin, 'POST'],
  [
    'another’s page asks whether it may',
    () => ({ origin: page.replace('1:', '2:') }),
    foreignOrigin,
    'OPTIONS',
  ],
  [
    'a page of another port of ours',
    () => ({ origin: 'http://127.0.0.1:1' }),
    foreignOrigin,
    'POST',
  ],
  ['a page without a name', () => ({ origin: 'null' }), foreignOrigin, 'POST'],
  [
    'another’s page without saying so',
    () => from('cross-site', 'no-cors', 'script'),
    foreignOrigin,
    'GET',
  ],
  ['its sibling', () => from('same-site', 'no-cors', 'empty'), foreignOrigin, 'GET'],
  [
    'a frame of another’s page',
    () => from('cross-site', 'navigate', 'iframe'),
    foreignOrigin,
    'GET',
  ],
  [
    'a form of another’s page',
    () => from('cross-site', 'navigate', 'document'),
    foreignOrigin,
    'POST',
  ],
  ['a link on another’s page', () => from('cross-site', 'navigate', 'document'), 'answered', 'GET'],
  ['somebody who types the address', () => from('none', 'navigate', 'document'), 'answered', 'GET'],
  ['our own page', () => from('same-origin', 'cors', 'empty'), 'answered', 'GET'],
])('%s', async (_who, headers, expected, method) => {
  const before = asked
  expect(await ask(headers(), method)).toBe(expected)
  expect(asked - before).toBe(expected === 'answered' ? 1 : 0)
})

test('a connection that would become another protocol’s is cut', async () => {
  const before = asked
  const socket = connect(port, '127.0.0.1')
  socket.write(
    `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: https://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  )
  expect(Buffer.concat(await socket.toArray()).toString()).toBe('')
  expect(asked).toBe(before)
})

test('a request without a name is refused before anybody sees it', async () => {
  const before = asked
  const socket = connect(port, '127.0.0.1')
  socket.write('GET / HTTP/1.0\r\n\r\n')
  expect(Buffer.concat(await socket.toArray()).toString()).toMatch(/^HTTP\/1.1 421 /)
  expect(asked).toBe(before)
})
