/** What is told of a webhook that does not take a delivery: no secret, not without end, and not without a rest. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { again, Later } from '../../../containers/collect/again.ts'
import type { Delivery } from '../../../containers/collect/deliver/delivery.ts'
import { openHttp } from '../../../containers/collect/deliver/http.ts'
import { destinationDefinition } from '../../../schemas/destinations.ts'

const asked: IncomingMessage['headers'][] = []
let answer: (response: ServerResponse) => void = (response) => void response.end()
const server = createServer((request, response) => {
  asked.push(request.headers)
  response.on('error', () => {})
  request.resume().on('end', () => answer(response))
})
let url = ''
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const delivery: Delivery = {
  ...{ id: 'd1', destination: 'erp', dataset: 'shop_orders', generation: 'g', sequence: 1 },
  ...{ after: null, until: '1', isLast: true, items: [] },
}

async function send(headers: Record<string, string>, secrets: Record<string, string>) {
  const parameters = { url, headers }
  const said = destinationDefinition.parse({ kind: 'http', dataset: 'shop_orders', parameters })
  const definition = said as Extract<typeof said, { kind: 'http' }>
  await openHttp({ name: 'erp', definition, secrets }).send(delivery, new AbortController().signal)
}
const failure = (sent: Promise<void>): Promise<string> =>
  sent.then(
    () => 'sent',
    (error: Error) => error.message,
  )

test('a secret that no header may have is not told', async () => {
  const said = await failure(send({}, { bearer: 'geheim\nzwei' }))
  expect(said).toMatch(/^The secret `bearer` has a line end/)
})

test('nor one that the peer says again, and an answer without end is told by its beginning', async () => {
  answer = (response) => {
    response.writeHead(500)
    response.write('You said Bearer t0ken. ')
    const more = setInterval(() => response.write('x'.repeat(65_536)), 1)
    response.on('close', () => clearInterval(more))
  }
  const said = await failure(send({}, { bearer: 't0ken' }))
  expect(said).toMatch(/^It answers 500 to delivery d1: You said Bearer \*{4}\. x{100,200}\.$/)
}, 20_000)

test('a header that a definition says too, in whichever case, is there once', async () => {
  answer = (response) => void response.end()
  const said = { authorization: 'Basic a', 'content-type': 'text/plain', 'X-Shop': 'b' }
  await send(said, { bearer: 't0ken' })
  expect(asked.at(-1)).toMatchObject({
    authorization: 'Bearer t0ken',
    'content-type': 'application/json',
    'x-shop': 'b',
  })
})

test('an address has no user and no password in it', () => {
  const parameters = { url: 'https://a:b@erp.example.com/' }
  const said = destinationDefinition.safeParse({ kind: 'http', dataset: 'a', parameters })
  expect(said.error?.issues[0]?.message).toMatch(/without a user and a password/)
})

test('one that may be asked again at once is not asked without a rest', async () => {
  const ending = new AbortController()
  let attempts = 0
  const over = again(
    { called: ['destination', 'erp'], health: { state: 'waiting' }, done: () => 0 },
    async () => {
      attempts++
      throw new Later('It answers 429.', 0)
    },
    ending.signal,
  )
  await sleep(300)
  ending.abort()
  await over
  expect(attempts).toBe(1)
})
