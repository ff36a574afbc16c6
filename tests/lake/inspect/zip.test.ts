/** A ZIP archive whose directory lies: the reader is told, and nobody else. */
import { expect, test } from '@jest/globals'
import { unzipped } from '../../../lake/inspect/binary/zip.ts'

async function* chunks(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(100, 1)
}

test.each([0, 8] as const)('no file where the directory has one (method %d)', async (method) => {
  const member = { name: 'a.csv', at: 0, bytes: 50, method, crc: 0 }
  const read = async (): Promise<void> => {
    for await (const _ of unzipped(chunks(), member));
  }
  await expect(read()).rejects.toThrow('no file where the directory has one')
})
