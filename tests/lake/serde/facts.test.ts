import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { inspect } from '../../../lake/inspect/inspect.ts'
import type { Inspection } from '../../../lake/inspect/inspection.ts'
import { sourceColumns } from '../../../lake/normalise.ts'
import { Quarantined } from '../../../lake/problem.ts'
import { shapeOf } from '../../../lake/serde/shape.ts'
import { readsFaithfully } from './faithful.ts'

/** Whether the inspection's facts alone keep what a SerDe would misread from being published. */
async function judge(text: string): Promise<'asset' | 'withheld' | 'faithful'> {
  const bytes = Buffer.from(text)
  const inspection = await inspected(bytes)
  if (inspection?.verdict !== 'table') return 'asset'
  const { text: facts } = inspection
  const columns = sourceColumns({
    path: '',
    key: 's/d/f',
    inspection,
    partitions: [],
    ...(facts && { facts }),
  })
  const verdict = shapeOf(inspection, 's/d/f', columns)
  if ('withheld' in verdict) return 'withheld'
  const { shape } = verdict
  for (const serde of shape.serdes) {
    expect({
      serde,
      text,
      difference: readsFaithfully(bytes, { ...shape, serdes: [serde] }),
    }).toEqual({
      serde,
      text,
      difference: undefined,
    })
  }
  return 'faithful'
}

async function inspected(bytes: Buffer): Promise<Inspection | undefined> {
  const object = { key: 's/d/f', bytes: bytes.length }
  try {
    return await inspect(object, async (start, end) => bytes.subarray(start, end))
  } catch (error) {
    if (error instanceof Quarantined) return undefined
    throw error
  }
}

describe('what the facts let through reads faithfully', () => {
  const verdicts = new Map<string, number>()
  const count = (verdict: string) => verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)

  test('CSV', async () => {
    const piece = fc.constantFrom(
      'a',
      '1',
      ',',
      ',',
      '"',
      '""',
      '"x"',
      '\\',
      '\\N',
      '\n',
      '\n',
      '\r\n',
      '\r',
      ' ',
      "'",
      'é',
      '\0',
    )
    const lines = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(''))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('id,b\n', 'id,b,c\n', 'x\n', ''),
        lines,
        async (header, rest) => {
          count(await judge(header + rest))
        },
      ),
      { numRuns: 1500 },
    )
    expect(verdicts.get('faithful')).toBeGreaterThan(100)
  })

  test('JSON lines', async () => {
    const key = fc.constantFrom('a', 'A', 'b', 'a b', 'ä', '')
    const leaf = fc.oneof(
      fc.constantFrom(
        null,
        true,
        1,
        -0,
        1.5,
        1e21,
        'x',
        '',
        '2024-01-01',
        '2024-01-01T00:00:00Z',
        '007',
        'true',
        '1',
      ),
      fc.bigInt({ min: 0n, max: 2n ** 53n }).map(Number),
      fc.string(),
    )
    const value = fc.oneof(
      leaf,
      fc.array(leaf, { maxLength: 2 }),
      fc.dictionary(key, leaf, { minKeys: 1, maxKeys: 2 }),
    )
    const line = fc
      .dictionary(key, value, { minKeys: 1, maxKeys: 3 })
      .map((row) => JSON.stringify(row))
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 4 }), async (all) => {
        count(await judge(`${all.join('\n')}\n`))
      }),
      { numRuns: 1000 },
    )
  })
})
