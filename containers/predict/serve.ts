/** The Open Inference Protocol v2 over API Gateway's events: health, metadata, inference. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { callerOf, demand } from '../../aws/gateway/caller.ts'
import { NoSuchModel, versionsOf } from '../../aws/models.ts'
import { inferenceBytesMax } from '../../lake/limits.ts'
import { feedOfTensors } from '../../lake/predict/feed.ts'
import { Unpredictable, unpredictable } from '../../lake/predict/problem.ts'
import {
  modelMetadata,
  readInfer,
  serverMetadata,
  writeInfer,
} from '../../lake/predict/protocol.ts'
import { RequestProblem } from '../../lake/problem.ts'
import { problems } from '../../schemas/problems.ts'
import { modelAt, modelToScore } from './models.ts'
import { makeReady, scoreBy } from './runtimes.ts'
import { NotScored, type Scorer } from './scorer.ts'

export type ProxyEvent = Pick<
  APIGatewayProxyEvent,
  'httpMethod' | 'path' | 'headers' | 'body' | 'isBase64Encoded' | 'requestContext'
>

const headerLength = 'Inference-Header-Content-Length'

const json = (value: object, statusCode = 200): APIGatewayProxyResult => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})

const routes: [method: string, path: RegExp, answer: Answer][] = [
  ['GET', /^\/v2\/?$/, async () => json(serverMetadata)],
  ['GET', /^\/v2\/health\/live$/, async () => json({ live: true })],
  ['GET', /^\/v2\/health\/ready$/, async () => json({ live: true, ready: true })],
  ['GET', /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?$/, metadata],
  ['GET', /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?\/ready$/, ready],
  ['POST', /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?\/infer$/, infer],
]

interface Asked {
  event: ProxyEvent
  scorer: Scorer
  name: string
  /** A version or an alias. */
  at: string | undefined
}

type Answer = (asked: Asked) => Promise<APIGatewayProxyResult>

/** Errors are `{"error"}`, as the protocol has them. Throws what is not the caller's. */
export async function serve(event: ProxyEvent, scorer: Scorer): Promise<APIGatewayProxyResult> {
  try {
    demand(callerOf(event), 'predict')
    const here = routes.filter(([, path]) => path.test(event.path))
    const [, path, answer] = here.find(([method]) => method === event.httpMethod) ?? []
    if (!path || !answer) throw elsewhere(event.path, here[0]?.[0])
    const [, name = '', at] = path.exec(event.path) ?? []
    return await answer({ event, scorer, name, at })
  } catch (error) {
    if (error instanceof NoSuchModel) return json({ error: error.message }, 404)
    if (error instanceof Unpredictable)
      return json({ error: error.message, problems: error.problems }, 400)
    if (error instanceof NotScored) return json({ error: error.message }, 502)
    if (!(error instanceof RequestProblem)) throw error
    const refused = json({ error: error.message }, problems[error.slug][0])
    return { ...refused, headers: { ...refused.headers, ...error.headers } }
  }
}

function elsewhere(path: string, allowed: string | undefined): RequestProblem {
  if (!allowed) return new RequestProblem('route.unknown', `there is no ${path}`)
  const headers = { Allow: allowed }
  return new RequestProblem('method.not-allowed', `${path} takes ${allowed} only`, { headers })
}

async function metadata({ name, at }: Asked): Promise<APIGatewayProxyResult> {
  const [model, versions] = await Promise.all([modelAt(name, at), versionsOf(name)])
  return json(modelMetadata(model, versions))
}

async function ready({ name, at }: Asked): Promise<APIGatewayProxyResult> {
  await makeReady(await modelAt(name, at))
  return json({ name, ready: true })
}

async function infer({ event, scorer, name, at }: Asked): Promise<APIGatewayProxyResult> {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')
  if (body.length > inferenceBytesMax) {
    const detail = `${body.length} bytes are more than ${inferenceBytesMax}`
    throw new RequestProblem('body.too-large', detail)
  }
  const headerBytes = headerOf(event, headerLength)
  const request = readInfer(body, headerBytes === undefined ? body.length : Number(headerBytes))
  const model = await modelToScore(name, at)
  const feed = feedOfTensors(model.signature, request.tensors)
  const outputs = await scoreBy(scorer, model, feed)
  const answer = writeInfer(model, request, outputs)
  if (answer.body.length > inferenceBytesMax) {
    const detail = `the answer's ${answer.body.length} bytes are more than ${inferenceBytesMax}: send fewer rows`
    throw unpredictable('answer.too-large', detail)
  }
  if (answer.headerBytes === undefined)
    return { ...json({}), body: Buffer.from(answer.body).toString() }
  return {
    statusCode: 200,
    headers: {
      'content-type': 'application/octet-stream',
      [headerLength]: String(answer.headerBytes),
    },
    body: Buffer.from(answer.body).toString('base64'),
    isBase64Encoded: true,
  }
}

const headerOf = ({ headers }: ProxyEvent, wanted: string): string | undefined =>
  Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1]
