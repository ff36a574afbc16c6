/** Bytes that mean nothing are an asset, which stays at its key: nobody has broken a text or an archive there. */
import { createCipheriv } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { Quarantined } from '../../../lake/problem.ts'
import { inspectBytes } from './lookinto.ts'

/** The same each time. */
function noise(): (bytes: number) => Buffer {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16))
  return (bytes) => cipher.update(Buffer.alloc(bytes))
}

async function verdictOf(bytes: Buffer): Promise<string> {
  try {
    const { verdict, reason } = await inspectBytes(bytes)
    return reason?.code ?? verdict
  } catch (error) {
    if (error instanceof Quarantined) return error.reason.code
    throw error
  }
}

test('of 20,000 random files none is broken, and none is a table', async () => {
  const draw = noise()
  const verdicts = new Set<string>()
  for (let i = 0; i < 20_000; i++) verdicts.add(await verdictOf(draw(200 + (i % 400))))
  for (let kib = 1; kib <= 64; kib *= 2) verdicts.add(await verdictOf(draw(kib * 1024)))
  expect([...verdicts]).toEqual(['asset.binary'])
}, 60_000)

test('two bytes are no archive that is broken; what is packed has three, and flags that there are', async () => {
  const draw = noise()
  for (const start of ['1f8b00', '1f8b07', '1f8b09', '1f8bff', '1f8b0820', '1f8b08ff']) {
    for (let i = 0; i < 200; i++) {
      const bytes = Buffer.concat([Buffer.from(start, 'hex'), draw(300)])
      expect([start, await verdictOf(bytes)]).toEqual([start, 'asset.binary'])
    }
  }
  const packed = Buffer.concat([Buffer.from('1f8b080000000000', 'hex'), draw(300)])
  expect(await verdictOf(packed)).toBe('gzip.corrupt')
})

test.each([
  ['one byte of another encoding', Buffer.concat([text(), Buffer.from([0xff]), text()])],
  ['a control character too', Buffer.concat([text(), Buffer.from([0x81, 2, 0xff]), text()])],
  ['letters of a code page that is none of the web', Buffer.concat([text(), greek(), text()])],
])('a text with %s is a broken text', async (_, bytes) => {
  expect(await verdictOf(bytes)).toBe('text.invalid-utf-8')
})

function text(): Buffer {
  return Buffer.from('1,München,Zoë\n2,Besançon,café\n3,Москва,Ωμέγα\n')
}

/** Of code page 737. */
function greek(): Buffer {
  return Buffer.from('312c909f86898c810a332c8480a78e9f85910a', 'hex')
}
