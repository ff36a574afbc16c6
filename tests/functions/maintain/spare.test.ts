/** Copies in quarantine that nobody names go, and never the only one of its bytes. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { quarantine, retryQuarantined } from '../../../aws/quarantine.ts'
import { getJson, headObject, putBytes } from '../../../aws/s3.ts'
import { sweepSpares } from '../../../functions/maintain/spare.ts'
import { takeAway } from '../../../functions/maintain/takeaway.ts'
import { quarantineKey, reasonKey } from '../../../lake/key.ts'
import { type Receipt, receiptKey } from '../../../lake/receipt.ts'
import { type Opened, openLaptop } from './laptop.ts'

let opened: Opened
beforeAll(async () => {
  opened = await openLaptop()
})
afterAll(() => opened.close())

const broken = { code: 'csv.quote', detail: 'A quote is never closed.', remedy: 'Close it.' }

/** What its worker makes of the version, as the receipt was found. */
async function received(key: string, text: string, sequencer: string) {
  const found = await getJson<Receipt>('work', receiptKey(key))
  const { versionId = '', etag } = await putBytes({ bucket: 'raw', key }, text)
  const content = { etag: etag.replaceAll('"', ''), bytes: text.length }
  const object = { bucket: 'raw', key, versionId, ...content, sequencer }
  const times = { event: Date.now() }
  const receipt: Receipt = { object, state: 'landed', partitions: [], staged: false, times }
  return { receipt, found }
}

const written = (receipt: Receipt) =>
  putBytes({ bucket: 'work', key: receiptKey(receipt.object.key) }, JSON.stringify(receipt))

const copiesOf = (key: string): string[] =>
  [...opened.laptop.store.versions.every('raw', Buffer.from(key))]
    .filter((one) => one.key === key)
    .map(({ versionId }) => versionId)

const aged = (days: number) =>
  opened.laptop.state.database
    .prepare('UPDATE s3_versions SET modified_ms = ?')
    .run(Date.now() - days * 86_400_000)

test.each(['s/d/late.csv', 'nowhere.csv'])(
  '%s: of two workers’ copies the named one stays',
  async (key) => {
    const { receipt, found } = await received(key, 'id\n"torn', '01')
    const named = (await quarantine(receipt, broken, found))?.quarantineVersion ?? ''
    expect(await quarantine(receipt, broken, found)).toBeUndefined()
    expect(copiesOf(quarantineKey(key))).toHaveLength(2)
    expect(copiesOf(reasonKey(key))).toHaveLength(2)
    await takeAway({ kind: 'takeAway', key, versionId: receipt.object.versionId })
    expect(copiesOf(key)).toEqual([])
    aged(2)
    expect(await sweepSpares()).toEqual({ files: 0, bytes: 0 })
    aged(4)
    expect(await sweepSpares()).toEqual({ files: 1, bytes: 8 })
    expect(copiesOf(quarantineKey(key))).toEqual([named])
    const [reason, ...others] = copiesOf(reasonKey(key))
    expect(others).toEqual([])
    const said = await getJson<{ copy: string }>('raw', reasonKey(key))
    expect([reason, said?.value.copy]).toEqual([expect.any(String), named])
    expect(await sweepSpares()).toEqual({ files: 0, bytes: 0 })
  },
)

test('the copy of a version that was replaced before its receipt said so goes: it lies beneath still', async () => {
  const key = 's/d/replaced.csv'
  const { receipt, found } = await received(key, 'id\n"torn', '01')
  const { receipt: next } = await received(key, 'id\n1\n', '02')
  await written({ ...next, state: 'committed' })
  expect(await quarantine(receipt, broken, found)).toBeUndefined()
  aged(4)
  expect(await sweepSpares()).toEqual({ files: 1, bytes: 8 })
  expect(copiesOf(quarantineKey(key))).toEqual([])
  expect(copiesOf(reasonKey(key))).toEqual([])
  expect(copiesOf(key)).toHaveLength(2)
})

test('what has landed again goes aside, with the markers over it', async () => {
  const key = 's/d/again.csv'
  const { receipt, found } = await received(key, 'id\n"torn', '01')
  const aside = await quarantine(receipt, broken, found)
  await takeAway({ kind: 'takeAway', key, versionId: receipt.object.versionId })
  await retryQuarantined(aside!)
  const { versionId = '' } = (await headObject({ bucket: 'raw', key })) ?? {}
  const object = { ...receipt.object, versionId, sequencer: '03' }
  await written({ ...receipt, object, state: 'committed' })
  expect(copiesOf(quarantineKey(key))).toHaveLength(2)
  aged(4)
  expect(await sweepSpares()).toEqual({ files: 1, bytes: 8 })
  await sweepSpares()
  expect(copiesOf(quarantineKey(key))).toEqual([])
  expect(copiesOf(reasonKey(key))).toEqual([])
  expect(copiesOf(key)).toEqual([versionId])
})

test('the only copy stays, though nobody names it: a version of other bytes has taken its place', async () => {
  const key = 's/d/only.csv'
  const { receipt, found } = await received(key, 'id\n"torn', '01')
  await quarantine(receipt, broken, found)
  await takeAway({ kind: 'takeAway', key, versionId: receipt.object.versionId })
  const { receipt: next } = await received(key, 'id\n"TORN', '02')
  await written({ ...next, state: 'committed' })
  const [only] = copiesOf(quarantineKey(key))
  aged(400)
  expect(await sweepSpares()).toEqual({ files: 0, bytes: 0 })
  expect(copiesOf(quarantineKey(key))).toEqual([only])
})
