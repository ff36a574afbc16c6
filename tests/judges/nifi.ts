/**
 * The real NiFi with our flows, against the laptop that the judges have booted: what it acknowledged is in S3 byte for
 * byte, whatever dies; nothing comes twice. Prints claims.
 */
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { runQuery } from '../../aws/athena.ts'
import { getBytes, NoSuchObject } from '../../aws/s3.ts'
import { readLaptop, settings } from '../../cli/settings.ts'
import { clientCredentials } from '../../clients/typescript/hypatia.ts'
import { quarantineKey } from '../../lake/key.ts'
import { bulletinsOf, faultsOf, groupsOf, processorsOf } from '../../nifi/engine/status.ts'
import { flows } from '../../nifi/flows.ts'
import { startInstance } from '../nifi/instance.ts'
import { push, pushAll, randomFiles, type Sent, sending, sha256 } from '../nifi/push.ts'
import { directories, left, put } from './nifi/directories.ts'
import { openDoor } from './nifi/door.ts'
import { sources } from './nifi/sources.ts'
import { until } from './nifi/until.ts'
import { startXApi } from './nifi/xapi.ts'

const residentBytesMax = 1.5e9
const bearer = 'a-token-of-x'
const feedSecret = `planted-\${filename}#{x}`
const atOnce = 8
const multipart = { 'Content-Type': 'multipart/form-data; boundary=x' }

const laptop = readLaptop()
if (!laptop) throw new Error('no laptop runs')
const { rawBucket, workgroup, lakeDatabase } = settings()
const secret = laptop.issuer.clientSecret
let failed = 0

function claim(isTrue: boolean, text: string): void {
  if (!isTrue) failed += 1
  console.log(`${isTrue ? 'ok' : 'not ok'} NiFi: ${text}`)
}

const all = flows.map(({ name }) => name)
const door = await openDoor(laptop.api)
const x = await startXApi(bearer)
const startedAt = performance.now()
const seconds = (from: number): string => `${((performance.now() - from) / 1000).toFixed(0)} s`
const nifi = await startInstance(process.env.HYPATIA_HOME ?? '.', laptop, all, {
  LANDING_URL: door.url,
  INTAKE_BYTES_MAX: String(32e6),
  X_URL: x.url,
  X_BEARER_TOKEN: bearer,
  X_QUERY: 'a%20lake',
  X_PERIOD: '500 millis',
  DIRECTORY_HOLD_SECONDS: '20',
})

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => nifi.stop().then(() => process.exit(1)))

try {
  await boots()
  await pushes()
  await refuses()
  await names()
  await stalls()
  await directories(claim, nifi, rowsOf)
  await comesBack()
  await dies()
  await polls()
  await sources({ claim, nifi, laptop, secret: feedSecret, counted })
  await keeps()
} finally {
  await nifi.stop()
  x.close()
  door.shut()
}
process.exitCode = failed > 0 ? 1 : 0

async function boots(): Promise<void> {
  const { url } = nifi.engine()
  claim(
    (await faultsOf(url, all)).length === 0,
    `all flows valid and running, ${seconds(startedAt)} after the start`,
  )
  const errors = (await bulletinsOf(url)).filter(({ level }) => level === 'ERROR')
  claim(errors.length === 0, `no error on the canvas ${errors.map(({ message }) => message)}`)
  const strangers: string[] = []
  for (const group of await groupsOf(url)) {
    const made = flows.find(({ name }) => name === group.component.name)
    for (const { name, config } of await processorsOf(url, group.id)) {
      const ours = Object.keys(made?.processors[name]?.dynamic ?? {})
      for (const [key, { dynamic }] of Object.entries(config?.descriptors ?? {}))
        if (dynamic && !ours.includes(key)) strangers.push(`${name}: ${key}`)
    }
  }
  claim(strangers.length === 0, `no property is taken for a header or an attribute ${strangers}`)
}

async function pushes(): Promise<void> {
  const files = randomFiles(200, 20e6)
  const began = performance.now()
  const keys = new Map<Sent, string>()
  const wrong: string[] = []
  let repeats = 0 // a 503 is an honest answer: the sender repeats
  await pushAll(`${nifi.intake}/judge/files`, files, atOnce, (file, { status, body }) => {
    if (status === 503) repeats += 1
    else if (status !== 201 || body.sha256 !== file.sha256 || body.size !== file.bytes.length)
      wrong.push(`${file.name}: ${status} ${JSON.stringify(body)}`)
    if (status === 201) keys.set(file, body.key ?? '')
  })
  const took = seconds(began)
  for (const [file, key] of keys) {
    if (sha256(await stored(key)) !== file.sha256 || !key.endsWith(`/${file.name}`))
      wrong.push(`${key} has other bytes`)
  }
  const megabytes = files.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1e6
  claim(
    wrong.length === 0 && keys.size === 200 && repeats < 5,
    `200 files of 0 B to 20 MB (${megabytes.toFixed(0)} MB, ${took}, ${repeats} answered 503 before) lie in raw byte for byte ${wrong.slice(0, 3)}`,
  )
}

