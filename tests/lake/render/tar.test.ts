/** What stands before a file of a tar archive, and which of two of one name it is. */
import { expect, test } from '@jest/globals'
import { tarHeads } from '../../../lake/inspect/archive/heads.ts'
import { isMember, readTar } from '../../../lake/render/members.ts'
import { tarOf } from '../inspect/tarof.ts'
import { lyingOf, textOf } from './archive.ts'

const isOfEnd = 2 * 512

/** One after another, as `tar -r` adds them; `kind`: of its header. */
function tarOfAll(
  entries: { name: string; text: string; kind?: string; size?: number; link?: string }[],
): Buffer {
  const parts = entries.map(({ name, text, kind = '0', size, link = '' }) => {
    const tar = tarOf({ [name]: text }).subarray(0, -isOfEnd)
    tar.write(kind, 156)
    if (link !== '') tar.write(link.padEnd(100, '\0'), 157)
    if (size !== undefined) tar.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
    tar.write('        ', 148)
    const sum = tar.subarray(0, 512).reduce((all, byte) => all + byte, 0)
    tar.write(`${sum.toString(8).padStart(6, '0')}\0`, 148)
    return tar
  })
  return Buffer.concat([...parts, Buffer.alloc(isOfEnd)])
}

const filesOf = async (tar: Buffer): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      (await readTar(lyingOf(tar))).map(async ({ name, chunks }) => [name, await textOf(chunks())]),
    ),
  )

const headsOf = async (bytes: Buffer) => {
  const { files, seen } = await tarHeads({ bytes, whole: true })
  const heads = seen.map(({ name, head }) => [name, head.toString()])
  return { files, heads: Object.fromEntries(heads) as Record<string, string> }
}

test('a size that pax says is of the file, not of a name that stands between', async () => {
  const [text, name] = ['id,name\n1,Anna\n', `${'folder/'.repeat(20)}people.csv`]
  const tar = tarOfAll([
    { name: 'PaxHeader', kind: 'x', text: `11 size=${text.length}\n` },
    { name: '././@LongLink', kind: 'L', text: `${name}\0` },
    { name: 'short', text, size: 0 },
  ])
  expect(await filesOf(tar)).toEqual({ [name]: text })
  expect(await headsOf(tar)).toEqual({ files: 1, heads: { [name]: text } })
})

test('of two files with one name the later is it', async () => {
  const tar = tarOfAll([
    { name: 'a.csv', text: 'id\n1\n' },
    { name: 'b.csv', text: 'id\n2\n' },
    { name: 'gone.csv', text: 'id\n9\n' },
    { name: './a.csv', text: 'id\n1\n3\n' },
    { name: 'gone.csv', text: '' },
  ])
  const wanted = { 'b.csv': 'id\n2\n', './a.csv': 'id\n1\n3\n' }
  expect(await filesOf(tar)).toEqual(wanted)
  expect(await headsOf(tar)).toEqual({ files: 2, heads: wanted })
})

test('a step in a path that leads nowhere hides no file', () => {
  const names = ['./a.csv', 'data/./a.csv', 'data/././a.csv', '././data/a.csv', 'data/.a/./b.csv']
  expect(names.filter((name) => isMember(name, 1))).toEqual(names.slice(0, 4))
})

test('a hard link is the file that it names, as that was then', async () => {
  const long = `${'folder/'.repeat(20)}a.csv`
  const tar = tarOfAll([
    { name: 'a.csv', text: 'id\n1\n' },
    { name: './b.csv', text: '', kind: '1', link: './a.csv' },
    { name: '.hidden', text: 'id\n4\n' },
    { name: 'd.csv', text: '', kind: '1', link: '.hidden' },
    { name: '.nothing', text: '', kind: '1', link: 'not there' },
    { name: 'a.csv', text: 'id\n2\n' },
    { name: '././@LongLink', kind: 'L', text: `${long}\0` },
    { name: 'folder', text: 'id\n3\n' },
    { name: '././@LongLink', kind: 'K', text: `${long}\0` },
    { name: 'c.csv', text: '', kind: '1', link: 'folder' },
  ])
  const first = { './b.csv': 'id\n1\n', 'd.csv': 'id\n4\n', 'a.csv': 'id\n2\n' }
  const files = { ...first, [long]: 'id\n3\n', 'c.csv': 'id\n3\n' }
  expect(await filesOf(tar)).toEqual(files)
  expect(await headsOf(tar)).toEqual({ files: 5, heads: files })
})

test('a link to what is not in the archive refuses it by its name: its rows would be missing', async () => {
  const tar = tarOfAll([
    { name: 'a.csv', text: 'id\n1\n' },
    { name: 'b.csv', text: '', kind: '1', link: 'not there' },
  ])
  const reason = { code: 'archive.link', detail: expect.stringContaining('"b.csv"') }
  await expect(filesOf(tar)).rejects.toMatchObject({ reason })
  await expect(headsOf(tar)).rejects.toMatchObject({ reason })
})
