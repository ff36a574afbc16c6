/** Texts in every encoding that data comes in are told apart by their bytes alone, and no byte of them changes. */
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { strictDecoder, utf8Of } from '../../../lake/inspect/encoding/decode.ts'
import { encodedAs } from '../../../lake/inspect/encoding/encode.ts'
import { encodingOf } from '../../../lake/inspect/encoding/encoding.ts'
import { Quarantined } from '../../../lake/problem.ts'
import { inspectBytes } from './lookinto.ts'

/** What TextDecoder reads, backwards: every one or two bytes by what they mean. */
function encoder(encoding: string): (text: string) => Buffer {
  const bytes = new Map<string, number[]>()
  const learn = (...code: number[]): void => {
    const text = utf8Of(encoding, Uint8Array.from(code), true)?.toString()
    if (text && [...text].length === 1 && !bytes.has(text)) bytes.set(text, code)
  }
  for (let lead = 0; lead < 256; lead++) learn(lead)
  const isDouble = ['shift_jis', 'euc-jp', 'gb18030', 'big5', 'euc-kr'].includes(encoding)
  for (let lead = 0x81; isDouble && lead < 0xff; lead++) {
    for (let trail = 0x40; trail < 0xff; trail++) learn(lead, trail)
  }
  return (text) =>
    Buffer.from(
      [...text].flatMap((character) => {
        const code = bytes.get(character)
        if (!code) throw new Error(`${encoding} has no ${character}`)
        return code
      }),
    )
}

const wide: Record<string, (text: string) => Buffer> = {
  'utf-16le': (text) => Buffer.from(text, 'utf16le'),
  'utf-16be': (text) => Buffer.from(text, 'utf16le').swap16(),
  'utf-32le': (text) => Buffer.from(Uint32Array.from([...text], (c) => c.codePointAt(0)!).buffer),
  'utf-32be': (text) => wide['utf-32le']!(text).swap32(),
}

const texts: [encoding: string, words: string][] = [
  ['windows-1252', 'Élodie,Besançon,Müller,Größe,España,niño,São Paulo,Göteborg,København'],
  ['windows-1252', 'café'],
  ['windows-1252', '“quoted” – 5 € – it’s,Straße'],
  ['iso-8859-15', 'Preis €,Müller,Köln'],
  ['windows-1250', 'Łódź,Gdańsk,Świętokrzyskie,Małgorzata,źródło'],
  ['iso-8859-2', 'Příbram,Žďár,jméno,město,Kateřina,částečně'],
  ['windows-1251', 'Анна,Омск,Москва,Екатеринбург,имя,город'],
  ['koi8-r', 'Иван,Тула,Санкт-Петербург,Сергей'],
  ['ibm866', 'Анна,Омск,Москва,улица'],
  ['windows-1253', 'Αθήνα,Θεσσαλονίκη,όνομα,πόλη'],
  ['windows-1254', 'İstanbul,Eskişehir,Diyarbakır,güneş,şehir'],
  ['windows-1255', 'ירושלים,חיפה,דוד,רחוב'],
  ['windows-1256', 'القاهرة,بغداد,المدينة,محمد'],
  ['windows-1257', 'Šiauliai,ąžuolas,žmogus,Jūratė,Klaipėda'],
  ['windows-874', 'กรุงเทพ,เชียงใหม่,เมือง'],
  ['shift_jis', '東京,りんご,コーヒー,山田太郎'],
  ['euc-jp', '大阪,データ,ひらがな,鈴木花子'],
  ['gb18030', '北京,上海,价格,公司,数据'],
  ['big5', '臺北,高雄,價格,資料'],
  ['euc-kr', '서울,부산,데이터,회사'],
  ...Object.keys(wide).map((encoding): [string, string] => [encoding, 'Zoë,Анна,naïve €']),
]

test.each(texts)('%s: %s', async (encoding, words) => {
  const encode = wide[encoding] ?? encoder(encoding)
  const rows = words.split(',').map((word, i) => `${i + 1};${word};x`)
  const text = `id;name;note\r\n${rows.join('\r\n')}\r\n`
  const bytes = encode(text)
  const inspection = await inspectBytes(bytes)
  expect([inspection.encoding, inspection.text?.rows]).toEqual([encoding, rows.length])
  expect(utf8Of(encoding, bytes, true)?.toString()).toBe(text)
  expect(inspection.evidence[0]).toContain(encoding)
})

test('a byte order mark is no part of the first name', async () => {
  for (const [encoding, encode] of Object.entries(wide)) {
    const { columns } = await inspectBytes(encode('\ufeffid,name\n1,Zoë\n'))
    expect([encoding, columns.map(({ name }) => name)]).toEqual([encoding, ['id', 'name']])
  }
})