/** What has landed under the key, where it lies or aside: random bytes may claim to be of a format that they are not. */
async function stored(key: string): Promise<Uint8Array> {
  for (const at of [key, quarantineKey(key)])
    try {
      return await getBytes({ bucket: rawBucket, key: at })
    } catch (error) {
      if (!(error instanceof NoSuchObject)) throw error
    }
  return Buffer.from('none')
}

function formOf(...names: string[]): Buffer {
  const part = (name: string) =>
    `--x\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\n\r\na\r\n`
  return Buffer.from(`${names.map(part).join('')}--x--\r\n`)
}

/** As browsers and hooks send; and names that no path can hold. */
async function names(): Promise<void> {
  const form = await push(`${nifi.intake}/judge/forms`, formOf('één.csv'), multipart)
  const header = { 'X-File-Name': encodeURIComponent('50%+é.csv') }
  const odd = await push(`${nifi.intake}/judge/forms`, Buffer.from('a'), header)
  const keys = [form, odd].map(({ status, body }) => `${status} ${body.key}`)
  const bytes = await Promise.all([form, odd].map(async ({ body }) => stored(body.key ?? '')))
  claim(
    /^201 judge\/forms\/ingest_date=[\d-]+\/één\.csv$/.test(keys[0] ?? '') &&
      /^201 judge\/forms\/ingest_date=[\d-]+\/50%\+é\.csv$/.test(keys[1] ?? '') &&
      bytes.every((one) => String(one) === 'a'),
    `a form of one file lands, and a name of any characters by its header: ${keys}`,
  )
}

/** Senders that say a length and send less, as long as it takes. */
async function stalls(): Promise<void> {
  const { hostname, port } = new URL(nifi.intake)
  const stalled = Array.from({ length: 31 }, (_, i) => {
    const socket = connect(Number(port), hostname)
    socket.on('error', () => {})
    socket.write(
      `POST /judge/slow/s${i}.csv HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nid,n\n`,
    )
    return socket
  })
  await sleep(2_000)
  const files = Array.from({ length: 20 }, (_, i) =>
    sending(`f${i}.csv`, Buffer.from(`id\n${i}\n`)),
  )
  let answered = 0
  const all = pushAll(`${nifi.intake}/judge/beside`, files, atOnce, (_, { status }) => {
    if (status === 201) answered += 1
  })
  await Promise.race([all, sleep(60_000)])
  for (const socket of stalled) socket.destroy()
  claim(answered === 20, `31 senders that stall hold up no other: ${answered} of 20 are answered`)
  await all
}

/** What must never land is said so at once, as a problem. */
async function refuses(): Promise<void> {
  const csv = Buffer.from('a,b\n1,2\n')
  const big = Buffer.alloc(33e6)
  const cases: [path: string, bytes: Buffer, headers: Record<string, string>, answer: string][] = [
    ['judge/only', csv, {}, '400 /problems/upload.invalid-name'],
    ['judge/_quarantine/a.csv', csv, {}, '400 /problems/upload.invalid-name'],
    ['judge/a/b/c.csv', csv, {}, '400 /problems/upload.invalid-name'],
    ['judge/a/b.csv', big, {}, '413 /problems/body.too-large'],
    [
      'judge/a/b.csv',
      csv,
      { 'X-Content-SHA256': 'ab'.repeat(32) },
      '400 /problems/upload.other-bytes',
    ],
    ['judge/a/b.csv', csv, { 'X-Content-SHA256': 'ab' }, '400 /problems/request.invalid'],
    ['judge/a/b.csv', csv, { 'Content-Type': 'no type' }, '400 /problems/request.invalid'],
    ['judge/a', formOf('b.csv', 'c.csv'), multipart, '415 /problems/content-type.unsupported'],
    ['judge/a', csv, {}, '400 /problems/upload.invalid-name'],
    ['judge/a/b.csv?ingest_date=2026-13-45', csv, {}, '400 /problems/upload.invalid-name'],
    ['judge/a/b.csv?ingest_date=..%2F..%2Fx', csv, {}, '400 /problems/upload.invalid-name'],
    ['judge/a/b.csv?day=2026-01-31', csv, {}, '400 /problems/request.invalid'],
  ]
  const shop = `Bearer ${await clientCredentials({ ...laptop!.issuer, scopes: ['hypatia/land:shop'] })()}`
  cases.push(
    ['judge/a/b.csv', csv, { authorization: '' }, '401 /problems/token.missing'],
    ['judge/a/b.csv', csv, { authorization: 'Bearer a.b.c' }, '401 /problems/token.invalid'],
    ['judge/a/b.csv', csv, { authorization: shop }, '403 /problems/source.foreign'],
  )
  const heard: string[] = []
  for (const [path, bytes, headers, expected] of cases) {
    const { status, body } = await push(`${nifi.intake}/${path}`, bytes, headers)
    if (`${status} ${body.type}` !== expected)
      heard.push(`${path}: ${status} ${body.type?.slice(0, 200)}, not ${expected}`)
  }
  claim(
    heard.length === 0,
    `${cases.length} files that can never land are refused by problem ${heard}`,
  )
}

