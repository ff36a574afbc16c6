/** Files pushed through the real NiFi beside a bare uploader on the same road: files/s, MB/s; from a push to its row. */
import { createHash, randomBytes } from 'node:crypto'
import type { Laptop } from '../cli/settings.ts'
import { lacking } from '../nifi/engine/assemble.ts'
import { startInstance } from '../tests/nifi/instance.ts'
import { type Sent, sending } from '../tests/nifi/push.ts'
import { figures } from './figures.ts'
import { withLaptop } from './stand/laptop.ts'

const atOnce = 16
const loads = [
  { text: '1 KB', bytes: 1_000, count: 300 },
  { text: '10 KB', bytes: 10_000, count: 300 },
  { text: '1 MB', bytes: 1_000_000, count: 100 },
]
const rowsOfPush = 50
const pushes = 40
let repeats = 0

const lacks = lacking()
if (lacks) console.log(`NiFi cannot be had: ${lacks}`)
else await withLaptop(measured, { limitMs: 600_000 })

async function measured({ laptop, folder }: { laptop: Laptop; folder: string }): Promise<void> {
  const nifi = await startInstance(folder, laptop, ['http-push'])
  try {
    const push = (file: Sent) => pushed(laptop, `${nifi.intake}/bench/pushed/${file.name}`, file)
    const bare = (file: Sent) => uploaded(laptop, file)
    for (const way of [push, bare]) await rate(files(40, 1_000, 'warm'), way)
    for (const { text, bytes, count } of loads) {
      const [viaNifi, direct] = [
        await rate(files(count, bytes, 'n'), push),
        await rate(files(count, bytes, 'b'), bare),
      ]
      const share = ((viaNifi / direct) * 100).toFixed(0)
      console.log(
        `${text.padEnd(6)} NiFi ${said(viaNifi, bytes)}; bare ${said(direct, bytes)}; ${share} %`,
      )
    }
    console.log(`${repeats} pushes were answered 503 and sent again`)
    const waits: number[] = []
    for (let i = 0; i < pushes; i++) waits.push(await untilRow(laptop, nifi.intake, i))
    console.log(`push → answer and row in the lake: ${figures(waits, 'ms')}`)
  } finally {
    await nifi.stop()
  }
}

function said(perSecond: number, bytes: number): string {
  return `${perSecond.toFixed(0)} files/s, ${((perSecond * bytes) / 1e6).toFixed(1)} MB/s`
}

function files(count: number, bytes: number, name: string): Sent[] {
  return Array.from({ length: count }, (_, i) =>
    sending(`${name}-${bytes}-${i}.bin`, randomBytes(bytes)),
  )
}

/** Files a second, `atOnce` of them under way. */
async function rate(files: Sent[], land: (file: Sent) => Promise<void>): Promise<number> {
  const left = files.values()
  const began = performance.now()
  const worker = async (): Promise<void> => {
    for (const file of left) await land(file)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return (files.length * 1000) / (performance.now() - began)
}

/** As a sender does: 503 means to send it again. */
async function pushed({ token }: Laptop, url: string, { bytes }: Sent): Promise<void> {
  const headers = { authorization: `Bearer ${token}` }
  for (;;) {
    const answer = await fetch(url, { method: 'POST', body: new Uint8Array(bytes), headers })
    await answer.arrayBuffer()
    if (answer.status === 201) return
    if (answer.status !== 503) throw new Error(`NiFi answers ${answer.status}`)
    repeats += 1
  }
}

/** What NiFi does, without NiFi: hash, ask, put. */
async function uploaded({ api, token }: Laptop, { name, bytes }: Sent): Promise<void> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const query = new URLSearchParams({ file: name, size: String(bytes.length), sha256 })
  const asked = await fetch(`${api}/v1/uploads/bench/bare?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
  const { url, headers } = (await asked.json()) as { url: string; headers: Record<string, string> }
  const put = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) })
  if (!put.ok) throw new Error(`S3 answers ${put.status}`)
}

/** Milliseconds from the push of a small CSV to its commit in the lake. */
async function untilRow({ api, token }: Laptop, intake: string, nth: number): Promise<number> {
  const lines = Array.from({ length: rowsOfPush }, (_, i) => `${nth * rowsOfPush + i},text ${i}`)
  const body = `id,text\n${lines.join('\n')}\n`
  const began = performance.now()
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${intake}/bench/rows/${nth}.csv`, { method: 'POST', body, headers })
  const { object } = (await answer.json()) as { object: string }
  for (;;) {
    const asked = await fetch(`${api}/v1/objects/${object}?wait=20`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const { state } = (await asked.json()) as { state?: string }
    if (state === 'committed') return performance.now() - began
    if (state === 'quarantined') throw new Error(`${nth}.csv is in quarantine`)
    if (!asked.ok) await new Promise((resolve) => setTimeout(resolve, 20)) // not yet heard of
  }
}
