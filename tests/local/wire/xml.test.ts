import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { formatXml, parseXml } from '../../../local/wire/xml.ts'

describe('XML', () => {
  test('what is written is read as it was', () => {
    const text = fc.string({ unit: 'binary' }).filter((one) => !one.includes('\0'))
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 2 }), (Key, Tag) => {
        expect(parseXml(formatXml('Root', { Key, Set: { Tag } }), 'Root')).toEqual({
          Key,
          Set: { Tag },
        })
      }),
    )
  })

  test('declarations, comments, attributes, prefixes and CDATA', () => {
    const document = `<?xml version="1.0"?><!-- no -->
      <s3:Root xmlns:s3="urn:x" a='1'><One b="2"/><Two><![CDATA[<&>]]>&#13;&#x1F600;&lt;</Two></s3:Root>`
    expect(parseXml(document, 'Root')).toEqual({ One: '', Two: '<&>\r\u{1f600}<' })
  })

  test('a thousand references and 300 KB are no attack', () => {
    const document = `<R>${'<Key>&amp;&lt;&gt;&quot;&apos;</Key>'.repeat(10_000)}</R>`
    expect(parseXml(document, 'R').Key).toHaveLength(10_000)
  })

  test.each([
    '',
    'text',
    '<R>',
    '<R></S>',
    '</R>',
    '<R/>text',
    '<R>&other;</R>',
    '<R>a & b</R>',
    '<!DOCTYPE R [<!ENTITY a "b">]><R>&a;</R>',
    '<R>&#x110000;</R>',
    `${'<R>'.repeat(100)}${'</R>'.repeat(100)}`,
    '<Other/>',
  ])('%s is malformed', (document) => {
    expect(() => parseXml(document, 'R')).toThrow(expect.objectContaining({ code: 'MalformedXML' }))
  })
})
