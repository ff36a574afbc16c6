/** What an answer lost on the wire means for compare-and-swap: the change is made once, and the caller learns that it was. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { Conflict } from '../../aws/conflict.ts'
import { createTable, getTable, updateTable } from '../../aws/glue.ts'
import { commit, createIcebergTable } from '../../aws/icebergtable.ts'
import { changeRecord } from '../../aws/records.ts'
import { getJson, headObject, putBytes, putFile } from '../../aws/s3.ts'
import { planEvolution } from '../../lake/iceberg/evolution.ts'
import { newTable } from '../../lake/iceberg/metadata.ts'
import { type Laptop, startLaptop } from '../../local/laptop.ts'

let laptop: Laptop
let gate: Server
const folder = mkdtempSync(join(tmpdir(), 'hypatia-lost-'))

/** Calls whose answer is to be lost, by operation; each once. */
let losing: ((call: IncomingMessage) => boolean) | undefined
let lost = 0

beforeAll(async () => {
  laptop = await startLaptop({ home: join(folder, 'home'), port: 0, fresh: true })
  laptop.store.createBucket('work')
  laptop.store.createBucket('lake')
  laptop.catalog.createDatabase({ Name: 'lake' })
  const { hostname, port } = new URL(laptop.endpoint)
  gate = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming
    const isLost = losing?.(incoming) ?? false
    if (isLost) {
      losing = undefined
      lost++
    }
    const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
      if (isLost) answer.resume().on('end', () => outgoing.destroy())
      else answer.pipe(outgoing.writeHead(answer.statusCode ?? 500, answer.headers))
    })
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve))
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(gate.address() as AddressInfo).port}`,
    AWS_REGION: laptop.region,
    WORK_BUCKET: 'work',
    AWS_ACCESS_KEY_ID: laptop.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: laptop.credentials.secretAccessKey,
  })
})
beforeEach(() => {
  lost = 0
})
afterAll(async () => {
  gate.closeAllConnections()
  gate.close()
  await laptop.close()
  rmSync(folder, { recursive: true, force: true })
})

const lose = (operation: string): void => {
  losing = ({ headers, method }) =>
    (headers['x-amz-target'] ?? method) === (operation === 'PUT' ? 'PUT' : `AWSGlue.${operation}`)
}

const metadata = (name: string) =>
  newTable({
    uuid: `00000000-0000-4000-8000-00000000000${name.length}`,
    location: `s3://lake/${name}`,
    columns: [{ name: 'a', type: 'long' }],
    partitionKeys: [],
    nowMs: 1,
  })

test('a record’s change whose answer was lost is made once', async () => {
  const add = (value: { n: string[] } | undefined) =>
    value?.n.includes('x') ? value : { n: [...(value?.n ?? []), 'x'] }
  lose('PUT')
  const found = await changeRecord('work', 'records/a.json', add)

  expect(lost).toBe(1)
  expect(found?.value).toEqual({ n: ['x'] })
  expect(await getJson('work', 'records/a.json')).toEqual(found)
})

test('of two changes at once neither is lost', async () => {
  const add = (name: string) => (value: string[] | undefined) => [...(value ?? []), name]
  await Promise.all(
    Array.from({ length: 8 }, (_, i) => changeRecord('work', 'records/b.json', add(`${i}`))),
  )
  const found = await getJson<string[]>('work', 'records/b.json')
  expect(found?.value.toSorted()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7'])
})

test('a record that has gone since it was found is made anew', async () => {
  const found = { value: { n: 1 }, etag: '"0123456789abcdef0123456789abcdef"' } // remembered, and removed meanwhile
  const next = (value: { n: number } | undefined) => ({ n: (value?.n ?? 0) + 10 })
  const changed = await changeRecord('work', 'records/gone.json', next, { found })
  expect(changed?.value).toEqual({ n: 10 })
  expect(await getJson('work', 'records/gone.json')).toEqual(changed)
})

test('a condition that does not hold is a Conflict', async () => {
  const object = { bucket: 'work', key: 'c' }
  await putBytes(object, 'x', { condition: 'absent' })
  await expect(putBytes(object, 'x', { condition: 'absent' })).rejects.toThrow(Conflict)
  await expect(putBytes(object, 'x', { condition: { etag: '"0"' } })).rejects.toThrow(Conflict)
})

test('a file in parts is put only where there is none', async () => {
  const path = join(folder, 'large')
  writeFileSync(path, Buffer.alloc(17 * 1024 * 1024, 7))
  await putFile('work', 'large', path, { source: 's' }, 'absent')
  await expect(putFile('work', 'large', path, undefined, 'absent')).rejects.toThrow(Conflict)
  expect(await headObject({ bucket: 'work', key: 'large' })).toMatchObject({
    bytes: 17 * 1024 * 1024,
  })
})

test('a table whose creation’s answer was lost is ours', async () => {
  lose('CreateTable')
  const table = await createIcebergTable('lake', 'ab', metadata('ab'))

  expect(lost).toBe(1)
  expect(table.metadata.location).toBe('s3://lake/ab')
  await expect(createTable('lake', { Name: 'ab' })).rejects.toThrow(Conflict)
})

test('a commit whose answer was lost is committed, once', async () => {
  await createIcebergTable('lake', 'abc', metadata('abc'))
  lose('UpdateTable')
  const { attempts, prepared } = await commit('lake', 'abc', async (present) => ({
    evolution: planEvolution(present.metadata, [{ name: 'b', type: 'string' }]),
  }))

  expect([lost, attempts]).toEqual([1, 1])
  const row = await getTable('lake', 'abc')
  expect(row?.Parameters?.metadata_location).toBe(prepared?.location)
})

test('a commit that another outran is planned again on what that one left', async () => {
  await createIcebergTable('lake', 'abcd', metadata('abcd'))
  let rivals = 3
  const seen: number[] = []
  const { attempts, metadata: after } = await commit('lake', 'abcd', async (present) => {
    seen.push(present.metadata['last-column-id'])
    if (rivals-- > 0) {
      await commit('lake', 'abcd', async (now) => ({
        evolution: planEvolution(now.metadata, [{ name: `rival${rivals}`, type: 'long' }]),
      }))
    }
    return { evolution: planEvolution(present.metadata, [{ name: 'mine', type: 'long' }]) }
  })

  expect(attempts).toBe(4)
  expect(seen).toEqual([2, 3, 4, 5])
  expect(after.schemas.at(-1)?.fields.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['a', 'rival0', 'rival1', 'rival2', 'mine']),
  )
})

test('a stale version is a Conflict', async () => {
  await createTable('lake', { Name: 'plain' })
  const version = (await getTable('lake', 'plain'))?.VersionId ?? ''
  await updateTable('lake', { Name: 'plain', Description: '1' }, version)
  await expect(updateTable('lake', { Name: 'plain' }, version)).rejects.toThrow(Conflict)
  await expect(updateTable('lake', { Name: 'none' }, '0')).rejects.toThrow(Conflict)
})
