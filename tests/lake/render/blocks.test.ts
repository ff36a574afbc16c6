/** Records that are blocks of lines: what is one, what its values are, and which texts are none. */
import { expect, test } from '@jest/globals'
import { inspect } from '../../../lake/inspect/inspect.ts'
import { openRowBytesMax } from '../../../lake/limits.ts'
import { readBlocks } from '../../../lake/render/blocks.ts'
import type { Rejected } from '../../../lake/render/render.ts'
import { lyingOf, textOf } from './archive.ts'

const inspected = (bytes: Buffer) =>
  inspect({ key: 's/d/f', bytes: bytes.length }, lyingOf(bytes).read)

async function found(text: string) {
  const bytes = Buffer.from(text)
  const { format, render, verdict, doubt, evidence } = await inspected(bytes)
  expect({ format, verdict }).toEqual({ format: 'blocks', verdict: 'table' })
  const aside: Rejected[] = []
  const told: string[] = []
  const object = {
    ...lyingOf(bytes),
    aside: (row: Rejected) => void aside.push(row),
    told: (found: { doubt: string[] }) => void told.push(...found.doubt),
  }
  return { csv: await textOf(readBlocks(object, render!)), aside, doubt, evidence, told }
}

const card = (name: string, more = '') =>
  `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${name}\r\n${more}END:VCARD\r\n`

test('vCards: a property with its parameters is a column, folded lines are one, what comes twice has a column each', async () => {
  const more =
    'TEL;TYPE=home:+1 5\r\nTEL;TYPE="a:b;c":7\r\nNOTE:a, lo\r\n ng\r\n  one\r\nURL:x\r\nURL:y\r\n'
  const { csv, aside } = await found(card('Zoë', more) + card('Bob'))
  expect(csv).toBe(
    'VERSION,FN,TEL;TYPE=home,"TEL;TYPE=""a:b;c""",NOTE,URL,URL (2)\n' +
      '3.0,Zoë,+1 5,7,"a, long one",x,y\n3.0,Bob,,,,,\n',
  )
  expect(aside).toEqual([])
})

test('a card without an end, and a line that is no property, are aside', async () => {
  const { csv, aside } = await found(
    `${card('Anna')}BEGIN:VCARD\nFN:Bob\n${card('Cid', 'no property\r\n')}BEGIN:VCARD\nFN:Dan\n`,
  )
  expect(csv).toBe('VERSION,FN\n3.0,Anna\n3.0,Cid\n')
  expect(aside).toEqual([
    {
      ...{ line: 5, byte: 46, text: 'BEGIN:VCARD\nFN:Bob' },
      reason: expect.stringContaining('no end'),
    },
    {
      ...{ line: 10, byte: 99, text: 'no property' },
      reason: expect.stringContaining('no property'),
    },
    { ...{ line: 12, byte: 123, text: 'BEGIN:VCARD\nFN:Dan' }, reason: 'The record has no end.' },
  ])
})

test('a calendar: its events, with what stands within them', async () => {
  const alarm = 'BEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM\n'
  const event = (n: number, more = '') => `BEGIN:VEVENT\nUID:${n}\n${more}SUMMARY:x\nEND:VEVENT\n`
  const { csv, doubt } = await found(
    `BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VTODO\nUID:9\nEND:VTODO\n${event(1, alarm)}${event(2)}END:VCALENDAR\n`,
  )
  expect(csv).toBe('UID,VALARM.TRIGGER,SUMMARY\n1,-PT5M,x\n2,,x\n')
  expect(doubt).toEqual(['other components are not in the table: VTODO'])
})

test('LDIF: texts in base64 are texts, bytes stay as they are written, and comments are none', async () => {
  const { csv, aside } = await found(
    'version: 1\n\n# a comment\n  that goes on\ndn: cn=a,\n dc=x\nobjectClass: top\nobjectClass: person\nsn:: Wm/Dqw==\nphoto:: /9j/\nurl:< file:///a\n\n\ndn: cn=b\nsn: 007\n',
  )
  expect(csv).toBe(
    'dn,objectClass,objectClass (2),sn,photo:,url<\n' +
      '"cn=a,dc=x",top,person,Zoë,/9j/,file:///a\ncn=b,,,007,,\n',
  )
  expect(aside).toEqual([])
})

test('paragraphs: lines that go on are of the value above them', async () => {
  const { csv, evidence } = await found(
    'Package: a\nVersion: 1.10\nDescription: short\n long\n .\n  more\n\n\nPackage: b\n# a comment\nVersion: 2\nDepends:\n',
  )
  expect(csv).toBe('Package,Version,Description,Depends\na,1.10,"short\nlong\n.\n more",\nb,2,,\n')
  expect(evidence[0]).toContain('2 records seen')
  const cpus = [0, 1].map((n) => `processor\t: ${n}\nmodel name\t: x y\npower management:\n\n`)
  expect((await found(cpus.join(''))).csv).toBe(
    'processor,model name,power management\n0,x y,\n1,x y,\n',
  )
})

