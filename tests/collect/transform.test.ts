/** What was fetched and what it becomes on its way: bytes in, bytes out, the same each time. */
import { createHmac } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import type { Batch, Part, Peer } from '../../containers/collect/kind.ts'
import { chainOf } from '../../containers/collect/transform/chain.ts'
import { transformed } from '../../containers/collect/transform/transformed.ts'
import type { Step } from '../../schemas/sources/transform.ts'
import { steps } from '../../schemas/sources/transform.ts'
import { sourceDefinition } from '../../schemas/sources.ts'
import { archiveOf } from '../lake/render/archive.ts'
import { hasGnupg, openGnupg } from './gnupg.ts'

const { signal } = new AbortController()
const salt = 'a salt of many letters'

interface Given {
  file?: string
  content: string | Uint8Array
  contentType?: string
  original?: 'keep' | 'drop'
  secrets?: Record<string, string>
  /** As another kind puts it: already aside, a hint. */
  dataset?: string
}

/** A peer that brings one file, and what it is told. */
function peerOf({ file = 'a.csv', content, contentType = 'text/plain', dataset = 'd' }: Given) {
  const part: Part = { dataset, file, content: new Blob([content as never]), contentType }
  const told: { refused?: ReadonlySet<Part> | undefined } = {}
  const batch: Batch = {
    ...{ parts: [part], place: 1, isSelfNamed: true },
    settle: async (refused) => void Object.assign(told, { refused }),
  }
  const peer: Peer = { next: async () => batch, close: async () => {} }
  return { peer, part, told }
}

async function made(transform: unknown[], given: Given) {
  const said = steps.parse(transform)
  const chain = await chainOf(said, { salt, ...given.secrets })
  const { peer, part, told } = peerOf(given)
  const how = { dataset: 'd', chain, transform: said, isKept: given.original === 'keep' }
  const whole = transformed(peer, how)
  const batch = await whole.next(signal)
  const texts: Record<string, string> = {}
  for (const { dataset, file, content } of batch?.parts ?? [])
    texts[`${dataset}/${file}`] = await content.text()
  await batch?.settle()
  await whole.close()
  return { texts, parts: batch?.parts ?? [], isRefused: told.refused?.has(part) ?? false }
}

const one = async (transform: unknown[], given: Given): Promise<string | undefined> =>
  Object.entries((await made(transform, given)).texts).find(([key]) => key.startsWith('d/'))?.[1]

const refusedOf = ({ texts }: { texts: Record<string, string> }) =>
  Object.entries(texts)
    .filter(([key]) => key.startsWith('d_refused/'))
    .flatMap(([, text]) => text.trimEnd().split('\n'))
    .map((line) => JSON.parse(line))

test('CSV: columns, rows and values; no value and an empty one stay two', async () => {
  const content = 'id;E-Mail;Name;total\n1;a@x.org;"Ö ""q"", z";5\n2;;"";50\n3;c@x.org;C;\n'
  const steps = [
    { rename: { 'e-mail': 'email' } },
    { filter: 'id != "3"' },
    { hash: { fields: ['EMAIL'], salt: 'salt' } },
    { set: { double: '$number(total) * 2', flag: 'total = "5"' } },
    { drop: ['total'] },
  ]
  const hash = createHmac('sha256', salt).update('a@x.org').digest('hex')
  expect(await one(steps, { content })).toBe(
    `id,email,Name,double,flag\n1,${hash},"Ö ""q"", z",10,true\n2,,"",100,false\n`,
  )
  expect(await one([{ select: ['name', 'ID'] }], { content })).toBe(
    'Name,id\n"Ö ""q"", z",1\n"",2\nC,3\n',
  )
})