async function comesBack(): Promise<void> {
  door.shut()
  const csv = Buffer.from('id,n\n1,1\n')
  const began = performance.now()
  const down = await push(`${nifi.intake}/judge/later/a.csv`, csv)
  const took = Math.round(performance.now() - began)
  put(nifi.in, 'judge/later/b.csv', 'id,n\n2,2\n')
  await sleep(6_000)
  const kept = left(nifi.in)
  claim(
    down.status === 503 && down.headers.get('retry-after') === '5' && kept.length === 1,
    `with the API down a push is answered ${down.status} after ${took} ms, a file stays in the directory`,
  )
  await door.open()
  const again = await push(`${nifi.intake}/judge/later/a.csv`, csv)
  await until(() => left(nifi.in).length === 0, 40_000)
  const rows = await rowsOf('SELECT id FROM judge_later ORDER BY id', 2)
  claim(
    again.status === 201 && rows.length === 2,
    `when it is back: ${again.status}, and the file has landed (${rows.length} rows)`,
  )
}

/** Killed under load, with its repositories kept and wiped, while tweets are polled too. */
async function dies(): Promise<void> {
  x.post(90)
  const files = Array.from({ length: 240 }, (_, i) =>
    sending(`f${i}.csv`, Buffer.from(`id,n\n${i * 2},a\n${i * 2 + 1},b\n`)),
  )
  const drops = 40
  for (let i = 0; i < drops; i++) put(nifi.in, `judge/alive/d${i}.csv`, `id,n\n${1000 + i},d\n`)
  const keys = new Map<Sent, string>()
  const sender = pushAll(`${nifi.intake}/judge/alive`, files, atOnce, (file, { status, body }) => {
    if (status === 201) keys.set(file, body.key ?? '')
  })
  const before: number[] = []
  for (const isWiped of [false, true]) {
    await sleep(1_500)
    before.push(keys.size)
    x.post(25)
    x.refuse(3)
    await nifi.die(isWiped)
  }
  await sender
  await until(() => left(nifi.in).length === 0, 60_000)
  let lost = 0
  for (const [file, key] of keys) {
    if (sha256(await stored(key)) !== file.sha256) lost += 1
  }
  claim(
    keys.size === files.length && lost === 0,
    `killed after ${before.join(' and ')} answers, repositories kept and wiped: ${lost} of ${keys.size} acknowledged lost`,
  )
  const expected = files.length * 2 + drops
  const counts = 'SELECT count(*), count(DISTINCT id) FROM judge_alive'
  const rows = await counted(counts, expected)
  claim(
    rows === `${expected},${expected}` && left(nifi.in).length === 0,
    `and the table has every row once: ${rows} of ${expected}`,
  )
}

async function polls(): Promise<void> {
  const expected = x.ids.length
  const rows = await counted('SELECT count(*), count(DISTINCT id) FROM x_tweets', expected)
  const [first] = await rowsOf('SELECT id, text, created_at FROM x_tweets ORDER BY id LIMIT 1', 1)
  const answers = JSON.stringify(x.answers)
  claim(
    rows === `${expected},${expected}`,
    `every tweet is in the table once: ${rows} of ${expected}; X answered ${answers}`,
  )
  claim(
    first?.[0] === x.ids[0] && first?.[1] === `tweet {id} "é世" 𝄞 \n of ${x.ids[0]}`,
    `as it was posted: ${JSON.stringify(first)}`,
  )
}

/** What it keeps: no secret, and not too much memory. */
async function keeps(): Promise<void> {
  const planted = left(nifi.home)
    .filter((name) => !name.startsWith('work/') && !name.startsWith('lib'))
    .filter((name) => {
      const bytes = readFileSync(join(nifi.home, name))
      const text = name.endsWith('.gz') ? gunzipSync(bytes) : bytes
      return [secret, bearer, feedSecret].some((one) => text.includes(one))
    })
  claim(planted.length === 0, `no file of it has a secret in clear ${planted}`)
  const status = readFileSync(`/proc/${nifi.engine().pid}/status`, 'utf8')
  const bytes = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) * 1024
  claim(bytes < residentBytesMax, `its JVM had ${(bytes / 1e6).toFixed(0)} MB at most`)
}

async function ask(statement: string): Promise<(string | null)[][]> {
  return (await runQuery({ statement, workgroup, database: lakeDatabase, rowsMax: 1000 })).rows
}

/** Its rows once there are so many, or after a while those that there are. */
async function rowsOf(statement: string, count: number): Promise<(string | null)[][]> {
  let rows: (string | null)[][] = []
  const isThere = async () => {
    rows = await ask(statement).catch(() => [])
    return rows.length >= count
  }
  await until(isThere, 60_000)
  return rows
}

/** The two counts once the first is reached, and a moment later: more than that would be wrong too. */
async function counted(statement: string, expected: number): Promise<string> {
  const isThere = async () =>
    Number((await ask(statement).catch(() => []))[0]?.[0] ?? 0) >= expected
  await until(isThere, 90_000)
  await sleep(3_000)
  return String((await ask(statement))[0])
}
