/** A folder of a real OpenSSH: what is whole lands, once, and nothing that has not landed is taken away. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { Batch, Json, Part, Peer } from '../../containers/collect/kind.ts'
import { openSftp } from '../../containers/collect/kinds/sftp.ts'
import { trial } from '../../containers/collect/trial.ts'
import { uploadBytesMax } from '../../schemas/route.ts'
import { sourceDefinition } from '../../schemas/sources.ts'
import { type Collector, openCollector, stands } from './collector.ts'
import { hasSshd, openSshd, type Sshd } from './sshd.ts'

const { skip } = test
const isHere = hasSshd && process.getuid?.() === 0
const where = isHere ? test : skip
let sshd: Sshd
let collector: Collector | undefined
let peer: Peer | undefined
beforeAll(async () => {
  if (isHere) sshd = await openSshd()
}, 60_000)
beforeEach(() => {
  if (!sshd) return
  rmSync(sshd.folder, { recursive: true })
  mkdirSync(sshd.folder)
})
afterEach(() => peer?.close())
afterAll(async () => {
  await collector?.close()
  await sshd?.close()
})

function definitionOf(said: object) {
  const definition = sourceDefinition.parse({
    kind: 'sftp',
    dataset: 'orders',
    parameters: { ...sshd.where, quiet: 1, ...said },
    secrets: { key: 'partner' },
  })
  if (definition.kind !== 'sftp') throw new Error('it is sftp')
  return definition
}

async function opened(said: object, place?: Json): Promise<Peer> {
  const { parameters } = definitionOf(said)
  const secrets = { key: sshd.key }
  return openSftp({ name: 'p', dataset: 'orders', everyMs: 100, secrets, place, parameters })
}

const write = (name: string, text: string | Buffer): void =>
  writeFileSync(join(sshd.folder, name), text)
const names = (): string[] => readdirSync(sshd.folder).toSorted()
const { signal } = new AbortController()

async function next(one: Peer, looks = 40): Promise<Batch | undefined> {
  for (let i = 0; i < looks; i++) {
    const batch = await one.next(signal)
    if (batch) return batch
  }
}
const textsOf = async (batch: Batch | undefined): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      (batch?.parts ?? []).map(async ({ file, content }) => [file, await content.text()]),
    ),
  )

where(
  'a file whose writer pauses is read when it is whole',
  async () => {
    peer = await opened({ quiet: 2 })
    write('a.csv', 'id\n1\n')
    expect(await next(peer, 1)).toBeUndefined()
    for (let i = 2; i < 5; i++) {
      appendFileSync(join(sshd.folder, 'a.csv'), `${i}\n`)
      expect(await next(peer, 1)).toBeUndefined()
    }
    expect(await textsOf(await next(peer))).toEqual({ 'a.csv': 'id\n1\n2\n3\n4\n' })
  },
  60_000,
)

where(
  'what was written since it was read is not taken away',
  async () => {
    for (const after of ['delete', 'move']) {
      peer = await opened({ after })
      write('a.csv', 'id\n1\n')
      write('b.csv', 'id\n2\n')
      const batch = await next(peer)
      expect(Object.keys(await textsOf(batch))).toEqual(['a.csv', 'b.csv'])
      write('.a', 'id\n3\n')
      renameSync(join(sshd.folder, '.a'), join(sshd.folder, 'a.csv')) // as long, in the same second perhaps
      await batch?.settle()
      expect(names().filter((name) => name !== 'landed')).toEqual(['a.csv'])
      const newer = await next(peer)
      expect(await textsOf(newer)).toEqual({ 'a.csv': 'id\n3\n' })
      await newer?.settle()
      expect(names()).toEqual(after === 'delete' ? [] : ['landed'])
      await peer.close()
    }
    expect(readFileSync(join(sshd.folder, 'landed/a.csv'), 'utf8')).toBe('id\n3\n')
  },
  60_000,
)

where(
  'what a dead runner had begun to take away lands, and then what is newer',
  async () => {
    write('.hypatia-landed-a.csv', 'id\n1\n')
    write('a.csv', 'id\n2\n')
    peer = await opened({ after: 'delete' })
    for (const id of [1, 2]) {
      const batch = await next(peer)
      expect(await textsOf(batch)).toEqual({ 'a.csv': `id\n${id}\n` })
      await batch?.settle()
    }
    expect(names()).toEqual([])
  },
  60_000,
)

where(
  'what the API refuses, and what no upload may hold, stays where it is',
  async () => {
    peer = await opened({ after: 'delete' })
    write('a.csv', 'id\n1\n')
    write('large.csv', '')
    truncateSync(join(sshd.folder, 'large.csv'), uploadBytesMax + 1)
    const small = await next(peer)
    expect(await textsOf(small)).toEqual({ 'a.csv': 'id\n1\n' })
    await small?.settle(new Set(small.parts))
    const large = await next(peer)
    const [said = ''] = Object.values(await textsOf(large))
    expect(said).toContain('"file":"large.csv"')
    expect(said).toContain('It is larger than')
    await large?.settle()
    expect(names()).toEqual(['a.csv', 'large.csv'])
    expect(await next(peer, 15)).toBeUndefined() // and neither comes again
  },
  120_000,
)

where(
  'what was moved is not read where it lies, however its folder is written',
  async () => {
    for (const move_to of ['landed/', join(sshd.folder, 'landed')]) {
      peer = await opened({ after: 'move', move_to, recursive: true })
      write('a.csv', move_to)
      const batch = await next(peer)
      expect(Object.values(await textsOf(batch))).toEqual([move_to])
      await batch?.settle()
      expect(await next(peer, 15)).toBeUndefined()
      await peer.close()
    }
    peer = await opened({ after: 'move', move_to: '.' })
    await expect(peer.next(signal)).rejects.toThrow('"move_to"')
  },
  120_000,
)

where(
  'a marker goes with its file, and one that was written since stays',
  async () => {
    peer = await opened({ marker: '.done', after: 'delete' })
    for (const name of ['a.csv', 'a.csv.done', 'b.csv', 'b.csv.done']) write(name, name)
    const batch = await next(peer)
    expect(Object.keys(await textsOf(batch))).toEqual(['a.csv', 'b.csv'])
    utimesSync(join(sshd.folder, 'b.csv.done'), 1, 1)
    await batch?.settle()
    expect(names()).toEqual(['b.csv.done'])
  },
  60_000,
)

where(
  'who wants a large file no more does not wait for it',
  async () => {
    peer = await opened({})
    write('large.bin', '')
    truncateSync(join(sshd.folder, 'large.bin'), 4 * 2 ** 30)
    const stop = new AbortController()
    const found = (async () => {
      for (;;) if (await peer?.next(stop.signal)) return
    })()
    await sleep(4_000) // it is quiet for one, and then read
    const began = performance.now()
    stop.abort()
    await expect(found).rejects.toThrow()
    expect(performance.now() - began).toBeLessThan(3_000)
  },
  60_000,
)

where(
  'links, odd names and what waits for its marker',
  async () => {
    peer = await opened({ marker: '.done', recursive: true })
    symlinkSync('/etc/hostname', join(sshd.folder, 'link.csv'))
    mkdirSync(join(sshd.folder, 'ä b'))
    symlinkSync('/etc', join(sshd.folder, 'etc'))
    for (const name of ['a.csv', 'ä b/50%\n.csv', 'b.csv', 'c.csv.part']) write(name, name)
    for (const name of ['a.csv.done', 'ä b/50%\n.csv.done']) write(name, '')
    writeFileSync(Buffer.from(`${sshd.folder}/\xe4.csv`, 'latin1'), 'x')
    writeFileSync(Buffer.from(`${sshd.folder}/\xe4.csv.done`, 'latin1'), 'x')
    const batch = await next(peer)
    const refused = batch?.parts.filter(({ dataset }) => dataset === 'orders_refused') ?? []
    const others = batch?.parts.filter((part) => !refused.includes(part)) ?? []
    const textOf = ({ content }: Part) => content.text()
    const reasons = (await Promise.all(refused.map(textOf))).map((text) => JSON.parse(text).reason)
    expect((await Promise.all(others.map(textOf))).toSorted()).toEqual(['a.csv', 'ä b/50%\n.csv'])
    const link = 'It is a link. Links are not followed.'
    expect(reasons.toSorted()).toEqual([link, link, 'Its name is not UTF-8.'])
    await batch?.settle()
    expect(await next(peer, 5)).toBeUndefined() // and none of them again
  },
  60_000,
)

where(
  'a trial of an empty folder has found nothing wrong',
  async () => {
    const secrets = { key: sshd.key }
    const limits = { textBytesMax: 100, patienceMs: 1_500, stepSecrets: {} }
    const found = await trial({ name: 'p', definition: definitionOf({}), secrets, ...limits })
    expect(found).toEqual({ parts: [] })
  },
  60_000,
)

where(
  'a host that shows another key hears nothing',
  async () => {
    const other = `SHA256:${'a'.repeat(43)}`
    await expect(opened({ host_key: [other] })).rejects.toThrow(sshd.where.host_key[0])
  },
  60_000,
)

where('every file of a folder is a table’s rows, once, whatever dies', async () => {
  collector = await openCollector({ PARTNER: sshd.key })
  await collector.define('partner', {
    kind: 'sftp',
    dataset: 'orders',
    every: '1 sec',
    parameters: { ...sshd.where, quiet: 1, after: 'delete' },
    secrets: { key: 'partner' },
  })
  let count = 0
  await stands(collector, {
    async send(ids) {
      const name = `orders-${count++}.csv`
      write(`.${name}`, `id,at\n${ids.map((id) => `${id},2026-01-01\n`).join('')}`)
      renameSync(join(sshd.folder, `.${name}`), join(sshd.folder, name))
    },
    ids: 'SELECT id FROM lake.partner_orders',
  })
  for (let i = 0; names().length > 0 && i < 300; i++) await sleep(200)
  expect(names()).toEqual([])
  expect(existsSync(sshd.folder)).toBe(true)
})