test('what a step names and CSV does not have refuses the file: a name that is written wrong masks nothing', async () => {
  for (const step of [
    { mask: { fields: ['emial'] } },
    { hash: { fields: ['emial'], salt: 'salt' } },
    { drop: ['emial'] },
  ]) {
    const found = await made([step], { content: 'id,email\n1,a@x.org\n2,b@x.org\n' })
    expect(found.isRefused).toBe(true)
    expect(Object.keys(found.texts)).toEqual([expect.stringMatching(/^d_refused\//)])
    expect(refusedOf(found)[0].reason).toBe('There is no column "emial".')
  }
})

const lines = (rows: string[]): Given => ({
  ...{ file: 'a.ndjson', content: `${rows.join('\n')}\n`, contentType: 'application/x-ndjson' },
})

test('JSON: numbers stay as they were written, and none is computed with that a double is not', async () => {
  const row = '{"id":12345678901234567890,"p":1.50,"n":{"x":[{"k":1e2},null]},"s":"é\\u2028"}'
  expect(await one([{ drop: ['zz'] }], lines([row]))).toBe(
    '{"id":12345678901234567890,"p":1.50,"n":{"x":[{"k":1e2},null]},"s":"é\u2028"}\n',
  )
  const passed = await one([{ set: { same: 'id', half: 'p / 2' } }], lines([row]))
  expect(passed).toContain('"same":12345678901234567890,"half":0.75')
  const computed = await made([{ set: { more: 'id + 1' } }], lines([row, '{"id":1}']))
  expect(computed.texts['d/a.ndjson']).toBe('{"id":1,"more":2}\n')
  expect(refusedOf(computed)).toHaveLength(1)
})

test('fields within others, in lists too, in any case', async () => {
  const rows = ['{"who":{"Mail":"abcdefgh","n":1},"all":[{"mail":"x"},{"mail":7}],"mail":null}']
  const mask = { fields: ['who.mail', 'ALL.mail', 'mail'], keep: 2 }
  expect(await one([{ mask }], lines(rows))).toBe(
    '{"who":{"Mail":"****gh","n":1},"all":[{"mail":"****"},{"mail":"****"}],"mail":null}\n',
  )
  expect(await one([{ drop: ['who.n', 'all'] }], lines(rows))).toBe(
    '{"who":{"Mail":"abcdefgh"},"mail":null}\n',
  )
})

test('rows that do not meet a schema are aside with the reason, and all are somewhere', async () => {
  const validate = {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'integer' }, mail: { type: 'string', format: 'email' } },
  }
  const rows = ['{"id":1,"mail":"a@x.org"}', '{"id":"2"}', '[3]', '{"id":4', '{"id":5,"mail":"no"}']
  const found = await made([{ validate }], { ...lines(rows), original: 'keep' })
  expect(found.texts['d/a.ndjson']).toBe('{"id":1,"mail":"a@x.org"}\n')
  expect(refusedOf(found).map(({ row, text }) => [row, text])).toEqual([
    [2, '{"id":"2"}'],
    [3, '[3]'],
    [4, '{"id":4'],
    [5, '{"id":5,"mail":"no"}'],
  ])
  expect(refusedOf(found)[0].reason).toMatch('/id must be integer')
  expect(found.isRefused).toBe(false)
})

test('what the lake reads becomes JSON lines: a document, XML, another encoding', async () => {
  const to = { convert: { to: 'ndjson' } }
  const document = '{"data": {"items": [{"id": 1.0},\n{"id": 2}]}}'
  expect(await one([to], { file: 'a.json', content: document })).toBe('{"id":1.0}\n{"id":2}\n')
  const xml = '<l><r><id>1</id></r><r><id>2</id></r></l>'
  const reads = { record: 'r' }
  const fromXml = await one([{ convert: { to: 'ndjson', reads } }], { file: 'a.xml', content: xml })
  expect(
    fromXml
      ?.trimEnd()
      .split('\n')
      .map((line) => String(JSON.parse(line).id)),
  ).toEqual(['1', '2'])
  const latin = Buffer.from('id;n\n1;K\xf6ln\n2;M\xfcnchen\n', 'latin1')
  expect(await one([{ select: ['n'] }], { content: latin })).toBe('n\nKöln\nMünchen\n')
  const pinned = { convert: { to: 'ndjson', reads: { delimiter: '|', header: true } } }
  expect(await one([pinned], { content: 'a|b,c\n1|2\n' })).toBe('{"a":"1","b,c":"2"}\n')
})

test('archives: each file lands, under a name that is only its own; what cannot be read is aside', async () => {
  const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  const content = archiveOf({ 'x/a.csv': 'id\n1\n', 'y/a.csv': 'id\n2\n', 'y/b.png': png })
  const plain = await made([{ unpack: 'zip' }], { file: 'all.zip', content })
  expect(Object.keys(plain.texts)).toHaveLength(3)
  expect(Object.values(plain.texts).slice(0, 2)).toEqual(['id\n1\n', 'id\n2\n'])
  const rows = await made([{ unpack: 'zip' }, { select: ['id'] }], { file: 'all.zip', content })
  expect(Object.keys(rows.texts).filter((key) => key.startsWith('d/'))).toHaveLength(2)
  expect(refusedOf(rows)).toHaveLength(1)
  expect(rows.isRefused).toBe(true)
  const gz = gzipSync('id\n1\n')
  expect(await one([{ unpack: 'gzip' }], { file: 'a.csv.gz', content: gz })).toBe('id\n1\n')
  const broken = await made([{ unpack: 'gzip' }], { content: gz.subarray(0, 15) })
  expect(broken.isRefused).toBe(true)
  expect(Object.keys(broken.texts)).toEqual([expect.stringMatching(/^d_refused/)])
})

test('split: as many objects as it takes, each with its header', async () => {
  const { texts } = await made([{ split: { rows: 2 } }], { content: 'id,n\n1,a\n2,b\n3,c\n' })
  expect(Object.values(texts)).toEqual(['id,n\n1,a\n2,b\n', 'id,n\n3,c\n'])
})

const { skip } = test
const passphrase = 'correct horse'
const whereGnupg = hasGnupg() ? test : skip

whereGnupg(
  'OpenPGP by GnuPG: armoured and binary; what is for another, or was changed, is aside',
  async () => {
    const gnupg = openGnupg()
    try {
      const secrets = { key: gnupg.key('own', passphrase), pass: passphrase }
      gnupg.key('other', passphrase)
      const text = `id,n\n${'1,a\n'.repeat(50_000)}`
      const step = { decrypt: { key: 'key', passphrase: 'pass' } }
      for (const options of [[], ['--armor'], ['--compress-algo', 'none']]) {
        const content = gnupg.encrypted(text, 'own', options)
        expect(await one([step], { file: 'a.csv.pgp', content, secrets })).toBe(text)
      }
      const changed = gnupg.encrypted(text, 'own', ['--compress-algo', 'none'])
      changed[changed.length - 40]! ^= 1
      const foreign = gnupg.encrypted(text, 'other')
      for (const content of [foreign, changed, changed.subarray(0, 50_000), 'id\n1\n']) {
        const found = await made([step], { file: 'a.csv.pgp', content, secrets })
        expect(Object.keys(found.texts)).toEqual([expect.stringMatching(/^d_refused/)])
        expect(found.isRefused).toBe(true)
      }
      const wrong = chainOf(steps.parse([step]), { ...secrets, pass: 'x' })
      await expect(wrong).rejects.toThrow('"decrypt" has no key')
    } finally {
      gnupg.close()
    }
  },
  120_000,
)

test('where no original is kept nothing says what was hidden', async () => {
  const planted = 'planted-7f3a'
  const hide = { hash: { fields: ['mail'], salt: 'salt' } }
  const rows = [
    `{"mail":"${planted}","n":1}`,
    `{"mail":"${planted}"`,
    `{"mail":"${planted}","n":"${planted}"}`,
  ]
  const validate = { properties: { n: { type: 'number' } } }
  const set = { m: '$number(n)' }
  for (const after of [{ validate }, { set }]) {
    const { texts } = await made([hide, after], { ...lines(rows), original: 'drop' })
    expect(JSON.stringify(texts)).not.toContain(planted)
    const before = await made([after, hide], { ...lines(rows), original: 'drop' })
    expect(JSON.stringify(before.texts)).not.toContain(planted)
    expect(refusedOf(before)).toHaveLength(2)
  }
  const aside = {
    reason: `It is not JSON: "${planted}" is none`,
    offset: 3,
    key: planted,
    base64: planted,
  }
  const { texts } = await made([hide], { ...lines([JSON.stringify(aside)]), dataset: 'd_refused' })
  expect(texts).toEqual({ 'd_refused/a.ndjson': '{"reason":"It is not JSON","offset":3}\n' })
})

test('what is kept is linked: the original by its checksum, and the steps', async () => {
  const content = 'id,mail\n1,a@x.org\n'
  const { texts, parts } = await made([{ drop: ['mail'] }], { content, original: 'keep' })
  expect(texts).toEqual({ 'd_original/a.csv': content, 'd/a.csv': 'id\n1\n' })
  const [original, part] = parts
  expect(original?.pins).toEqual({ asset: true })
  expect(part?.origin?.original).toEqual({
    ...{ dataset: 'd_original', file: 'a.csv', sha256: original?.sha256 },
  })
  const again = await made([{ drop: ['mail'] }], { content, original: 'keep' })
  expect(again.texts).toEqual(texts)
  expect(again.parts[1]?.origin).toEqual(part?.origin)
})

test('a name of the database’s types goes with its column', async () => {
  const types = { id: 'bigint', mail: 'string', at: 'timestamp', n: 'double' }
  const transform = [
    { hash: { fields: ['ID'], salt: 'salt' } },
    { rename: { at: 'seen' } },
    { drop: ['n'] },
  ]
  const { texts } = await made(transform, {
    file: '_hypatia.json',
    content: JSON.stringify({ types }),
  })
  expect(JSON.parse(texts['d/_hypatia.json'] ?? '')).toEqual({
    types: { mail: 'string', seen: 'timestamp' },
  })
})

test('what a definition cannot mean is said where it stands', () => {
  const issuesOf = (transform: unknown[], kind = 's3') => {
    const parameters = { bucket: 'abc', region: 'eu-central-1', access_key: 'A'.repeat(20) }
    const rest = { kind: 'rest', dataset: 'd', parameters: { url: 'https://x.org' } }
    const s3 = { kind: 's3', dataset: 'd', parameters, secrets: { secret_key: 'k' } }
    const found = sourceDefinition.safeParse({ ...(kind === 's3' ? s3 : rest), transform })
    return found.error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? []
  }
  expect(issuesOf([{ select: ['a'] }, { unpack: 'zip' }])).toEqual([
    ['transform.1', expect.stringMatching('of whole files')],
  ])
  expect(issuesOf([{ split: { rows: 1 } }, { drop: ['a'] }])[0]?.[0]).toBe('transform.0')
  expect(issuesOf([{ select: ['a'], drop: ['b'] }])[0]?.[1]).toMatch('one step each')
  expect(issuesOf([{ filter: '$now() > at' }])[0]?.[0]).toBe('transform.0.filter')
  expect(issuesOf([{ hash: { fields: ['a'], salt: 'not a name!' } }])[0]?.[0]).toBe(
    'transform.0.hash.salt',
  )
  expect(issuesOf([{ drop: ['a'] }], 'rest')).toEqual([
    ['transform', expect.stringMatching('"rest" is transformed')],
  ])
})

test('what cannot be compiled is said before anything is fetched', async () => {
  const chain = (step: Step, secrets = {}) => chainOf([step], secrets)
  await expect(chain({ filter: 'a >' })).rejects.toThrow('is no JSONata')
  await expect(chain({ hash: { fields: ['a'], salt: 's' } }, { s: 'short' })).rejects.toThrow(
    'letters',
  )
  await expect(chain({ validate: { type: 'nothing' } })).rejects.toThrow('no JSON Schema')
})

test('a regular expression that would go on and on ends, wherever it stands, and no row is refused for it', async () => {
  const content = `${JSON.stringify({ x: `${'a'.repeat(60)}b` })}\n`
  const file = 'a.ndjson'
  const endless = '^(a+)+$'
  const said = /\/\^\(a\+\)\+\$\/u?g? takes more than 1 s over 61 letters/
  const filter = [{ filter: `$contains(x, /${endless}/)` }]
  const validate = [{ validate: { properties: { x: { pattern: endless } } } }]
  await expect(one(filter, { file, content })).rejects.toThrow(said)
  await expect(one(validate, { file, content })).rejects.toThrow(said)
  const set = [{ set: { y: '$replace(x, /(a{2})+/, "c")', z: '$count($match(x, /a{30}/))' } }]
  expect(JSON.parse((await one(set, { file, content })) ?? '')).toMatchObject({ y: 'cb', z: 2 })
}, 20_000)

test('a name that no row has had is told: written wrong it would hide nothing', async () => {
  const said = steps.parse([{ mask: { fields: ['emial', 'Phone'] } }, { drop: ['a.b'] }])
  const chain = await chainOf(said, {})
  const { peer } = peerOf({ file: 'a.ndjson', content: '{"email":"x","phone":"1","a":{"b":1}}\n' })
  const whole = transformed(peer, { dataset: 'd', chain, transform: said, isKept: true })
  expect(whole.doubt?.()).toBeUndefined()
  await whole.next(signal)
  expect(whole.doubt?.()).toBe(
    'No row so far has "emial", which `transform` hides: written wrong, it hides nothing.',
  )
  await whole.close()
})
