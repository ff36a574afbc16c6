import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { cloudFormationService } from '../../../local/cloudformation/service.ts'
import { stsService } from '../../../local/sts/service.ts'
import type { AwsFault, Service } from '../../../local/wire/service.ts'

let server: Server
let endpoint: string

/** The services behind a socket, without signatures: those are the wire's own test. */
beforeAll(async () => {
  const services: Record<string, Service> = {
    sts: stsService(),
    cloudformation: cloudFormationService(),
  }
  server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const service = services[url.pathname.slice(1)] as Service
    const body = Buffer.concat(await request.toArray())
    const asked = { request, response, requestId: 'r-1' }
    const caller = { accountId: '000000000000', region: 'eu-central-1', accessKeyId: 'KEY' }
    try {
      await service.answer({
        ...asked,
        url,
        caller,
        body: async () => body,
        payload: () => ({ trailers: {}, async *[Symbol.asyncIterator]() {} }),
      })
    } catch (error) {
      service.refuse(asked, error as AwsFault)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => void server.close())

const ask = async (service: string, form: Record<string, string>) => {
  const body = new URLSearchParams(form)
  const response = await fetch(`${endpoint}/${service}`, { method: 'POST', body })
  return { status: response.status, text: await response.text() }
}

test('STS says who signed', async () => {
  const { status, text } = await ask('sts', { Action: 'GetCallerIdentity', Version: '2011-06-15' })
  expect(status).toBe(200)
  expect(text).toContain('<Account>000000000000</Account>')
  expect(text).toContain('<Arn>arn:aws:iam::000000000000:user/laptop</Arn>')
  expect(text).toContain('<UserId>KEY</UserId>')
})

test('CloudFormation has no stack, in the words that packaging understands', async () => {
  const one = await ask('cloudformation', { Action: 'DescribeStacks', StackName: 'lake' })
  const all = await ask('cloudformation', { Action: 'DescribeStacks' })
  expect(one.status).toBe(400)
  expect(one.text).toContain('<Code>ValidationError</Code>')
  expect(one.text).toContain('Stack with id lake does not exist')
  expect(all.status).toBe(200)
})

test('what they do not know answers 501 and its name', async () => {
  const assume = await ask('sts', { Action: 'AssumeRole' })
  const create = await ask('cloudformation', { Action: 'CreateStack' })
  expect([assume.status, create.status]).toEqual([501, 501])
  expect(assume.text).toContain('AssumeRole')
  expect(create.text).toContain('CreateStack')
})