test('a record that is longer than a row may be ends, and what follows is aside', async () => {
  const line = `Text: ${'x'.repeat(100_000)}\n`
  const long = `Name: b\n${line.repeat(Math.ceil(openRowBytesMax / line.length) + 2)}`
  const { csv, aside } = await found(
    `Name: a\nText: y\n\nName: a\nText: z\n\n${long}\nName: c\nText: w\n`,
  )
  expect(csv.split('\n').filter((row) => /^[abc],/.test(row))).toHaveLength(4)
  expect(aside.length).toBeGreaterThanOrEqual(2)
})

test.each([
  [
    'a play',
    'ANNA: Hello there.\nBOB: Hi!\n\nANNA: And?\nCID: Fine.\n\nBOB: Bye.\nANNA: Bye.\n',
    'text',
  ],
  ['a letter', 'From: a@b\nTo: c@d\nSubject: hi\n\nDear Sir,\nhow are you?\n', 'text'],
  [
    'changes of LDIF',
    'dn: cn=a\nchangetype: modify\nadd: sn\nsn: x\n-\n\ndn: cn=b\nchangetype: delete\n',
    'text',
  ],
  ['INI', '; c\n[core]\n\tbare = false\n[remote "origin"]\n\turl = git@x:y.git\n', 'ini'],
  ['an environment', '# here\nURL=postgres://a:b@h/db\nexport PORT=8080\nNAME="x y"\n', 'env'],
  ['properties', '# c\nserver.port=8080\nserver.name = alpha\nlog.level=INFO\n', 'properties'],
])('%s is no table', async (_, text, code) => {
  const { verdict, reason } = await inspected(Buffer.from(text))
  expect({ verdict, code: reason?.code }).toEqual({ verdict: 'asset', code: `asset.${code}` })
})

test('one block alone is no record of names and values', async () => {
  const { format } = await inspected(Buffer.from('Name: x\nAge: 5\nCity: y\n'))
  expect(format).not.toBe('blocks')
})

test('a value in quoted-printable goes on behind its soft line breaks', async () => {
  const more = 'NOTE;ENCODING=QUOTED-PRINTABLE:abc=\r\ndef=\r\nghi=3D\r\nURL:x=\r\n'
  const { csv, aside } = await found(card('Bob', more) + card('Ann'))
  expect(csv).toContain('3.0,Bob,abcdefghi=3D,x=\n')
  expect(aside).toEqual([])
})

test('cards of which the first is longer than what is looked at are cards', async () => {
  const photo = `PHOTO:${`${'A'.repeat(74)}\r\n `.repeat(2_000)}A\r\n`
  const { csv } = await found(card('Bob', photo) + card('Ann'))
  expect(csv.trimEnd().split('\n')).toHaveLength(3)
})

test('what goes on a line that is aside is no part of the line above it', async () => {
  const cards = await found(card('Ann', 'bad line\r\n  goes on\r\n') + card('Bob'))
  expect(cards.csv).toBe('VERSION,FN\n3.0,Ann\n3.0,Bob\n')
  expect(cards.aside.map(({ text }) => text)).toEqual(['bad line', '  goes on'])
})

test('components of a calendar that begin far behind its head are told, too', async () => {
  const one = (kind: string, n: number) => `BEGIN:${kind}\nUID:${kind}${n}\nEND:${kind}\n`
  const all = (kind: string, count: number) =>
    Array.from({ length: count }, (_, n) => one(kind, n)).join('')
  const { csv, doubt, told } = await found(
    `BEGIN:VCALENDAR\nVERSION:2.0\n${all('VEVENT', 2_000)}${all('VTODO', 5)}END:VCALENDAR\n`,
  )
  expect(csv.trimEnd().split('\n')).toHaveLength(2_001)
  expect([doubt, told]).toEqual([undefined, ['other components are not in the table: VTODO']])
})

test('names held with all that they stand within have an end', async () => {
  const within = 'BEGIN:A\n'.repeat(20_000) + 'A:1\n'.repeat(500)
  const { csv, aside } = await found(`${card('Ann')}BEGIN:VCARD\n${within}END:VCARD\n`)
  expect(csv).toBe('VERSION,FN\n3.0,Ann\n')
  expect(aside.map(({ reason }) => reason)).toEqual([expect.stringContaining('longer than')])
})
