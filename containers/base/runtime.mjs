// The Lambda runtime interface: fetch the next event, call the handler, post what it returns. node:http, since loading
// fetch costs 13 ms of each cold start. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
import { Agent, request } from 'node:http'
import { pathToFileURL } from 'node:url'

const {
  AWS_LAMBDA_RUNTIME_API: api,
  AWS_LAMBDA_FUNCTION_NAME: functionName,
  LAMBDA_TASK_ROOT: root,
  _HANDLER,
} = process.env
const agent = new Agent({ keepAlive: true, maxSockets: 1 })

const call = (method, path, body = '') =>
  new Promise((resolve, reject) => {
    const headers = { 'content-length': Buffer.byteLength(body) }
    const url = `http://${api}/2018-06-01/runtime/${path}`
    request(url, { agent, method, headers }, async (answer) => {
      const text = Buffer.concat(await answer.toArray()).toString()
      resolve({ headers: answer.headers, text })
    })
      .on('error', reject)
      .end(body)
  })

const failure = ({ name, message, stack }) =>
  JSON.stringify({
    errorType: name,
    errorMessage: message,
    stackTrace: stack?.split('\n').slice(1),
  })

async function handlerOf(place) {
  const [file, name] = place.split(/\.(?=[^.]+$)/)
  try {
    const handler = (await import(pathToFileURL(`${root}/${file}.mjs`)))[name]
    if (!handler) throw new Error(`${file}.mjs exports no ${name}`)
    return handler
  } catch (error) {
    await call('POST', 'init/error', failure(error))
    throw error
  }
}

async function outcomeOf(handler, text, context) {
  try {
    return ['response', JSON.stringify(await handler(JSON.parse(text), context)) ?? 'null']
  } catch (error) {
    return ['error', failure(error)]
  }
}

const handler = await handlerOf(process.argv[2] ?? _HANDLER)
for (;;) {
  const { headers, text } = await call('GET', 'invocation/next')
  const awsRequestId = headers['lambda-runtime-aws-request-id']
  const [outcome, body] = await outcomeOf(handler, text, {
    awsRequestId,
    functionName,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    getRemainingTimeInMillis: () => Number(headers['lambda-runtime-deadline-ms']) - Date.now(),
  })
  await call('POST', `invocation/${awsRequestId}/${outcome}`, body)
}
