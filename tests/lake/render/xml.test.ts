/** XML's records, however the bytes come. */
import { expect, test } from '@jest/globals'
import { jsonRestBytesMax, xmlPartMax } from '../../../lake/limits.ts'
import type { Lying } from '../../../lake/render/render.ts'
import { XmlParser } from '../../../lake/render/sax.ts'
import { readXml, type XmlRender } from '../../../lake/render/xml.ts'
import { XmlRecords } from '../../../lake/render/xmlrecords.ts'
import { inspectBytes } from '../inspect/lookinto.ts'

const render = (record: string[]): XmlRender => ({ reader: 'xml', as: 'csv', header: true, record })

async function rowsOf(text: string, record: string[], chunkBytes: number): Promise<string> {
  const bytes = Buffer.from(text)
  const object = {
    async *chunks() {
      for (let at = 0; at < bytes.length; at += chunkBytes)
        yield bytes.subarray(at, at + chunkBytes)
    },
  } as unknown as Lying
  const pieces: string[] = []
  for await (const piece of readXml(object, render(record))) pieces.push(String(piece))
  return pieces.join('')
}

const shop =
  '<s a="é">before<r><n>1</n><n>2</n></r>between<q><r><n>no</n></r></q><r b="&lt;"><n>3</n>more</r>after</s>'

test('nothing is lost: text around records, records at other paths, lists that are one in some rows', async () => {
  const expected = [
    'n,@b,#text,/s/@a,/s/q/r/n,/s',
    '"[""1"",""2""]",,,é,no,beforebetweenafter',
    '"[""3""]",<,more,é,no,beforebetweenafter',
    '',
  ].join('\n')
  for (const chunkBytes of [1, 2, 7, 1_000]) {
    expect(await rowsOf(shop, ['s', 'r'], chunkBytes)).toBe(expected)
  }
})

test('what is kept beside does not grow with the blanks between records', () => {
  const shape = { lists: new Set<string>(), nested: new Set<string>() }
  const records = new XmlRecords(['s', 'r'], shape)
  const beside = (): string => records.rest.map(([, text]) => text).join('')
  records.open('s', {})
  for (const blank of [' ', '\n  ', 'text', '\n  ', '\t', 'more', '\n', '\n']) {
    records.text(blank)
    records.open('r', {})
    records.close()
  }
  records.close()
  expect(beside()).toBe('text\n  more\n')
})

test('a text beside the records is as it is, whatever its parts, and is held no longer than it may be', async () => {
  const parts = '<s><x>a <![CDATA[ ]]>b&#32;&#32;</x><r/><r/></s>'
  expect(await rowsOf(parts, ['s', 'r'], 1_000)).toContain('a  b  ')
  const records = new XmlRecords(['s', 'r'])
  for (const name of ['s', 'x']) records.open(name, {})
  expect(() => {
    for (let i = 0; i < 10; i++) records.text('x'.repeat(jsonRestBytesMax / 4))
  }).toThrow('xml.rest-too-long')
})

test('a text, a tag or a comment without end is refused before it fills the memory', () => {
  const much = Buffer.alloc(1 << 20, 'x')
  for (const begin of ['<s><r><n>', '<s><n>', '<s><r n="', '<s><!--', '<s><r><n><![CDATA[']) {
    const parser = new XmlParser(new XmlRecords(['s', 'r']))
    parser.push(Buffer.from(begin))
    expect(() => {
      for (let held = 0; held <= xmlPartMax; held += much.length) parser.push(much)
    }).toThrow('xml.part-too-long')
  }
})

test('a root that is called as what every object has is one like others', async () => {
  const xml = '<constructor><r><n>1</n></r><r><n>2</n></r></constructor>'
  expect(await inspectBytes(Buffer.from(xml))).toMatchObject({ verdict: 'table' })
})

test('a document that is mostly beside its records is refused with a reason', async () => {
  const much = `<s><x>${'x'.repeat(jsonRestBytesMax + 1)}</x><r/><r/></s>`
  await expect(rowsOf(much, ['s', 'r'], 1_000)).rejects.toThrow('xml.rest-too-long')
})

test('what stands too deep is refused by that name, and no depth costs more than its bytes', async () => {
  const deep = `<s>${'<a>'.repeat(200_000)}`
  await expect(rowsOf(deep, ['s', 'r'], 10_000)).rejects.toThrow('xml.too-deep')
  await expect(inspectBytes(Buffer.from(deep))).rejects.toThrow('xml.too-deep')
  const inner = '<a>'.repeat(200) + '</a>'.repeat(200)
  const { render: found } = await inspectBytes(
    Buffer.from(`<s>${`<r>${inner}</r>`.repeat(500)}</s>`),
  )
  expect(found?.record).toEqual(['s', 'r'])
})

test('a part that is called as what every object has is kept', async () => {
  const xml = '<s><r><n><__proto__>1</__proto__><constructor>2</constructor></n></r><r/></s>'
  expect(await rowsOf(xml, ['s', 'r'], 1_000)).toContain(
    '{""__proto__"":""1"",""constructor"":""2""}',
  )
})
