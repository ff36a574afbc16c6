/** Tables as programs print and dump them: databases' clients, Excel 2003, scripts with data, R, Amazon's templates. */
import { describe, expect, test } from '@jest/globals'
import { spellingOf } from '../../../lake/schema/names.ts'
import { codeOf, printed } from './printed.ts'

const lines = (...all: string[]): string => `${all.join('\n')}\n`
const namesOf = ({ finding }: Awaited<ReturnType<typeof printed>>): string[] =>
  finding.columns.map(spellingOf)

describe('a column a line', () => {
  test.each([1 << 16, 7])(
    'psql, whose values go on in lines of their own, in pieces of %d',
    async (step) => {
      const text = lines(
        ...['Expanded display is on.', '-[ RECORD 1 ]-+--------', 'id            | 1'],
        ...['note          | line 1 +', '              | line 2', 'x|y           | 5'],
        ...[
          '-[ RECORD 2 ]-+--------',
          'id            | 2',
          'note          | ',
          'x|y           | 7',
          '',
        ],
        ...['Time: 0.5 ms'],
      )
      expect(await printed(text, step)).toMatchObject({
        lines: ['id,note,x|y', '1,"line 1', 'line 2",5', '2,,7'],
        aside: 0,
      })
    },
  )

  test('mysql, whose names stand at the right, and whose NULL is none', async () => {
    const row = (n: number) => `${'*'.repeat(27)} ${n}. row ${'*'.repeat(27)}`
    const text = lines(
      ...[
        row(1),
        '   id: 1',
        ' name: Anna: the first',
        'a note',
        row(2),
        '   id: 2',
        ' name: NULL',
      ],
      ...['2 rows in set (0.00 sec)', ''],
    )
    expect((await printed(text)).lines).toEqual(['id,name', '1,"Anna: the first', 'a note"', '2,'])
  })

  test('sqlite3, between blank lines', async () => {
    const text = lines('  id = 1', 'name = Anna', '', '  id = 2', 'name = ', '')
    expect((await printed(text)).lines).toEqual(['id,name', '1,Anna', '2,'])
  })

  test('a value of very many lines costs no more than its letters', async () => {
    const more = Array<string>(20_000).fill('  | of a value  +')
    const found = await printed(
      lines('-[ RECORD 1 ]', 'a | the lines   +', ...more, '  | end', 'b | 1'),
    )
    const value = ['the lines', ...Array<string>(20_000).fill('of a value'), 'end'].join('\n')
    expect(found.lines.join('\n')).toBe(`a,b\n"${value}",1`)
  })

  test('a line that is none of a row is aside', async () => {
    const text = lines('-[ RECORD 1 ]', 'id | 1', '-[ RECORD 2 ]', 'id | 2', 'broken')
    expect(await printed(text)).toMatchObject({ lines: ['id', '1', '2'], aside: 1 })
  })
})

describe('one block of names and values is no column', () => {
  test.each([
    ['a letter', ['Name: Anna', 'Age: 33', 'City: Omsk', 'Mail: a@x.org'], 'asset.one-record'],
    [
      'Compose',
      ['services:', '  web:', '    image: nginx', '    ports:', '      - "80:80"'],
      'asset.yaml',
    ],
    ['a list', ['- name: Anna', '  age: 33', '- name: Ben', '  age: 44'], 'asset.yaml'],
    [
      'settings with remarks',
      ['a: # one', 'b: # two of it', 'c: # three', 'd: x # four', 'e: # five, say'],
      'asset.one-record',
    ],
  ])('%s', (_, text, code) => {
    expect(codeOf(lines(...text))).toBe(code)
  })

  test('names and a number each are a table, and so are accounts of a system', async () => {
    expect(codeOf(lines('Anna: 33', 'Ben: 44', 'Cara: 22', 'Dan: 41'))).toBeUndefined()
    const users = ['root:x:0:0:root:/root:/bin/bash', 'bin:x:2:2:bin:/bin:/usr/sbin/nologin']
    const found = await printed(lines(...users, 'sys:x:3:3:sys:/dev:/usr/sbin/nologin'))
    expect(found.finding.columns).toHaveLength(7)
    expect(found.finding.text?.rows).toBe(3)
  })
})

