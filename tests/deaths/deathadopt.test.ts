/** Two thousand objects are adopted by a command that is killed again and again: each lands once. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Laptop, startLaptop } from '../../local/laptop.ts'
import { start } from '../cli/stand.ts'
import { template } from '../flow/template.ts'

const home = mkdtempSync(join(tmpdir(), 'hypatia-adopt-'))
let laptop: Laptop
beforeAll(async () => {
  laptop = await startLaptop({ home, port: 0 })
  laptop.announce(laptop.apply(template))
  laptop.store.createBucket('old')
})
afterAll(async () => {
  await laptop.close()
  rmSync(home, { recursive: true, force: true })
})

const objects = 2_000
const kills = 8
const copies = () => [...laptop.store.versions.every('raw', Buffer.from('s/'))]

test('killed after each 200 copies or so', async () => {
  const keys = Array.from({ length: objects }, (_, i) => `d${i % 7}/day=${i % 31}/${i}.csv`)
  for (let at = 0; at < objects; at += 50) {
    const batch = keys.slice(at, at + 50)
    await Promise.all(batch.map((key) => laptop.store.put('old', key, Buffer.from(`id\n${key}\n`))))
  }
  const adopt = ['adopt', 's3://old', '--source', 's']
  const reached: number[] = []
  for (let kill = 0; kill < kills; kill++) {
    const { child, said } = start(home, adopt)
    const until = Math.round((objects * (kill + 1)) / (kills + 1))
    while (copies().length < until && child.exitCode === null) await sleep(5)
    child.kill('SIGKILL')
    await said
    reached.push(copies().length)
  }
  expect(reached.at(-1)).toBeLessThan(objects)

  const last = await start(home, adopt).said
  expect(last).toMatchObject({
    code: 0,
    out: expect.stringContaining(`Adopted: ${objects} objects`),
  })
  const made = copies()
  expect(made.map(({ key }) => key).sort()).toEqual(keys.map((key) => `s/${key}`).sort())
  const again = await start(home, adopt).said
  expect(again.out).toContain(`0 copied (0 B), ${objects} there already, 0 not`)
}, 240_000)
