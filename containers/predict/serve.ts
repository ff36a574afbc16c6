/** The Open Inference Protocol v2 over API Gateway's events: health, metadata, inference. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda'
import { NoSuchModel, versionsOf } from '../../aws/models.ts'
import { feedOfTensors } from '../../lake/predict/feed.ts'
import { Unpredictable } from '../../lake/predict/problem.ts'
import {
  modelMetadata,
  readInfer,
  serverMetadata,
  writeInfer,
} from '../../lake/predict/protocol.ts'
import { fileOf, modelAt } from './models.ts'
import { predict } from './predict.ts'
import type { Scorer } from './scorer.ts'

export type ProxyEvent = Pick<
  APIGatewayProxyEvent,
  'httpMethod' | 'path' | 'headers' | 'body' | 'isBase64Encoded'
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
  const here = routes.filter(([, path]) => path.test(event.path))
  const [, path, answer] = here.find(([method]) => method === event.httpMethod) ?? []
  if (!path || !answer) {
    const [[allow] = []] = here
    if (!allow) return json({ error: `there is no ${event.path}` }, 404)
    const refused = json({ error: `${event.path} takes ${allow} only` }, 405)
    return { ...refused, headers: { ...refused.headers, allow } }
  }
  const [, name = '', at] = path.exec(event.path) ?? []
  try {
    return await answer({ event, scorer, name, at })
  } catch (error) {
    if (error instanceof NoSuchModel) return json({ error: error.message }, 404)
    if (error instanceof Unpredictable)
      return json({ error: error.message, problems: error.problems }, 400)
    throw error
  }
}

async function metadata({ name, at }: Asked): Promise<APIGatewayProxyResult> {
  const [model, versions] = await Promise.all([modelAt(name, at), versionsOf(name)])
  return json(modelMetadata(model, versions))
}

async function ready({ name, at }: Asked): Promise<APIGatewayProxyResult> {
  await fileOf(await modelAt(name, at))
  return json({ name, ready: true })
}

async function infer({ event, scorer, name, at }: Asked): Promise<APIGatewayProxyResult> {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')
  const headerBytes = headerOf(event, headerLength)
  const request = readInfer(body, headerBytes === undefined ? body.length : Number(headerBytes))
  const model = await modelAt(name, at)
  const feed = feedOfTensors(model.signature, request.tensors)
  const outputs = await predict(scorer, model, await fileOf(model), feed)
  const answer = writeInfer(model, request, outputs)
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