describe('XML whose elements say their columns', () => {
  const row = (id: string, name: string): string =>
    `<row><field name="id">${id}</field><field name="name"${name}</row>`

  test('a dump of MySQL is its largest table, and no other', async () => {
    const rows = row('1', '>Anna</field>') + row('2', ' xsi:nil="true" />')
    const text = `<?xml version="1.0"?><mysqldump xmlns:xsi="x"><database name="shop">
      <table_structure name="users"><field Field="id" Type="int" /></table_structure>
      <table_data name="orders">${row('9', '>none</field>')}</table_data>
      <table_data name="users">${rows}</table_data></database></mysqldump>`
    const found = await printed(text)
    expect(found.lines).toEqual([
      'id,name,/mysqldump/database/@name,/mysqldump/database/table_data/@name',
      '1,Anna,shop,users',
      '2,,shop,users',
    ])
    expect(found.finding.doubt).toEqual(['the largest table is read; the others are not: "orders"'])
  })

  test('tables behind what was inspected are told', async () => {
    const of = (table: string): string =>
      `<table_data name="${table}">\n${`${row('1', '>Anna</field>')}\n`.repeat(20)}</table_data>`
    const text = `<?xml version="1.0"?>\n<mysqldump><database name="shop">${of('a')}${of('b')}</database></mysqldump>`
    const found = await printed(text, 100, 800)
    expect(found.lines.length).toBe(21)
    expect(found.told.flatMap(({ doubt }) => doubt)).toEqual([
      'the largest table is read; the others are not: "b"',
    ])
  })

  test('a result of mysql, and documents of Solr', async () => {
    const result = `<resultset>${row('1', '>Anna</field>')}${row('2', '>Ben</field>')}</resultset>`
    expect((await printed(result)).lines).toEqual(['id,name', '1,Anna', '2,Ben'])
    const docs =
      '<doc><str name="id">a</str><int name="n">1</int></doc><doc><str name="id">b</str></doc>'
    expect((await printed(`<result>${docs}</result>`)).lines).toEqual(['id,n', 'a,1', 'b,'])
  })

  test('elements of one name that say nothing of columns stay a list', async () => {
    const text = '<a><b><c name="x">1</c><c name="x">2</c></b><b><c name="y">3</c></b></a>'
    expect((await printed(text)).lines[0]).toBe('c')
  })
})

describe('a workbook of Excel 2003 in XML', () => {
  const cell = (type: string, value: string, more = ''): string =>
    `<Cell${more}><Data ss:Type="${type}">${value}</Data></Cell>`
  const sheet = (name: string, ...rows: string[]): string =>
    `<Worksheet ss:Name="${name}"><Table>${rows.map((row) => `<Row>${row}</Row>`).join('\n')}</Table></Worksheet>`
  const workbook = (...sheets: string[]): string =>
    `<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">${sheets.join('')}</Workbook>`
  const head = ['id', 'name', 'born', 'ok'].map((name) => cell('String', name)).join('')

  test.each([1 << 16, 11])('types, gaps, notes and fonts, in pieces of %d', async (step) => {
    const one = [
      cell('Number', '1'),
      '<Cell><ss:Data ss:Type="String">Anna <B>&amp;</B> co</ss:Data><Comment><ss:Data>no</ss:Data></Comment></Cell>',
      cell('DateTime', '1990-01-02T00:00:00.000'),
      cell('Boolean', '1'),
    ]
    const two = cell('Number', '2.5') + cell('DateTime', '1991-03-04T10:20:30.000', ' ss:Index="3"')
    const text = workbook(
      sheet('Other', cell('String', 'x')),
      sheet('Main', head, one.join(''), two),
    )
    const found = await printed(text, step)
    expect(found.lines.map((line) => JSON.parse(line))).toEqual([
      { id: 1, name: 'Anna & co', born: '1990-01-02', ok: true },
      { id: 2.5, name: null, born: '1991-03-04T10:20:30', ok: null },
    ])
    expect(found.told[0]!.doubt).toEqual([
      'the largest sheet is the table; the others are not: "Other"',
    ])
  })
})

describe('JSON that a script is given', () => {
  test.each([
    ['a call', 'callback([{"id":1},{"id":2}]);\n'],
    ['a call behind a remark', '/**/ jQuery1_2({"data":[{"id":1},{"id":2}]});'],
    ['a variable', 'var rows = [ {"id":1},\n {"id":2} ];\n'],
    ['an archive of a site', 'window.YTD.tweets.part0 = [ {"id":1},\n {"id":2} ]'],
  ])('%s', async (_, text) => {
    for (const step of [1 << 16, 3]) {
      expect((await printed(text, step)).lines).toEqual(['{"id":1}', '{"id":2}'])
    }
  })

  test.each([
    ['settings', 'var config = {"a": 1};\n'],
    ['two variables', 'var a = [{"x":1}];\nvar b = [{"x":2}];\n'],
    ['code', 'define(["a", "b"], function (a, b) {\n  return a + b;\n});\n'],
    ['a call that is not closed', 'callback([{"id":1}]'],
  ])('%s: no table', (_, text) => {
    expect(codeOf(text)).toMatch(/^asset\./)
  })
})

