/** What `hypatia source test` says of an API of JSON. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { firstPage } from '../../nifi/sources/resttrial.ts'
import { sourceDefinition } from '../../schemas/sources.ts'

let server: Server
let asked: IncomingMessage | undefined
let answer: { status: number; text: string }
beforeEach(async () => {
  answer = { status: 200, text: '{"data":{"items":[{"id":1},{"id":2}]},"next":"b"}' }
  server = createServer((request, response) => {
    asked = request
    response.writeHead(answer.status, { location: '/elsewhere' }).end(answer.text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => void server.close())

function tried(parameters: object, secrets = {}) {
  const { port } = server.address() as AddressInfo
  const definition = sourceDefinition.parse({
    ...{ kind: 'rest', dataset: 'orders' },
    parameters: { url: `http://127.0.0.1:${port}/v2/orders`, ...parameters },
  })
  if (definition.kind !== 'rest') throw new Error(definition.kind)
  return firstPage(definition, secrets, 5_000)
}

test('it asks as the flow does, and counts the records', async () => {
  const paging = { by: 'cursor', parameter: 'after', next: 'next' }
  const query = { status: 'a b' }
  const found = await tried({ records: 'data.items', paging, query }, { bearer: 'hunter2' })
  expect(found).toMatchObject({ records: 2, next: 'b', bytes: answer.text.length })
  expect(asked?.url).toBe('/v2/orders?status=a%20b')
  expect(asked?.headers).toMatchObject({ authorization: 'Bearer hunter2' })

  await tried({ records: 'data.items', paging: { by: 'page', parameter: 'p', first: 0 } })
  expect(asked?.url).toBe('/v2/orders?p=0')
  const key = { records: 'data.items', keyHeader: 'X-Key' }
  await tried(key, { key: 'k' })
  expect(asked?.headers).toMatchObject({ 'x-key': 'k' })
})

test('it says what the definition has wrong', async () => {
  await expect(tried({})).rejects.toThrow(
    'say by "records" where the records are, one of "data", "next"',
  )
  await expect(tried({ records: 'data.rows' })).rejects.toThrow('no array at "data.rows"')
  const paging = { by: 'since', parameter: 'after', field: 'updated_at' }
  await expect(tried({ records: 'data.items', paging })).rejects.toThrow('have no "updated_at"')
  answer = { status: 401, text: 'who are you?' }
  await expect(tried({})).rejects.toThrow('401 Unauthorized: who are you?')
  answer = { status: 302, text: '' }
  await expect(tried({})).rejects.toThrow('302')
  answer = { status: 200, text: '<html>' }
  await expect(tried({})).rejects.toThrow('no JSON: <html>')
  answer = { status: 200, text: 'null' }
  await expect(tried({ records: 'a.b' })).rejects.toThrow('it has nothing')
})

test('a secret that no header may have is not quoted', async () => {
  for (const value of ['hunter\n2', 'hunter\u20262'])
    for (const name of ['bearer', 'key']) {
      const why = await tried({}, { [name]: value }).catch(({ message }: Error) => message)
      expect(why).toContain(`the secret "${name}"`)
      expect(why).not.toContain('hunter')
    }
  await tried({ records: 'data.items' }, { bearer: 'hunter2\n' }) // as a file has it
})
