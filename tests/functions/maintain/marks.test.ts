/** Quarantine is counted by its marks: what has left it, and who lost a race over it, leaves none for long. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { listObjects } from '../../../aws/listing.ts'
import { quarantine } from '../../../aws/quarantine.ts'
import { putBytes } from '../../../aws/s3.ts'
import { sweepMarks } from '../../../functions/maintain/marks.ts'
import { objectId } from '../../../lake/key.ts'
import { reconcileYoungMs } from '../../../lake/limits.ts'
import { type Receipt, receiptKey } from '../../../lake/receipt.ts'
import { type Opened, openLaptop } from './laptop.ts'

let opened: Opened
beforeAll(async () => {
  opened = await openLaptop()
})
afterAll(() => opened.close())

const broken = { code: 'csv.quote', detail: 'A quote is never closed.', remedy: 'Close it.' }
const eventMs = 1_700_000_000_000

/** A version that is to be set aside. */
async function landed(key: string, event: number): Promise<Receipt> {
  const { versionId = '', etag } = await putBytes({ bucket: 'raw', key }, 'id\n"torn')
  const object = { bucket: 'raw', key, versionId, etag: etag.replaceAll('"', ''), bytes: 8 }
  const sequencer = String(event)
  return {
    object: { ...object, sequencer },
    state: 'landed',
    ...{ partitions: [], staged: false, times: { event } },
  }
}

const marks = async () => (await listObjects('work', 'quarantine/')).map(({ key }) => key)
const aged = () =>
  opened.laptop.state.database
    .prepare('UPDATE s3_versions SET modified_ms = modified_ms - ?')
    .run(reconcileYoungMs + 10_000)

test('the mark of a loser and of what has come back go once they are old; the one that is listed stays', async () => {
  const [aside, back] = ['s/d/aside.csv', 's/d/back.csv']
  const receipt = await landed(aside, eventMs)
  expect(await quarantine(receipt, broken, undefined)).toBeDefined()
  const own = await marks()
  // Another worker had it from an event of another time, and lost the swap.
  const late = { ...receipt, times: { event: eventMs - 5 } }
  expect(await quarantine(late, broken, undefined)).toBeUndefined()
  await quarantine(await landed(back, eventMs), broken, undefined)
  const whole = { ...(await landed(back, eventMs + 9)), state: 'committed' }
  await putBytes({ bucket: 'work', key: receiptKey(back) }, JSON.stringify(whole))
  expect(await marks()).toHaveLength(3)

  expect(await sweepMarks()).toEqual({ files: 0, bytes: 0 })
  aged()
  expect(await sweepMarks()).toEqual({ files: 2, bytes: 0 })
  expect(await marks()).toEqual(own)
  expect(own).toEqual([expect.stringMatching(new RegExp(`-${objectId(aside)}$`))])
})

test('of an object that is aside none goes while its own is not there: it would be listed no more', async () => {
  const key = 's/d/only.csv'
  const receipt = await landed(key, eventMs)
  await quarantine(receipt, broken, undefined)
  const [own = ''] = (await marks()).filter((one) => one.endsWith(objectId(key)))
  opened.laptop.store.delete('work', own)
  await quarantine({ ...receipt, times: { event: eventMs - 5 } }, broken, undefined)
  const before = await marks()
  aged()
  expect(await sweepMarks()).toEqual({ files: 0, bytes: 0 })
  expect(await marks()).toEqual(before)
})