test('JSON lines in UTF-16', async () => {
  const { format, columns } = await inspectBytes(
    wide['utf-16le']!('{"имя":"Анна"}\n{"имя":"Zoë"}\n'),
  )
  expect([format, columns[0]?.original ?? columns[0]?.name]).toEqual(['ndjson', 'имя'])
})

test('a UTF-8 text with a broken byte is a broken one, and of no other encoding', async () => {
  const bytes = Buffer.concat([Buffer.from('id,name\n1,Zoë\n2,Анна\n3,'), Buffer.from([0xff, 10])])
  expect(encodingOf(bytes, true)).toBeUndefined()
  await expect(inspectBytes(bytes)).rejects.toThrow(Quarantined)
})

test('what begins like UTF-16 and is none is no text', async () => {
  const { verdict, reason } = await inspectBytes(Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00]))
  expect([verdict, reason?.code]).toEqual(['asset', 'asset.binary'])
})

test('chunks of any size decode to the same text', () => {
  const anyChunks = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 40 })
  const encodings = fc.constantFrom(...texts.map(([encoding]) => encoding), 'utf-32le')
  const encoders = new Map(texts.map(([name]) => [name, wide[name] ?? encoder(name)]))
  const wordsOf = new Map(texts.map(([name, words]) => [name, words]))
  fc.assert(
    fc.property(encodings, anyChunks, (encoding, sizes) => {
      const text = wordsOf.get(encoding)!
      const bytes = encoders.get(encoding)!(text)
      const decoder = strictDecoder(encoding)
      let [at, read] = [0, '']
      for (let i = 0; at < bytes.length; i++) {
        const size = sizes[i % sizes.length]!
        read += decoder.decode(bytes.subarray(at, at + size))
        at += size
      }
      expect(read + decoder.end()).toBe(text)
    }),
    { numRuns: 200 },
  )
})

test('a text goes back into its encoding, or not at all', () => {
  const kinds = [
    'windows-1252',
    'windows-1251',
    'koi8-r',
    'iso-8859-2',
    'ibm866',
    'shift_jis',
    'utf-16le',
  ]
  const bytes = fc.uint8Array({ maxLength: 40 })
  fc.assert(
    fc.property(fc.constantFrom(...kinds), bytes, (encoding, code) => {
      const text = utf8Of(encoding, code, true)
      const back = text && encodedAs(encoding, text)
      if (back) expect(back).toEqual(Buffer.from(code))
      else if (text?.length) expect(['shift_jis', 'utf-16le']).toContain(encoding)
    }),
  )
  expect(encodedAs('windows-1252', Buffer.from('5 € für Łódź'))).toBeUndefined()
  expect(encodedAs('windows-1252', Buffer.from('5 €'))).toEqual(Buffer.from([0x35, 0x20, 0x80]))
})

test('a character that the sample cuts, or a CR that ends its lines, hides no encoding', async () => {
  const encode = encoder('shift_jis')
  const long = encode(`a${'東京、りんごとコーヒー。'.repeat(4 * 1024)}`)
  expect(encodingOf(long, true)?.encoding).toBe('shift_jis')
  const rows = Array.from({ length: 3_000 }, (_, i) => `${i};${i % 2 ? 'a' : ''}東京;りんご`)
  const returns = encode(`id;name;city\r${rows.join('\r')}\r`)
  expect(encodingOf(returns, true)?.encoding).toBe('shift_jis')
  const { encoding, columns } = await inspectBytes(returns)
  expect([encoding, columns.length]).toEqual(['shift_jis', 3])
})

test('Unicode has its private characters, in UTF-16 as well', async () => {
  for (const encode of Object.values(wide)) {
    const text = '\ufeffid,sign\n1,\ue000\n2,\u0081\n'
    const inspection = await inspectBytes(encode(text))
    expect([inspection.verdict, inspection.columns.length]).toEqual(['table', 2])
    expect(utf8Of(inspection.encoding!, encode(text), true)?.toString()).toBe(text.slice(1))
  }
})

test('a NUL in a cell of a short text is no sign of UTF-16', async () => {
  const text = 'id,name\n1,a\0b\n2,c\n3,d\n'
  const found = await inspectBytes(Buffer.from(text))
  expect([found.verdict, found.encoding, found.columns.length]).toEqual(['table', undefined, 2])
  for (const [encoding, encode] of Object.entries(wide)) {
    if (!encoding.startsWith('utf-16')) continue
    const { verdict, encoding: told } = await inspectBytes(encode(text.replace('\0', '')))
    expect([verdict, told]).toEqual(['table', encoding])
  }
})
