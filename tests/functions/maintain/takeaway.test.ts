/** What maintain is asked to take away it takes only where a receipt and a copy allow it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { putBytes } from '../../../aws/s3.ts'
import { takeAway } from '../../../functions/maintain/takeaway.ts'
import { quarantineKey } from '../../../lake/key.ts'
import { receiptKey } from '../../../lake/receipt.ts'
import { type Opened, openLaptop } from './laptop.ts'

let opened: Opened
beforeAll(async () => {
  opened = await openLaptop()
})
afterAll(() => opened.close())

const key = 's/d/a.csv'
const bytes = 'id\n"torn'

async function landed(state: string, aside?: string): Promise<string> {
  const put = await putBytes({ bucket: 'raw', key }, bytes)
  const { versionId = '' } = put
  const content = { etag: put.etag.replaceAll('"', ''), bytes: bytes.length }
  const object = { bucket: 'raw', key, versionId, ...content, sequencer: '01' }
  const receipt = { object, state, quarantineKey: quarantineKey(key), partitions: [] }
  await putBytes({ bucket: 'work', key: receiptKey(key) }, JSON.stringify(receipt))
  opened.laptop.store.delete('raw', quarantineKey(key))
  if (aside) await putBytes({ bucket: 'raw', key: quarantineKey(key) }, aside)
  return versionId
}

const isThere = (versionId: string): boolean => {
  try {
    return opened.laptop.store.head('raw', key, versionId) !== undefined
  } catch {
    return false
  }
}

test('a version in quarantine whose copy lies aside goes, and asking again harms nobody', async () => {
  const older = await landed('committed')
  const versionId = await landed('quarantined', bytes)
  for (let i = 0; i < 2; i++) await takeAway({ kind: 'takeAway', key, versionId })
  expect([isThere(versionId), isThere(older)]).toEqual([false, true])
})

test('a copy whose ETag is another goes by its checksum: a key of KMS makes ETags of its own', async () => {
  const versionId = await landed('quarantined', bytes)
  const { database } = opened.laptop.state
  database.prepare("UPDATE s3_versions SET etag = 'kms' WHERE key LIKE '%_quarantine%'").run()
  await takeAway({ kind: 'takeAway', key, versionId })
  expect(isThere(versionId)).toBe(false)
})

test.each([
  ['whose receipt says that it is a table’s', 'committed', bytes],
  ['whose copy is gone', 'quarantined', undefined],
  ['whose copy is another file', 'quarantined', `${bytes} and more`],
  ['whose copy is another file of as many bytes', 'quarantined', bytes.toUpperCase()],
])('a version %s stays', async (_what, state, aside) => {
  const versionId = await landed(state, aside)
  await takeAway({ kind: 'takeAway', key, versionId })
  expect(isThere(versionId)).toBe(true)
})

test('another version than the receipt’s stays, and so does what has no receipt', async () => {
  const older = await landed('quarantined', bytes)
  await landed('quarantined', bytes)
  await takeAway({ kind: 'takeAway', key, versionId: older })
  await takeAway({ kind: 'takeAway', key: 's/d/b.csv', versionId: older })
  expect(isThere(older)).toBe(true)
})
