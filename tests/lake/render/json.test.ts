/** JSON as it streams by: what is JSON is V8's word, and a row is what the document has there, byte for byte. */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { kinds } from '../../../lake/inspect/jsonmembers.ts'
import { JsonScan } from '../../../lake/inspect/jsonscan.ts'
import { Quarantined } from '../../../lake/problem.ts'
import { type JsonRender, JsonRows, readJson } from '../../../lake/render/json.ts'
import { JsonTokens } from '../../../lake/render/jsontokens.ts'
import type { Lying } from '../../../lake/render/render.ts'

/** One value and nothing more, which is all that JSON.parse takes. */
function accepts(text: string, chunkBytes: number): boolean {
  const bytes = Buffer.from(text)
  let values = 0
  const value = (): undefined => {
    values++
  }
  const tokens = new JsonTokens({ depth: 0, value, valueEnd() {}, name() {}, nameEnd() {} })
  try {
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      tokens.push(bytes.subarray(at, at + chunkBytes))
    }
    tokens.end()
    return values === 1
  } catch (error) {
    if (error instanceof Quarantined) return false
    throw error
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const pieces = [
  ...['[', ']', '{', '}', ',', ':', '"', '\\', ' ', '\n', '\t', '0', '1', '-', '+', '.', 'e', 'E'],
  ...[
    'true',
    'false',
    'null',
    'nul',
    'NaN',
    '"a"',
    '"a":',
    '1.5',
    '\\u00e9',
    '\\n',
    'é',
    '//',
    "'",
  ],
]

test('within one array the grammar is that of JSON.parse, however the bytes come', () => {
  const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((all) => all.join(''))
  const wrapped = fc.oneof(
    texts.map((text) => `[${text}]`),
    texts.map((text) => `{"a":${text}}`),
  )
  fc.assert(
    fc.property(wrapped, fc.integer({ min: 1, max: 9 }), (text, chunkBytes) => {
      expect([text, accepts(text, chunkBytes)]).toEqual([text, parses(text)])
    }),
    { numRuns: 5_000 },
  )
})

test('JSON with a few characters changed', () => {
  const change = fc.tuple(fc.nat(200), fc.nat(2), fc.constantFrom('', ...pieces))
  const json = fc.json({ maxDepth: 3 }).map((text) => `[${text}]`)
  fc.assert(
    fc.property(json, change, fc.integer({ min: 1, max: 50 }), (text, [at, remove, insert], n) => {
      const changed = text.slice(0, at) + insert + text.slice(at + remove)
      const isHalf = /\\u[dD][89a-fA-F]/.test(changed) // of which JSON.parse makes half a character
      if (!isHalf) expect([changed, accepts(changed, n)]).toEqual([changed, parses(changed)])
    }),
    { numRuns: 3_000 },
  )
})

function lying(text: string, chunkBytes: number): Lying {
  const bytes = Buffer.from(text)
  return {
    async *chunks() {
      for (let at = 0; at < bytes.length; at += chunkBytes)
        yield bytes.subarray(at, at + chunkBytes)
    },
  } as unknown as Lying
}

async function rowsOf(text: string, render: JsonRender, chunkBytes: number): Promise<string[]> {
  const object = lying(text, chunkBytes)
  const pieces: Uint8Array[] = []
  for await (const piece of readJson(object, render)) pieces.push(Buffer.from(piece as Uint8Array))
  const lines = Buffer.concat(pieces).toString('utf8').split('\n')
  expect(lines.pop() ?? '').toBe('')
  return lines
}

const plain = { reader: 'json', as: 'ndjson', rows: 'objects' } as const

function scanned(pieces: Uint8Array[]) {
  const scan = new JsonScan()
  for (const piece of pieces) scan.push(piece)
  const facts = scan.end()
  return { facts, ...scan.members() }
}

/** What the reader says of its rows is what whoever reads their lines finds; kinds may be more, as of a row that is cut. */
async function expectSeen(text: string, render: JsonRender, chunkBytes: number): Promise<void> {
  const read = readJson(lying(text, chunkBytes), render)
  const pieces: Buffer[] = []
  for await (const piece of read) pieces.push(Buffer.from(piece as Uint8Array))
  const { all: facts, members } = { all: read.seen!.all, members: read.seen!.members() }
  const expected = scanned(pieces)
  expect({ facts, structure: members?.structure }).toEqual({
    facts: expected.facts,
    structure: expected.structure,
  })
  for (const line of members ? Buffer.concat(pieces).toString().trimEnd().split('\n') : []) {
    for (const [name, kind] of scanned([Buffer.from(line)]).kinds ?? []) {
      const own = members!.kinds.get(name) ?? 0
      expect([line, own, (own & kind) !== 0 || (own & kinds.other) !== 0]).toEqual([
        line,
        own,
        true,
      ])
    }
  }
}

const record = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 2 }))
const layout = fc.constantFrom(undefined, 1, '\t')

