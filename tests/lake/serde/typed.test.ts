/** Avro and ORC have a raw table where Trino reads of it what was written, and none where it is not known to. */
import { describe, expect, test } from '@jest/globals'
import { inspect } from '../../../lake/inspect/inspect.ts'
import { joinShapes, type RawVerdict, shapeOf } from '../../../lake/serde/shape.ts'
import { rawTableInput } from '../../../lake/serde/tableinput.ts'
import { type TypedGolden, typedGoldens } from './typedgolden.ts'

async function verdictOf(files: TypedGolden['files']): Promise<RawVerdict> {
  let joined: RawVerdict | undefined
  for (const { name, bytes } of files) {
    const key = `s/d/${name}`
    const read = async (start: number, end: number) => bytes.subarray(start, end)
    const verdict = shapeOf(await inspect({ key, bytes: bytes.length }, read), key)
    if ('withheld' in verdict) return verdict
    joined = !joined || 'withheld' in joined ? verdict : joinShapes(joined.shape, verdict.shape)
    if ('withheld' in joined) return joined
  }
  return joined!
}

const goldens = typedGoldens()

test('there are tables of both formats, and files without one', () => {
  expect(goldens.filter(({ rows }) => rows).length).toBeGreaterThan(10)
  expect(goldens.filter(({ withheld }) => withheld).length).toBeGreaterThan(12)
})

describe('the table is the one that Trino read, in whatever order its files come', () => {
  test.each(goldens.map((golden) => [golden.name, golden] as const))('%s', async (_, golden) => {
    for (const files of [golden.files, golden.files.toReversed()]) {
      const verdict = await verdictOf(files)
      if ('withheld' in verdict) {
        expect(verdict.withheld.code).toBe(golden.withheld)
        continue
      }
      const { Columns, SerdeInfo } = rawTableInput('t', 's3://b/', verdict.shape).StorageDescriptor
      const columns = Object.fromEntries(Columns.map(({ Name, Type }) => [Name, Type]))
      expect(columns).toEqual(golden.columns)
      expect(SerdeInfo.Parameters['avro.schema.literal']).toBe(golden.literal)
      const again = joinShapes(verdict.shape, verdict.shape)
      expect(again).toEqual(verdict)
    }
  })
})

test.each(['gz', 'zst'])('a file of Avro is one, whatever it is called: a.%s', async (suffix) => {
  const golden = goldens.find(({ name }) => name === 'avro_deflate')!
  const files = golden.files.map(({ bytes }) => ({ name: `a.${suffix}`, bytes }))
  expect(await verdictOf(files)).toHaveProperty('shape')
})
