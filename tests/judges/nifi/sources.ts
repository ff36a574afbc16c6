/** Sources by definition: said by the API while NiFi runs, changed, paused, taken back; what they bring is there once. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Laptop } from '../../../cli/settings.ts'
import { clientCredentials } from '../../../clients/typescript/hypatia.ts'
import { follow } from '../../../nifi/engine/follow.ts'
import { presentSources } from '../../../nifi/engine/sources.ts'
import type { Instance } from '../../nifi/instance.ts'
import { type JsonApi, startJsonApi } from './jsonapi.ts'
import { until } from './until.ts'

const pagings = {
  since: { by: 'since', field: 'at' },
  pages: { by: 'page' },
  offsets: { by: 'offset' },
  tokens: { by: 'cursor', next: 'meta.next' },
}
const names = Object.keys(pagings) as (keyof typeof pagings)[]

interface Judged {
  claim(isTrue: boolean, text: string): void
  nifi: Instance
  laptop: Laptop
  /** Of the API behind the peer. */
  secret: string
  /** Two counts of a statement, once the first is reached. */
  counted(statement: string, expected: number): Promise<string>
}

type Name = keyof typeof pagings

function definitionOf(peer: JsonApi, name: Name, every = '3 sec', bearer = 'feed') {
  const query = { q: `a b&c \${filename}` }
  const paging = pagings[name]
  const parameters = { url: `${peer.url}/${name}`, query, records: 'data.items', paging }
  return { kind: 'rest', dataset: 'items', every, secrets: { bearer }, parameters }
}

function sourcesOf({ api, token }: Laptop) {
  const ask = async (method: string, path: string, body?: object, headers = {}) => {
    const type = body ? { 'content-type': 'application/json' } : {}
    const answer = await fetch(`${api}/v1/sources/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...type, ...headers },
      body: body ? JSON.stringify(body) : null,
    })
    const text = await answer.text()
    return { etag: answer.headers.get('etag'), body: text ? JSON.parse(text) : {} }
  }
  const put = async (name: string, body: object) => {
    const { etag } = await ask('GET', name)
    return ask('PUT', name, body, etag ? { 'if-match': etag } : { 'if-none-match': '*' })
  }
  return { ask, put }
}

export async function sources(judged: Judged): Promise<void> {
  const { claim, nifi, laptop, secret } = judged
  const peer = await startJsonApi(secret)
  const end = new AbortController()
  const followed = follow({
    url: nifi.engine().url,
    api: laptop.api,
    token: clientCredentials(laptop.issuer),
    secretOf: (name) => (name === 'feed' ? secret : undefined),
    say: console.error,
    signal: end.signal,
  })
  const { ask } = sourcesOf(laptop)
  try {
    await brings(judged, peer)
    await changes(judged, peer)
    peer.add(40)
    await nifi.die(true)
    const wrong = await wrongIn(judged, peer)
    const all = peer.count()
    claim(wrong.length === 0, `after a kill -9 with its disk all ${all} are there once: ${wrong}`)
    for (const name of [...names, 'secretless']) await ask('DELETE', name)
    const present = () => presentSources(nifi.engine().url)
    await until(async () => (await present()).length === 0, 60_000)
    const left = (await present()).length
    claim(left === 0, `what is taken back is gone from NiFi: ${left} groups`)
  } finally {
    end.abort()
    await followed
    peer.close()
  }
}

async function wrongIn({ counted }: Judged, peer: JsonApi): Promise<string[]> {
  const wrong: string[] = []
  for (const name of names) {
    const statement = `SELECT count(*), count(DISTINCT id) FROM ${name}_items`
    const rows = await counted(statement, peer.count())
    if (rows !== `${peer.count()},${peer.count()}`) wrong.push(`${name}: ${rows}`)
  }
  return wrong
}

async function brings(judged: Judged, peer: JsonApi): Promise<void> {
  const { claim, laptop } = judged
  const { ask, put } = sourcesOf(laptop)
  peer.add(45)
  peer.refuse(1, 8)
  for (const name of names) await put(name, definitionOf(peer, name))
  await put('secretless', definitionOf(peer, 'since', '3 sec', 'nobody'))
  const wrong = await wrongIn(judged, peer)
  claim(wrong.length === 0, `four ways of paging, each of 45 records once: ${wrong}`)
  const first = peer.asked.find(({ status }) => status === 429)
  const after = peer.asked.find(({ way, at }) => way === first?.way && at > first.at)
  const waited = after && first ? (after.at - first.at) / 1000 : 0
  claim(waited >= 8, `Retry-After: 8 is waited for: ${waited.toFixed(1)} s`)
  const { state, says } = (await ask('GET', 'secretless')).body.state ?? {}
  const isSaid = state === 'failing' && says === 'the secret nobody is not there'
  claim(isSaid, `a secret that is not there is said: ${says}`)
}

async function changes({ claim, nifi, laptop }: Judged, peer: JsonApi): Promise<void> {
  const { ask, put } = sourcesOf(laptop)
  const present = () => presentSources(nifi.engine().url)
  const idOf = (list: Awaited<ReturnType<typeof present>>, name: string) =>
    list.find((one) => one.name === name)?.id
  const before = await present()
  await put('pages', definitionOf(peer, 'pages', '2 sec'))
  await ask('POST', 'offsets/pause')
  const isDone = async () => {
    const now = await present()
    const isRunning = (name: string) => now.find((one) => one.name === name)?.isRunning
    const isNew = idOf(now, 'pages') !== idOf(before, 'pages')
    return isNew && isRunning('pages') === true && isRunning('offsets') === false
  }
  await until(isDone, 60_000)
  const now = await present()
  const kept = names.filter((name) => idOf(now, name) === idOf(before, name))
  claim(
    (await isDone()) && kept.length === 3,
    `one is changed and one is paused, no other is touched: ${kept.length} of 4 groups stay`,
  )
  peer.add(20)
  const asks = () => peer.asked.filter(({ way }) => way === 'offsets').length
  const asked = asks()
  await sleep(8_000)
  claim(asks() === asked, `who is paused is asked nothing: ${asks() - asked} requests`)
  await ask('POST', 'offsets/resume')
}
