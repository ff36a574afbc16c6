import { describe, expect, test } from '@jest/globals'
import { hintedPins, hintOwnerOf, metadataOf, uploadedPins, wordedPins } from '../../lake/hints.ts'
import { defined, hinted, pinnedIn, said, unsaid, versionOf } from '../../lake/interpretation.ts'
import type { Pins } from '../../schemas/interpretation.ts'

const refusal = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    const { code, detail } = (error as { reason: { code: string; detail: string } }).reason
    return `${code}: ${detail}`
  }
  return 'none'
}

test('the file beside the data is of one dataset, and of no folder within', () => {
  expect(hintOwnerOf('s/d/_hypatia.json')).toEqual({ source: 's', dataset: 'd' })
  for (const key of ['s/d/x/_hypatia.json', 's/d/hypatia.json', 's/_hypatia.json', '_hypatia.json'])
    expect(hintOwnerOf(key)).toBeUndefined()
})

test('it says pins in the API’s words, or is refused by name', () => {
  const text = '\ufeff{"delimiter": ";", "types": {"id": "string"}}'
  expect(hintedPins(Buffer.from(text))).toEqual({ delimiter: ';', types: { id: 'string' } })
  expect(refusal(() => hintedPins(Buffer.from('{"delimeter":";"}')))).toMatch(/delimeter/)
  expect(refusal(() => hintedPins(Buffer.from('{"skip":-1}')))).toMatch(/^hint.refused: .*skip/)
  expect(refusal(() => hintedPins(Buffer.from('{')))).toMatch(/no JSON/)
  expect(refusal(() => hintedPins(Buffer.alloc(600_000, 32)))).toMatch(/bytes/)
  expect(refusal(() => hintedPins(Buffer.from('{"quote":"","escape":"x"}')))).toMatch(/escape/)
})

test('an upload says them as a form does, or all at once as JSON', () => {
  expect(uploadedPins({ sha256: 'x', source: 's' })).toBeUndefined()
  const metadata = {
    ...{ 'hypatia-delimiter': 'tab', 'hypatia-quote': 'none', 'hypatia-header': 'false' },
    ...{ 'hypatia-skip': '2', 'hypatia-nulls': 'NA, -', 'hypatia-keys': '["a,b"]' },
    'hypatia-types': '{"a":"date"}',
  }
  expect(uploadedPins(metadata)).toEqual({
    ...{ delimiter: '\t', quote: '', header: false, skip: 2 },
    ...{ nulls: ['NA', '-'], keys: ['a,b'], types: { a: 'date' } },
  })
  expect(uploadedPins({ 'hypatia-record': 'space' })).toEqual({ record: 'space' })
  expect(refusal(() => uploadedPins({ 'hypatia-quote': 'constructor' }))).toMatch(/quote/)
  expect(uploadedPins({ 'hypatia-pins': '{"comment":"%"}' })).toEqual({ comment: '%' })
  expect(refusal(() => uploadedPins({ 'hypatia-skip': 'two' }))).toMatch(/^hint.refused: .*skip/)
  expect(refusal(() => uploadedPins({ 'hypatia-delimeter': ';' }))).toMatch(/delimeter/)
  expect(refusal(() => uploadedPins({ 'hypatia-types': '{' }))).toMatch(/hypatia-types/)
  for (const none of ['5', '[]', 'null', '"a"']) {
    expect(refusal(() => uploadedPins({ 'hypatia-pins': none }))).toMatch(/no JSON object/)
  }
})

test('a command line says them in the same words, and metadata in ASCII alone', () => {
  const pins = wordedPins(['delimiter=tab', 'record==a=b', 'nulls=keiner,—'])!
  expect(pins).toEqual({ delimiter: '\t', record: '=a=b', nulls: ['keiner', '—'] })
  const metadata = metadataOf(pins)
  expect(JSON.stringify(metadata)).toMatch(/^[ -~]*$/)
  expect(uploadedPins(metadata)).toEqual(pins)
  expect(wordedPins([])).toBeUndefined()
  expect(wordedPins(['names={"zip":"postcode"}'])).toEqual({ names: { zip: 'postcode' } })
  expect(refusal(() => wordedPins(['names={"zip":"zip"}']))).toMatch(/called so already/)
  expect(refusal(() => wordedPins(['delimeter=;']))).toMatch(/delimeter/)
  expect(refusal(() => wordedPins(['nulls=NA', 'nulls=-']))).toMatch(/"nulls".* said twice/)
})

