/** `node tests/judges/triton.ts <python>`: the predict handler behind HTTP, as API Gateway would carry it, for triton.py. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { addVersion } from '../../aws/models.ts'
import { handler } from '../../containers/predict/handler.ts'
import { late, openRegistry } from '../containers/predict/registry.ts'

const [python = 'python3'] = process.argv.slice(2)
process.env.ORT_DISABLE_TELEMETRY = '1'
const registry = await openRegistry()
await addVersion(late.draft, late.sample, late.bytes)

const server = createServer(async (request, response) => {
  const bytes = Buffer.concat(await request.toArray())
  const answer = await handler({
    httpMethod: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers as Record<string, string>,
    body: bytes.toString('base64'),
    isBase64Encoded: true,
  })
  response.writeHead(answer.statusCode, answer.headers as Record<string, string>)
  response.end(Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8'))
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')

const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
const script = join(import.meta.dirname, 'triton.py')
const judge = spawn(python, [script, address, 'cli/demo/late/sample.json'], { stdio: 'inherit' })
const [status] = await once(judge, 'exit')
server.closeAllConnections()
server.close()
await registry.close()
process.exit(status ?? 1)