test('each element of an array is a row, whatever its layout', async () => {
  const chunkBytes = fc.integer({ min: 1, max: 40 })
  await fc.assert(
    fc.asyncProperty(fc.array(record), layout, chunkBytes, async (rows, space, bytes) => {
      const text = JSON.stringify(rows, null, space)
      const found = await rowsOf(text, { ...plain, path: [] }, bytes)
      expect(found.map((row) => JSON.parse(row))).toEqual(JSON.parse(text))
    }),
    { numRuns: 300 },
  )
})

test('of a wrapped array nothing is lost: what stands beside it, before or after, is in each row', async () => {
  const page = fc.record({ before: fc.jsonValue(), rows: fc.array(record), after: fc.jsonValue() })
  await fc.assert(
    fc.asyncProperty(
      fc.array(page, { minLength: 1, maxLength: 3 }),
      layout,
      async (pages, space) => {
        const text = pages
          .map(({ before, rows, after }) =>
            JSON.stringify({ a: { before, rows }, after }, null, space),
          )
          .join('')
        const found = await rowsOf(text, { ...plain, path: ['a', 'rows'] }, 7)
        const expected = (JSON.parse(JSON.stringify(pages)) as typeof pages).flatMap((one) => {
          const rest = { '$.a.before': one.before, '$.after': one.after }
          return one.rows.length === 0 ? [rest] : one.rows.map((row) => ({ ...row, ...rest }))
        })
        expect(found.map((row) => JSON.parse(row))).toEqual(expected)
      },
    ),
    { numRuns: 200 },
  )
})

test('digits, escapes and members that come twice stay as they are written', async () => {
  const text = '[{"a":1.50,"b":"\\u00e9\\/","a":12345678901234567.89} ,{"c":1E400}]'
  expect(await rowsOf(text, { ...plain, path: [] }, 3)).toEqual([
    '{"a":1.50,"b":"\\u00e9\\/","a":12345678901234567.89}',
    '{"c":1E400}',
  ])
})

test('a document that is broken late says where', () => {
  const rows = new JsonRows({ ...plain, path: [] }, () => {})
  rows.push(Buffer.from('[\n{"a":1},\n'))
  expect(() => rows.push(Buffer.from('{"a":tru}]'))).toThrow(
    /Line 3, character 9: The word "true" goes on with }/,
  )
})

test('what the reader knows of its rows is what a scan of their lines finds', async () => {
  const words = ['1', '-0', '1.5', '"x"', '"\\u00e9"', 'null', 'true', '[{"b":1}]', '{"B":2}']
  const long = ['12345678901234567.89', '1E400', '1234567890123456789', '0.1234567890123456']
  const value = fc.constantFrom(...words, ...words, ...long)
  const name = fc.constantFrom('"a"', '"A"', '"a"', '"b"', '"c d"', '"\\u0061"')
  const blank = fc.constantFrom('', '', '', ' ', '\n', '\r\n  ')
  const member = fc.tuple(name, blank, value, blank).map(([n, a, v, b]) => `${n}:${a}${v}${b}`)
  const object = fc.array(member, { maxLength: 3 }).map((members) => `{${members.join(',')}}`)
  const row = fc.oneof({ arbitrary: object, weight: 9 }, { arbitrary: value, weight: 1 })
  const rows = fc.array(row, { maxLength: 12 }).map((all) => [...all, ...all])
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 400 }), async (all, bytes) => {
      await expectSeen(`[${all.join(',\n')}]`, { ...plain, path: [] }, bytes)
    }),
    { numRuns: 1_000 },
  )
  const features = { ...plain, rows: 'features' as const, path: [] }
  expect(readJson(lying('[{"a":1}]', 9), features).seen).toBeUndefined()
})