describe('the interpretation', () => {
  const owner = { source: 's', dataset: 'd' }
  const who = { by: 'ann', nowMs: 1 }

  test('has another version with each word of the file, and none where it says the same', () => {
    expect(hinted(undefined, owner, undefined)).toBeUndefined()
    const first = hinted(undefined, owner, { skip: 1 })!
    expect(versionOf(first)).toBe(1)
    expect(hinted(first, owner, { skip: 1 })).toBe(first)
    const second = hinted(first, owner, { skip: 2 })!
    expect(versionOf(second)).toBe(2)
    const none = hinted(second, owner, undefined)!
    expect([versionOf(none), none.hint, pinnedIn(none)]).toEqual([3, undefined, undefined])
  })

  test('a person goes before an upload, an upload before the file; undone, the file holds again', () => {
    const hint = hinted(undefined, owner, { skip: 1, header: true, delimiter: ';' })!
    const all = said(hint, owner, { skip: 2 }, who)
    expect(pinnedIn(all, { header: false, skip: 3 })).toEqual({
      pins: { skip: 2, header: false, delimiter: ';' },
      by: { skip: 'a person', header: 'the upload', delimiter: '_hypatia.json' },
    })
    const names = said(
      hinted(undefined, owner, { names: { a: 'b', c: 'd' } }),
      owner,
      { names: { a: 'e' } },
      who,
    )
    expect(pinnedIn(names)?.pins.names).toEqual({ a: 'e', c: 'd' })
    const undone = unsaid(all, 2)!
    expect(pinnedIn(undone)?.pins).toEqual({ skip: 1, header: true, delimiter: ';' })
    expect(versionOf(undone)).toBe(3)
  })

  test('what renamings gave before is remembered, whoever said them and whether they were undone', () => {
    const first = said(undefined, owner, { names: { a: 'B' } }, who)
    expect(first.given).toBeUndefined()
    expect(said(first, owner, { names: { b: 'd' } }, who).given).toEqual(['b'])
    const undone = unsaid(first, 2)!
    expect(undone.given).toEqual(['b'])
    const hint = hinted(undone, owner, { names: { x: 'y' } })!
    expect(hint.given).toEqual(['b'])
    expect(hinted(hint, owner, undefined)!.given).toEqual(['b', 'y'])
    expect(said(hint, owner, { names: { y: 'z' } }, who).given).toEqual(['b', 'y'])
  })
})

test('a person goes before the upload, that before the definition, that before the file beside the data', () => {
  const owner = { source: 's', dataset: 'd' }
  const file = 'definitions/datasets/s_d.yml'
  const hint = {
    delimiter: '|',
    quote: '',
    header: true,
    skip: 1,
    types: { a: 'bigint', b: 'date' },
  } as const
  const definition = {
    pins: { delimiter: ';', quote: "'", header: false, types: { a: 'string' } } as Pins,
    file,
  }
  const before = hinted(undefined, owner, hint)
  const both = defined(before, owner, definition)!
  const all = said(both, owner, { delimiter: '#' }, { by: 'ann', nowMs: 1 })
  const { pins, by } = pinnedIn(all, { delimiter: '~', quote: '"' })!
  expect(pins).toEqual({
    ...hint,
    delimiter: '#',
    quote: '"',
    header: false,
    types: { a: 'string', b: 'date' },
  })
  expect(by).toMatchObject({
    delimiter: 'a person',
    quote: 'the upload',
    header: 'the definition',
    skip: '_hypatia.json',
  })
  expect(versionOf(both)).toBe(2)
  expect(defined(both, owner, { ...definition })).toBe(both)
  expect(versionOf(defined(both, owner, { ...definition, file: 'x.yml' }))).toBe(2)
  const less = defined(both, owner, undefined)!
  expect([less.defined, versionOf(less), less.hint]).toEqual([undefined, 3, hint])
  expect(defined(undefined, owner, undefined)).toBeUndefined()
  const named = defined(undefined, owner, { pins: { names: { a: 'B' } }, file })!
  expect(defined(named, owner, undefined)?.given).toEqual(['b'])
})
