/** Of a file whose columns are others by now, the one goes that is asked for. */
import { describe, expect, test } from '@jest/globals'
import { columnsOfLines, ownPaths } from '../../../lake/maintain/ownpaths.ts'
import { namedColumns } from '../../../lake/schema/names.ts'
import { type Renames, renamed } from '../../../lake/schema/renamed.ts'

function pathsOf(spellings: string[], renames: Renames, ...asked: string[]): string[] {
  const own = namedColumns(spellings.map((original) => ({ original, type: 'string' as const })))
  return ownPaths(asked, { own, called: renamed(own, renames), renames })
}

const zip = { zip: 'Post Code' }

describe('a column that is another one by now', () => {
  test.each([
    ['the former name alone, by either', ['id', 'zip'], ['post_code'], ['zip']],
    ['the former name alone, by either', ['id', 'Zip'], ['zip'], ['Zip']],
    ['the new one alone, by either', ['id', 'Post Code'], ['post_code'], ['Post Code']],
    ['the new one alone, by either', ['id', 'Post Code'], ['zip'], ['Post Code']],
    ['both: two columns', ['id', 'zip', 'Post Code'], ['post_code'], ['Post Code']],
    ['both: two columns', ['id', 'zip', 'Post Code'], ['Post Code', 'post_code'], ['Post Code']],
    ['both: two columns', ['id', 'zip', 'Post Code'], ['zip'], ['zip']],
    ['neither', ['id'], ['zip'], []],
  ])('a file with %s (%j): %j is %j', (_, spellings, asked, own) => {
    expect(pathsOf(spellings, zip, ...asked)).toEqual(own)
  })

  test('members are those of the column', () => {
    expect(pathsOf(['zip'], zip, 'post_code.a')).toEqual(['zip.a'])
    expect(pathsOf(['zip', 'Post Code'], zip, 'post_code.a')).toEqual(['Post Code.a'])
    expect(pathsOf(['Post Code'], zip, 'zip.a.b')).toEqual(['Post Code.a.b'])
  })

  test('two that swap are each other, and of a chain the file that has one link has one', () => {
    const swap = { a: 'b', b: 'a' }
    expect(pathsOf(['id', 'a', 'b'], swap, 'a')).toEqual(['b'])
    expect(pathsOf(['id', 'a', 'b'], swap, 'b')).toEqual(['a'])
    const chain = { a: 'b', b: 'c' }
    expect(pathsOf(['a', 'b'], chain, 'b')).toEqual(['a'])
    expect(pathsOf(['a', 'b'], chain, 'c')).toEqual(['b'])
    expect(pathsOf(['a', 'b', 'c'], chain, 'c')).toEqual(['c'])
  })

  test('two that would both be a third are none of it', () => {
    expect(pathsOf(['a', 'b'], { a: 'c', b: 'c' }, 'c')).toEqual([])
    expect(pathsOf(['a', 'x'], { a: 'c', b: 'c' }, 'c')).toEqual(['a'])
  })
})

test('lines of JSON have the columns of all lines', () => {
  const lines = Buffer.from('{"id":1,"zip":"a"}\nno json\n[1]\n{"id":2,"Post Code":"b"}')
  expect(columnsOfLines(lines, []).map(({ name }) => name)).toEqual(['id', 'zip', 'post_code'])
})