describe('JSON whose members are columns', () => {
  test.each([
    ['in a line', '{"a":[1,2],"b":["x",null]}\n'],
    ['in several', '{\n  "a": [1, 2],\n  "b": ["x", null]\n}\n'],
    ['as pandas writes it', '{"a":{"0":1,"1":2},"b":{"0":"x","1":null}}'],
  ])('%s', async (_, text) => {
    const found = await printed(text)
    expect(found.lines).toEqual(['{"a":1,"b":"x"}', '{"a":2,"b":null}'])
    expect(found.finding.doubt).toHaveLength(1)
  })

  test.each([
    ['arrays that differ in length', '{"a":[1,2],"b":[3]}'],
    ['something beside', '{"a":[1,2],"b":[3,4],"c":1}'],
    ['lists of lists', '{"a":[[1],[2]],"b":[[3],[4]]}'],
    ['an empty object beside', '{"a":[1,2],"b":[3,4],"c":{}}'],
    ['an empty object in the place of a value', '{"a":{"0":1,"1":2},"b":{"0":3,"1":4,"2":{}}}'],
    ['one list', '{"a":[1,2]}'],
    ['a line among others', '{"a":[1,2],"b":[3,4]}\n{"a":[1,2],"b":[3,4]}\n'],
  ])('%s: rows as before', async (_, text) => {
    const { finding } = await printed(text)
    expect(finding.render?.rows).not.toBe('columns')
  })
})

describe('LaTeX', () => {
  const table = (...rows: string[]): string =>
    lines('\\begin{table}[ht]', '\\begin{tabular}{lr|r}', ...rows, '\\end{tabular}', '\\end{table}')
  const rows = [
    'Anna \\& co & 33\\% & \\textbf{1.5} \\\\ % a note',
    'Ben &',
    ' 44 & $-2.5$ \\\\[2pt]',
  ]

  test.each([1 << 16, 5])(
    'signs, fonts, remarks and rows of several lines, in pieces of %d',
    async (step) => {
      const text = table('\\hline', 'Name & Share & Score \\\\ \\hline', ...rows, 'Cara & & 3.5')
      expect(await printed(text, step)).toMatchObject({
        lines: ['Name,Share,Score', 'Anna & co,33%,1.5', 'Ben,44,-2.5', 'Cara,,3.5'],
        aside: 0,
      })
    },
  )

  test('rows alone, and a header that stands on each page', async () => {
    const head = ['Name & \\multicolumn{2}{c}{Sales} \\\\', ' & 2023 & 2024 \\\\', '\\hline']
    const alone = await printed(lines(...head, 'A & 1 & 2 \\\\', 'B & 3 & 4 \\\\'))
    expect(alone.lines).toEqual(['Name,Sales 2023,Sales 2024', 'A,1,2', 'B,3,4'])
    const long = lines(
      ...['\\begin{longtable}{lrr}', ...head, '\\endfirsthead', ...head, '\\endhead'],
      ...['A & 1 & 2 \\\\', 'B & 3 & 4 \\\\', '\\end{longtable}'],
    )
    expect((await printed(long)).lines).toEqual(alone.lines)
  })

  test('the largest of several; a row that is wider than it is aside', async () => {
    const small = table('x & y \\\\', '1 & 2 \\\\')
    const large = table('a & b \\\\', '\\hline', '1 & 2 \\\\', '3 & 4 \\\\', '5 & 6 \\\\')
    const found = await printed(small + large)
    expect(found.lines).toEqual(['a,b', '1,2', '3,4', '5,6'])
    expect(found.finding.doubt).toEqual([expect.stringContaining('1 more')])
  })

  test.each([1 << 16, 5])(
    'lines of a cell are one text, be it a box or a table within, in pieces of %d',
    async (step) => {
      const box = '\\begin{tabular}[c]{@{}l@{}}x\\\\ y\\end{tabular}'
      const cells = [box, '\\makecell{x \\\\ y}', '\\makecell{x\\\\\n y}', box.replace(' ', '\n')]
      const own = cells.map((cell, i) => `${i} & ${cell} \\\\`)
      const found = await printed(table('a & b \\\\', '\\hline', ...own, '4 & z'), step)
      expect(found.lines).toEqual(['a,b', '0,x y', '1,x y', '2,x y', '3,x y', '4,z'])
      expect([found.aside, found.finding.doubt]).toEqual([0, undefined])
    },
  )

  test('tables behind what was inspected are told', async () => {
    const large = table('a & b \\\\', '\\hline', ...Array<string>(40).fill('1 & 2 \\\\'))
    const found = await printed(large + table('x & y \\\\', '1 & 2 \\\\'), 1 << 16, 300)
    expect(found.lines.length).toBe(41)
    expect(found.told.flatMap(({ doubt }) => doubt)).toEqual([expect.stringContaining('1 more')])
  })

  test.each([
    [
      'an article',
      lines('One.', 'Two.', 'Three.', 'Four.', 'Five.', 'Six.', 'Seven.', 'Eight.') +
        table('a & b \\\\', '1 & 2 \\\\'),
    ],
    ['addresses', lines('a=1&b=2', 'c=3&d=4', 'e=5&f=6')],
    [
      'a table with a column of LaTeX',
      lines('id,tex', '1,a & b \\\\', '2,c & d \\\\', '3,e & f \\\\'),
    ],
    ['paths', lines('C:\\\\a & b', 'C:\\\\c & d', 'C:\\\\e & f')],
  ])('no table of LaTeX: %s', async (_, text) => {
    expect((await printed(text)).finding.render?.reader).not.toBe('latex')
  })
})

