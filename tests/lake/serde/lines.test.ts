import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { lineCutter, linesOf } from '../../../lake/serde/lines.ts'

/** Byte by byte, as the engine's own reader has it. */
function plainly(text: string): string[] {
  const lines: string[] = []
  let line = ''
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\r' && text[i] !== '\n') line += text[i]
    else {
      lines.push(line)
      line = ''
      if (text[i] === '\r' && text[i + 1] === '\n') i++
    }
  }
  return line === '' ? lines : [...lines, line]
}

test('lines are the same however the bytes come', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\r\n', 'é', '"') })
  const skipped = fc.record({ headerLines: fc.nat(2), footerLines: fc.nat(2) })
  fc.assert(
    fc.property(
      text,
      fc.integer({ min: 1, max: 5 }),
      skipped,
      (content, size, { headerLines, footerLines }) => {
        const bytes = Buffer.from(content)
        const cutter = lineCutter({ headerLines, footerLines })
        const blocks: (string | undefined)[] = []
        for (let at = 0; at < bytes.length; at += size) {
          blocks.push(cutter.push(bytes.subarray(at, at + size)))
        }
        blocks.push(cutter.end())
        const lines = blocks.flatMap((block) => (block === undefined ? [] : block.split('\n')))
        const all = plainly(content).slice(headerLines)
        const expected = footerLines > 0 ? all.slice(0, -footerLines) : all
        expect(lines).toEqual(expected)
        expect(linesOf(bytes, { headerLines, footerLines })).toEqual(expected)
      },
    ),
    { numRuns: 500 },
  )
})
