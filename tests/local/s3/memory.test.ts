/** An object of any size passes through little memory, in both directions. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'

const megabytes = 192
const at = (path: string) => JSON.stringify(join(process.cwd(), path))

/** Puts and gets one large object over HTTP in one process; tells by how many MB its memory grew at most. */
const program = `
  import { once } from 'node:events'
  import { request } from 'node:http'
  import { s3Service } from ${at('local/s3/service.ts')}
  import { openStore } from ${at('local/s3/store.ts')}
  import { openState } from ${at('local/state.ts')}
  import { startServer } from ${at('local/wire/server.ts')}
  import { keys, sign } from ${at('tests/local/wire/signer.ts')}
  const store = openStore(openState(process.argv[1]))
  store.createBucket('bucket')
  const server = await startServer({ port: 0, services: [s3Service(store)], credentials: [keys] })
  const chunk = Buffer.alloc(1 << 20, 'memory')
  async function exchange(method, count) {
    const raw = { method, path: '/bucket/large', contentSha256: 'UNSIGNED-PAYLOAD' }
    const { headers } = sign(server.endpoint, raw)
    const length = { 'content-length': count << 20 }
    const sent = request(server.endpoint, { ...raw, headers: count ? { ...headers, ...length } : headers })
    for (let n = 0; n < count; n += 1) if (!sent.write(chunk)) await once(sent, 'drain')
    sent.end()
    const [response] = await once(sent, 'response')
    let size = 0
    for await (const bytes of response) size += bytes.length
    return size
  }
  await exchange('PUT', 8)
  const before = process.resourceUsage().maxRSS
  await exchange('PUT', ${megabytes})
  const size = await exchange('GET', 0)
  console.log(JSON.stringify({ size, grownMb: (process.resourceUsage().maxRSS - before) / 1024 }))
  process.exit(0)`

test(`${megabytes} MB are put and got in constant memory`, async () => {
  const home = mkdtempSync(join(tmpdir(), 'hypatia-s3-'))
  try {
    const arguments_ = ['--input-type=module-typescript', '-e', program, home]
    const { stdout } = await promisify(execFile)(process.execPath, arguments_)
    const { size, grownMb } = JSON.parse(stdout)
    expect(size).toBe(megabytes * 1024 * 1024)
    expect(grownMb).toBeLessThan(megabytes / 2)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
})
