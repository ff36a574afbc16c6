/** An erasure at a house, from its record to its end. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from '@jest/globals'
import { erasureKey, newErasure } from '../../lake/maintain/erasure.ts'
import type { Erasure } from '../../schemas/erasure.ts'
import { scanFor } from './bytescan.ts'
import type { House } from './house.ts'
import { bytesAt, lakeRows } from './rows.ts'

export function erasingAt(houseNow: () => House) {
  const put = (key: string, body: string) =>
    houseNow().laptop.store.put('raw', key, Buffer.from(body))

  async function settled(): Promise<void> {
    await houseNow().settle()
    expect(await houseNow().deadLetters()).toEqual([])
  }

  async function recordOf(id: string): Promise<Erasure> {
    return JSON.parse((await bytesAt(houseNow().laptop, `s3://work/${erasureKey(id)}`)).toString())
  }

  async function goneOn(id: string): Promise<Erasure> {
    const { resumed } = await recordOf(id)
    const body = JSON.stringify({ kind: 'erase', id, ...(resumed && { resumed }) })
    houseNow().laptop.queues.send('maintain', { body })
    for (let turns = 0; turns < 100; turns++) {
      await settled()
      const now = await recordOf(id)
      if (now.state === 'done' || now.state === 'blocked') return now
      await sleep(200)
    }
    throw new Error('it has no end')
  }

  async function erased(wanted: Parameters<typeof newErasure>[1]): Promise<Erasure> {
    const { store } = houseNow().laptop
    const id = randomBytes(16).toString('hex')
    const record = newErasure(id, wanted, { by: 'tester', salt: 'salt', nowMs: store.now() })
    await store.put('work', erasureKey(id), Buffer.from(JSON.stringify(record)))
    await sleep(1_100) // S3 tells times by the second
    return goneOn(id)
  }

  return {
    put,
    settled,
    goneOn,
    erased,
    ofValue: (value: string, column = 'email') =>
      erased({ kind: 'value', columns: [column], values: [value] }),
    scan: async (value: string) => (await scanFor(houseNow().laptop.state.home, value)).found,
    emails: async (table: string) =>
      (await lakeRows(houseNow().laptop, table, 'email')).map((row) => Object(row).email),
  }
}
