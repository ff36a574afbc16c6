/** What lay at a key before its bucket kept versions is the version `null`: itself, and not what lies over it by now. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { copyWithin } from '../../aws/copy.ts'
import { presignGet } from '../../aws/presign.ts'
import { getBytes, getFirst, headObject } from '../../aws/s3.ts'
import { type Opened, openLaptop } from '../functions/maintain/laptop.ts'

let opened: Opened
beforeAll(async () => {
  opened = await openLaptop({ versioned: false })
})
afterAll(() => opened.close())

const object = { bucket: 'raw', key: 's/d/a.csv', versionId: 'null' }
const before = 'id\n1\n'
const limits = { atOnceBytesMax: 1, partBytes: 5 * 1024 * 1024 }

/** By each way there is to read it. */
async function read(): Promise<(string | undefined)[]> {
  const { store } = opened.laptop
  await copyWithin({ ...object, bytes: before.length }, 'copy')
  await copyWithin({ ...object, bytes: before.length }, 'parts', limits)
  const { bytes } = await getFirst(object, before.length)
  const shown = await fetch(await presignGet(object, 'a.csv', 'text/csv'))
  return [
    `${await getBytes(object)}`,
    Buffer.from(bytes).toString(),
    await shown.text(),
    `${await store.get('raw', 'copy')}`,
    `${await store.get('raw', 'parts')}`,
    (await headObject(object))?.etag,
  ]
}

test('it is read, copied and shown as it was, before versions are kept, after it, and beneath another', async () => {
  const { store } = opened.laptop
  const { etag } = await store.put('raw', object.key, before)
  const all = [before, before, before, before, before, etag]
  expect(await read()).toEqual(all)
  store.buckets.change('raw', { versioning: 'Enabled' })
  expect(await read()).toEqual(all)
  await store.put('raw', object.key, 'id\n2\n')
  expect(await read()).toEqual(all)
  store.delete('raw', object.key)
  expect(await read()).toEqual(all)
})
