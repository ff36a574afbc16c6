/** What is long, packed or alone of its kind is still what it is. */
import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, jest, test } from '@jest/globals'
import { unlz4Block } from '../../../lake/inspect/binary/lz4.ts'
import { xxh32 } from '../../../lake/inspect/binary/xxh32.ts'
import { startsAsDocument } from '../../../lake/inspect/container.ts'
import { readAs } from '../../../lake/inspect/readas.ts'
import { archiveOf } from '../render/archive.ts'
import { inspectBytes } from './lookinto.ts'

/** The header of a database of so many pages, and noise. */
function sqliteOf(pages: number, bytes: number): Buffer {
  const file = randomBytes(bytes)
  file.fill(0, 0, 100)
  file.write('SQLite format 3\0')
  file.writeUInt16BE(4_096, 16)
  file.writeUInt32BE(pages, 28)
  return file
}

test('a packed database that is longer than what is inspected is whole; a short one that is cut is not', async () => {
  const found = await inspectBytes(gzipSync(sqliteOf(500, 500 * 4_096)))
  expect(found).toMatchObject({ verdict: 'table', format: 'sqlite', compression: 'gzip' })
  await expect(inspectBytes(gzipSync(sqliteOf(50, 40 * 4_096)))).rejects.toMatchObject({
    reason: { code: 'sqlite.truncated' },
  })
})

test('a block of LZ4 has no more room than its bytes can fill', () => {
  const room = jest.spyOn(Buffer, 'allocUnsafe')
  const block = Buffer.from([0x50, ...Buffer.from('hello')])
  expect(unlz4Block(block, 4 << 20).toString()).toBe('hello')
  const most = Math.max(...room.mock.calls.map(([bytes]) => bytes))
  room.mockRestore()
  expect(most).toBe(255 * block.length)
  const run = Buffer.from([0x1f, 0x61, 1, 0, ...Buffer.alloc(200, 255), 0, 0x10, 0x62])
  expect(unlz4Block(run, 4 << 20)).toHaveLength(1 + 19 + 200 * 255 + 1)
})

/** One frame with a block of so many bytes, as the program `lz4` writes it of what cannot be made shorter. */
function lz4Of(text: Buffer): Buffer {
  const head = Buffer.from([0x60, 0x70])
  const more = text.length - 15
  const longer = [...Buffer.alloc(Math.floor(more / 255), 255), more % 255]
  const block = Buffer.concat([Buffer.from([0xf0, ...longer]), text])
  const size = Buffer.alloc(4)
  size.writeUInt32LE(block.length)
  const check = Buffer.from([(xxh32(head) >>> 8) & 255])
  const start = [Buffer.from('04224d18', 'hex'), head, check, size]
  return Buffer.concat([...start, block, Buffer.alloc(4)])
}

test('a block of LZ4 that is longer than what is inspected tells what its first bytes are', async () => {
  const text = Buffer.from(`id,name\n${'1,Ada\n'.repeat(400_000)}`)
  const found = await inspectBytes(lz4Of(text))
  expect(found).toMatchObject({ verdict: 'table', format: 'csv', compression: 'lz4' })
  const copies = Buffer.from([0x1f, 0x61, 1, 0, 255, 255, 7, 0x30, 0x62, 0x63])
  expect(unlz4Block(copies, 4 << 20, undefined, true).toString()).toMatch(/^a{537}bc$/)
  const cuts = Array.from(copies, (_, end) => copies.subarray(0, end))
  const lengths = cuts.map((cut) => unlz4Block(cut, 4 << 20, undefined, true).length)
  expect(lengths).toEqual([0, 0, 1, 1, 1, 1, 1, 1, 537, 538])
  expect(() => unlz4Block(copies, 4 << 20)).toThrow()
})

test('names of XML that are longer than any are no record, and are said short', async () => {
  const name = 'n'.repeat(1_000)
  const records = '<r><a>1</a></r>'.repeat(1_000)
  for (const text of [
    `<${name}>${records}</${name}>`,
    `<s>${`<${name}>1</${name}>`.repeat(20)}</s>`,
  ]) {
    const found = await inspectBytes(Buffer.from(text))
    expect(found).toMatchObject({ verdict: 'asset', reason: { code: 'asset.xml' } })
    expect(JSON.stringify(found).length).toBeLessThan(800)
  }
  const long = 'n'.repeat(200)
  expect(await inspectBytes(Buffer.from(`<${long}>${records}</${long}>`))).toMatchObject({
    render: { record: [long, 'r'] },
  })
})

test('one line among a hundred objects that is a value of another kind is aside alone', async () => {
  const lines = Array.from({ length: 100 }, (_, i) => `{"a":${i}}`)
  for (const other of ['null', '5', '[1]', '"x"']) {
    const text = `${lines.toSpliced(50, 0, other).join('\n')}\n`
    const found = await inspectBytes(Buffer.from(text))
    expect([other, found]).toMatchObject([
      other,
      { verdict: 'table', format: 'ndjson', render: { reader: 'jsonlines' } },
    ])
    expect(found.evidence.join()).toContain('line 51')
  }
  const mixed = `${lines.flatMap((line) => [line, '[1]']).join('\n')}\n`
  expect(await inspectBytes(Buffer.from(mixed))).toMatchObject({
    verdict: 'asset',
    reason: { code: 'asset.json-values' },
  })
})

test('files of an archive whose paths are long are read behind their own headers', async () => {
  const path = `${'deep/'.repeat(400)}`
  const row = (i: number): string => `${i},name ${i}\n`
  const rows = (count: number): string => Array.from({ length: count }, (_, i) => row(i)).join('')
  for (const count of [20, 20_000]) {
    const text = `id,name\n${rows(count)}`
    const found = await inspectBytes(archiveOf({ [`${path}a.csv`]: text, [`${path}b.csv`]: text }))
    expect(found).toMatchObject({ verdict: 'table', format: 'zip' })
    expect(found.columns.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'long'],
      ['name', 'string'],
    ])
  }
})

test('a page says in which encoding it is read, as all texts do', async () => {
  const page = '<html><table><tr><th>a<th>b<tr><td>1<td>2<tr><td>3<td>4</table></html>'
  const found = await inspectBytes(Buffer.from(page))
  expect(found.format).toBe('html')
  expect(readAs(found)).toMatchObject({ encoding: 'utf-8' })
})

test('names in an archive that claim to overlap are read once', () => {
  const header = Buffer.alloc(30)
  header.write('PK\x03\x04', 'latin1')
  header.writeUInt16LE(0xffff, 26)
  const claims = Buffer.alloc(256 * 1024, Buffer.from('PK\x03\x04x\xff\xff', 'latin1'))
  expect(startsAsDocument(Buffer.concat([header, claims]))).toBe(false)
})

test('a footer that claims lists within lists takes no room for them', async () => {
  const varint = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...varint(n >>> 7)])
  const lists = Array.from({ length: 12 }, () => [0xf9, ...varint(33_000_000)]).flat()
  const footer = Buffer.from([0x29, ...lists])
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(footer.length)
  const file = Buffer.concat([Buffer.from('PAR1'), footer, bytes, Buffer.from('PAR1')])
  await expect(inspectBytes(file)).rejects.toMatchObject({ reason: { code: 'parquet.corrupt' } })
})
