/** A laptop whose database is damaged, cut short, emptied or gone: it says so, and is told again from the journal. */
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { LaptopError } from '../../local/home.ts'
import { startLaptop } from '../../local/laptop.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hypatia-database-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const keys = Array.from({ length: 200 }, (_, i) => `k/${i}`)

async function used(): Promise<void> {
  const laptop = await startLaptop({ home, port: 0 })
  laptop.store.createBucket('raw', { versioning: 'Enabled' })
  for (const key of keys) await laptop.store.put('raw', key, `the bytes of ${key}`)
  await laptop.close()
}

const file = () => join(home, 'laptop.db')

const harms: Record<string, () => void> = {
  'its header overwritten': () => writeFileSync(file(), Buffer.alloc(4096, 'x'), { flag: 'r+' }),
  'pages in its middle overwritten': () => {
    const bytes = readFileSync(file())
    bytes.fill(0xa5, 3 * 4096, 12 * 4096)
    writeFileSync(file(), bytes)
  },
  'cut in half': () => truncateSync(file(), 4096 * Math.floor(readFileSync(file()).length / 8192)),
  emptied: () => truncateSync(file(), 0),
  gone: () => rmSync(file()),
}

test.each(Object.entries(harms))('%s: refused in words, and repaired', async (_name, harm) => {
  await used()
  harm()
  const refused = await startLaptop({ home, port: 0 }).catch((error) => error)
  expect(refused).toBeInstanceOf(LaptopError)
  expect(refused.message).toContain(file())
  expect(refused.message).toContain('npm start -- --repair')

  const laptop = await startLaptop({ home, port: 0, repair: true })
  expect(
    laptop.store
      .list('raw')
      .map(({ key }) => key)
      .sort(),
  ).toEqual([...keys].sort())
  for (const key of keys.slice(0, 10)) {
    expect(String(await laptop.store.get('raw', key))).toBe(`the bytes of ${key}`)
  }
  await laptop.close()
  const aside = readdirSync(home).filter((name) => name.includes('.damaged-'))
  expect(aside.length > 0).toBe(_name !== 'gone')
  const again = await startLaptop({ home, port: 0 }) // it is whole now
  await again.close()
})

test('without a journal nothing is swept away: the refusal names both', async () => {
  await used()
  rmSync(file())
  for (const name of ['journal', 'journal.before']) rmSync(join(home, 's3', name), { force: true })
  const before = readdirSync(join(home, 's3'), { recursive: true })
  await expect(startLaptop({ home, port: 0, repair: true })).rejects.toThrow(
    /journal.* not there either/,
  )
  expect(readdirSync(join(home, 's3'), { recursive: true })).toEqual(before)
})

test('a second laptop on the same home is refused in words, and the first goes on', async () => {
  const first = await startLaptop({ home, port: 0 })
  await expect(startLaptop({ home, port: 0 })).rejects.toThrow('A laptop already runs on')
  expect((await fetch(`${first.endpoint}/health`)).status).toBe(200)
  await first.close()
})