describe('headers', () => {
  const rows = ['Mazda RX4,21,6', 'Mazda RX4 Wag,21,6', 'Datsun 710,22.8,4']

  test('R leaves out the name of the names of rows', async () => {
    const quoted = rows.map((row) => row.replace(/^[^,]+/, '"$&"'))
    const found = await printed(lines('"mpg","cyl"', ...quoted))
    expect(namesOf(found)).toEqual(['column_1', 'mpg', 'cyl'])
    expect(found.finding.doubt).toBeUndefined()
    const bare = await printed(lines('mpg,cyl', ...rows))
    expect(namesOf(bare)).toEqual(['column_1', 'mpg', 'cyl'])
    expect(bare.finding.doubt).toEqual([expect.stringContaining('one name less')])
  })

  test.each([
    ['its own name above what counts', ['id,name', '1,Anna,x', '2,Ben,y', '3,Cara,z']],
    ['names of rows that come twice', ['a,b', 'x,1,2', 'x,3,4', 'y,5,6']],
  ])('no names are moved: %s', async (_, text) => {
    expect(namesOf(await printed(lines(...text)))[0]).not.toBe('column_1')
  })

  test('the three rows of a template', async () => {
    const found = await printed(
      lines(
        ...[
          'TemplateType=fptcustom\tVersion=2021.1014\tThe top 3 rows are for Amazon\t\t',
          '',
        ].slice(0, 1),
        ...[
          'Product Type\tSeller SKU\tBrand Name\tStandard Price',
          'feed_product_type\titem_sku\tbrand_name\tstandard_price',
        ],
        ...['shirt\tA-1\tAcme\t19.99', 'shirt\tA-2\tAcme\t18.99', 'shirt\tA-3\tAcme\t17.99'],
      ),
    )
    expect(namesOf(found)).toEqual([
      ...['Product Type feed_product_type', 'Seller SKU item_sku', 'Brand Name brand_name'],
      'Standard Price standard_price',
    ])
  })

  test.each([
    ['names like them', 'table_name,column_name,data_type'],
    ['names that they do not echo', 'Table,Column,Type'],
  ])('a row of identifiers is a row below %s', async (_, head) => {
    const rows = ['user_accounts,user_id,big_int', 'user_accounts,user_name,varchar(20)']
    const { finding } = await printed(lines(head, ...rows, 'orders,order_id,big_int'))
    expect(namesOf({ finding } as never)).toEqual(head.split(','))
  })

  test.each([
    ['a number that is missing', ['name,score', 'Anna,absent', 'Ben,12', 'Cara,15', 'Dan,9'], 4],
    ['two of them', ['name,score,grade', 'Anna,absent,excused', 'Ben,12,2', 'Cara,15,1'], 3],
  ])('a row without its number is a row, and doubt is said: %s', async (_, text, count) => {
    const { finding } = await printed(lines(...text))
    expect([finding.text?.rows, finding.columns.map(spellingOf)[0]]).toEqual([count, 'name'])
    expect(finding.doubt).toEqual([
      expect.stringContaining('line 2 may be a second row of the header'),
    ])
  })

  test.each([
    ['units', ['name,height,mass', ',cm,kg', 'Anna,170,60', 'Ben,180,75', 'Cara,165,55']],
    [
      'types',
      ['name,height,mass', 'text,number,number', 'Anna,170,60', 'Ben,180,75', 'Cara,165,55'],
    ],
    ['units of all', ['t,v,T', 's,m/s,degC', '0,1.5,20', '1,1.6,21', '2,1.7,22']],
  ])('a row of the header stays one: %s', async (_, text) => {
    expect((await printed(lines(...text))).finding.text?.rows).toBe(text.length - 2)
  })
})
