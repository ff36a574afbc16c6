/** Which first rows are headers, and what a dataset's known columns say of the next file. */
import { describe, expect, test } from '@jest/globals'
import { findHeader } from '../../../lake/inspect/csvheader.ts'
import { inspect } from '../../../lake/inspect/inspect.ts'
import type { Column } from '../../../lake/schema/type.ts'

const rowsOf = (text: string) =>
  text.split('\n').map((line) => line.split(',').map((c) => c || null))

const headers = [
  'name,city\nAnna,Berlin\nBob,Paris\nCarla,Rome',
  'Name,Status\nAnna,Active\nName,Closed',
  'Stadt,Land\nBerlin,Deutschland\nParis,Frankreich',
  'имя,город\nАнна,Омск\nИван,Тула',
  '都市,人口\n東京,1400\n大阪,880',
  'email\na@x.org\nb@y.org',
  'country,2020,2021\nA,1,2\nB,4,5',
  'V1,V2,V3\nred,up,on\nblue,down,off',
  'treatment,outcome\nplacebo,dead\nplacebo,alive\ndrug,alive\nplacebo,dead\ndrug,dead\ndrug,alive',
  'ID,id,Id\n1,10,20\n2,30,40',
  ',a,b\n0,1,2\n1,3,4',
]

const rows = [
  'Paris,France\nBerlin,Germany\nRome,Italy\nMadrid,Spain',
  'Anna,Berlin\nBob,Paris\nAnna,Rome',
  'The Godfather,Coppola\nAlien,Scott\nTaxi Driver,Scorsese',
  'ann@x.org,Ann\nbob@y.org,Bob',
  'AB-12,x\nAC-13,y\nAD-14,z',
  'root,x,/root\ndaemon,x,/usr\nbin,x,/bin',
  '1,2,3\n4,5,6\n7,8,9',
  '2024-01-01,5\n2024-01-02,6',
  'Dr. No,Terence Young\nGoldfinger,Guy Hamilton\nThunderball,Terence Young\nMoonraker,Lewis Gilbert\nOctopussy,John Glen',
]

test.each(headers)('a header: %j', (text) => {
  expect(findHeader(rowsOf(text))).toMatchObject({ header: true })
})

test.each(rows)('a row: %j', (text) => {
  expect(findHeader(rowsOf(text))).toMatchObject({ header: false })
})

test('what is near to even is said', () => {
  expect(findHeader(rowsOf('fruit,colour\napple,red\nbanana,yellow')).doubt).toBeDefined()
  expect(findHeader(rowsOf('name,city\nAnna,Berlin\nBob,Paris\nCarla,Rome')).doubt).toBeUndefined()
})

describe('the next file of a dataset', () => {
  const known: Column[] = [
    { name: 'town', type: 'string', original: 'Town' },
    { name: 'land', type: 'string', original: 'Land' },
  ]
  const next = (text: string, columns = known) => {
    const bytes = Buffer.from(text)
    const read = async (start: number, end: number) => bytes.subarray(start, end)
    return inspect({ key: 's/d/f', bytes: bytes.length }, read, [], undefined, columns)
  }

  test('without a header has the columns that are known', async () => {
    const found = await next('Paris,France\nBerlin,Germany\n')
    expect(found).toMatchObject({ csv: { header: false }, columns: known, text: { rows: 2 } })
    expect(found.doubt).toHaveLength(1)
  })

  test('with a header of which nothing else would tell', async () => {
    const found = await next('Town,Land\nParis,France\nBerlin,Germany\n')
    expect(found).toMatchObject({ csv: { header: true }, columns: known, text: { rows: 2 } })
    expect(found.doubt).toBeUndefined()
  })

  test('whose values are not of the known kinds has columns of its own', async () => {
    const ages: Column[] = [known[0]!, { name: 'age', type: 'long' }]
    const found = await next('33,Anna\n44,Bob\n', ages)
    expect(found.columns.map(({ name }) => name)).toEqual(['column_1', 'column_2'])
  })
})
