/** NULs and Ctrl-Z behind a text's end are no part of it, however the bytes come; a NUL within is kept. */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { paddingOf, unpadded } from '../../../lake/inspect/encoding/padding.ts'
import { shapeOf } from '../../../lake/serde/shape.ts'
import { inspectBytes } from './lookinto.ts'

const pieces = fc.array(fc.constantFrom('a', '\n', '\0', '\x1a', 'é', ',,'), { maxLength: 12 })

function withoutEnd(text: string): string {
  return text.endsWith('\0') || text.endsWith('\x1a') ? withoutEnd(text.slice(0, -1)) : text
}

test('what streams by is the text without its padding', () => {
  fc.assert(
    fc.property(pieces, fc.integer({ min: 1, max: 5 }), (parts, size) => {
      const bytes = Buffer.from(parts.join(''))
      const text = unpadded()
      const out: Buffer[] = []
      for (let at = 0; at < bytes.length; at += size)
        out.push(text.push(bytes.subarray(at, at + size)))
      const kept = Buffer.concat(out).toString()
      expect(kept).toBe(withoutEnd(bytes.toString()))
      expect(text.end()).toBe(kept.length < bytes.toString().length)
      if (!kept.includes('\0') && kept !== '')
        expect(paddingOf(bytes)).toBe(bytes.length - Buffer.from(kept).length)
    }),
  )
})

test('a padded CSV is a table whose raw one is withheld; UTF-16 has its NULs', async () => {
  const padded = await inspectBytes(Buffer.from(`a,b\n1,2\n3,4\n${'\0'.repeat(5_000)}`))
  expect(padded).toMatchObject({ verdict: 'table', padding: true })
  expect(shapeOf(padded, 's/d/x.csv')).toMatchObject({ withheld: { code: 'text.padding' } })
  const both = `a,b\n1,2\n3,x\0y\n${'z,'.repeat(60)}\n`
  const within = await inspectBytes(Buffer.from(`${both}${'\0'.repeat(500)}`))
  expect(within).toMatchObject({ verdict: 'table', padding: true })
  const wide = await inspectBytes(Buffer.from('a,b\n1,2\n3,4\n', 'utf16le'))
  expect(wide).toMatchObject({ verdict: 'table', encoding: 'utf-16le' })
  expect(wide).not.toHaveProperty('padding')
})

test('text behind more marks of the end than are kept is refused, and no byte of them is lost in silence', () => {
  const chunks = (byte: string) => [...Array<Buffer>(20).fill(Buffer.alloc(100_000, byte))]
  const outOf = (all: Buffer[]): Buffer => {
    const text = unpadded()
    return Buffer.concat(all.map((chunk) => text.push(chunk)))
  }
  const more = Buffer.from('3,4\n')
  expect(() => outOf([more, ...chunks('\x1a'), more])).toThrow('text.padding-within')
  expect(outOf([more, ...chunks('\x1a')])).toEqual(more)
  expect(() => outOf([more, ...chunks('\0'), more])).toThrow('text.padding-within')
  expect(outOf([more, ...chunks('\x1a').slice(0, 5), more])).toHaveLength(500_008)
})
