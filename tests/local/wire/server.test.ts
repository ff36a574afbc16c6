import { GetDatabaseCommand, GetTablesCommand, GlueClient } from '@aws-sdk/client-glue'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { jsonService } from '../../../local/wire/json.ts'
import { queryService } from '../../../local/wire/query.ts'
import { type Server, startServer } from '../../../local/wire/server.ts'
import { AwsFault } from '../../../local/wire/service.ts'
import { ask as askRaw, keys as credentials } from './signer.ts'

let server: Server
let nowMs: () => number = Date.now

beforeAll(async () => {
  const glue = jsonService('glue', 'AWSGlue', '1.1', {
    GetDatabase(input, { caller }) {
      if (input.Name === 'none') {
        throw new AwsFault('EntityNotFoundException', 'Database none not found.')
      }
      return { Database: { Name: input.Name, Description: caller.region } }
    },
  })
  const sts = queryService('sts', 'https://sts.amazonaws.com/doc/2011-06-15/', {
    GetCallerIdentity: ({ Tags = [] }, { caller }) => ({
      Account: caller.accountId,
      Keys: (Tags as { Key: string }[]).map(({ Key }) => Key),
    }),
  })
  server = await startServer({
    port: 0,
    services: [glue, sts],
    credentials: [credentials, { accessKeyId: 'ASIA', secretAccessKey: 'other', token: 'right' }],
    now: () => nowMs(),
  })
})
afterAll(() => server.close())

const glueBy = (more: object = {}) =>
  new GlueClient({
    endpoint: server.endpoint,
    region: 'eu-central-1',
    credentials: { ...credentials, ...more },
    maxAttempts: 1,
  })
const ask = (client: GlueClient, Name = 'raw') => client.send(new GetDatabaseCommand({ Name }))

describe('the endpoint', () => {
  test('listens on 127.0.0.1 and says that it is well', async () => {
    expect(server.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const health = await fetch(`${server.endpoint}/health`)
    expect(await health.json()).toEqual({
      status: 'ok',
      services: { glue: ['GetDatabase'], sts: ['GetCallerIdentity'] },
    })
  })

  test('routes by the signed scope and tells the service who asks', async () => {
    const { Database } = await ask(glueBy())
    expect(Database).toEqual({ Name: 'raw', Description: 'eu-central-1' })
  })

  test('the query protocol reads a form and answers XML', async () => {
    const body =
      'Action=GetCallerIdentity&Version=2011-06-15&Tags.member.1.Key=a&Tags.member.2.Key=b'
    const raw = { method: 'POST', path: '/', service: 'sts', body }
    const answer = await askRaw(server.endpoint, raw)
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('<GetCallerIdentityResult><Account>000000000000</Account>')
    expect(answer.text).toContain('<Keys><member>a</member><member>b</member></Keys>')
    const wrong = await askRaw(server.endpoint, { ...raw, secretAccessKey: 'wrong' })
    expect(wrong.status).toBe(403)
    expect(wrong.text).toContain('<Code>SignatureDoesNotMatch</Code>')
    const unknown = await askRaw(server.endpoint, { ...raw, body: 'Action=AssumeRole' })
    expect(unknown.status).toBe(501)
    expect(unknown.text).toContain('sts:AssumeRole is not on the laptop.')
  })

  test('answers an unknown operation by 501 and its name', async () => {
    await expect(
      glueBy().send(new GetTablesCommand({ DatabaseName: 'raw' })),
    ).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('glue:GetTables'),
      $metadata: { httpStatusCode: 501 },
    })
  })

  test('raises faults by their AWS names', async () => {
    await expect(ask(glueBy(), 'none')).rejects.toMatchObject({
      name: 'EntityNotFoundException',
      message: 'Database none not found.',
    })
  })
})

describe('signatures', () => {
  test('a wrong secret, an unknown key and no signature are refused', async () => {
    await expect(ask(glueBy({ secretAccessKey: 'wrong' }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    })
    await expect(ask(glueBy({ accessKeyId: 'AKIDOTHER' }))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    })
    const bare = await fetch(server.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSGlue.GetDatabase' },
    })
    expect(bare.status).toBe(403)
    expect(await bare.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' })
  })

  test('a session needs its token', async () => {
    const session = { accessKeyId: 'ASIA', secretAccessKey: 'other' }
    await expect(ask(glueBy({ ...session, sessionToken: 'right' }))).resolves.toBeDefined()
    await expect(ask(glueBy({ ...session, sessionToken: 'wrong' }))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    })
    await expect(ask(glueBy(session))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    })
  })

  test('a clock that is off by more than 15 minutes is refused', async () => {
    nowMs = () => Date.now() + 16 * 60_000
    try {
      await expect(ask(glueBy())).rejects.toMatchObject({ name: 'InvalidSignatureException' })
    } finally {
      nowMs = Date.now
    }
  })

  test('a path is signed normalised and encoded twice', async () => {
    const client = new GlueClient({
      endpoint: `${server.endpoint}/a%20b/./c`,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
    })
    await expect(ask(client)).resolves.toBeDefined()
  })
})
