/** Files as banks, statistics, loggers and surveys export them: what stands above and below a table is none of its rows. */
import { expect, test } from '@jest/globals'
import { inspectText } from '../../../lake/inspect/text.ts'
import type { TextReader } from '../../../lake/render/plaintext.ts'
import { readers } from '../../../lake/render/readers.ts'

const lines = (...all: string[]): string => `${all.join('\n')}\n`

/** The names of the columns, and how many rows there are. */
async function found(text: string): Promise<{ names: string[]; rows: number | undefined }> {
  const bytes = Buffer.from(text)
  const finding = inspectText({ bytes, whole: true }, [])
  const { render } = finding
  if (!render) return { names: finding.columns.map(spelt), rows: finding.text?.rows }
  const reader = readers[render.reader as 'csv'] as { text: TextReader }
  let plain = ''
  const object = {
    bytes: bytes.length,
    chunks: async function* () {
      yield bytes
    },
    read: async (start: number, end: number) => bytes.subarray(start, end),
    aside: () => {},
  }
  for await (const piece of reader.text(object, render)) plain += Buffer.from(piece).toString()
  const [first = '', ...rest] = plain.trimEnd().split('\n')
  return render.header
    ? { names: first.split(','), rows: rest.length }
    : { names: finding.columns.map(spelt), rows: rest.length + 1 }
}

const spelt = ({ name, original = name }: { name: string; original?: string }): string => original

const statement = ['Date,Description,Debit,Credit,Balance', '16.10.2022,Card,5.00,,784.79']

test.each<[string, string[], string[], number]>([
  [
    'more lines of two cells above than there are rows',
    [
      ...['From:;01.01.2024', 'To:;31.03.2024', 'Account:;CH93007620', 'Currency:;CHF'],
      ...['Date;Text;Credit;Debit;Valued;Balance', '16.10.2022;Ann;3.63;;19.11.2022;784.79'],
      ...['21.09.2022;Ben;;-1.23;18.11.2022;502.86', '', 'Disclaimer:', 'No document of the bank.'],
    ],
    ['Date', 'Text', 'Credit', 'Debit', 'Valued', 'Balance'],
    2,
  ],
  [
    'as many above as there are rows, in quotes and without',
    [
      ...['Name:,"Mr J Smith"', "Number:,'12345678", 'Sort Code:,20-00-00', '', ...statement],
      '17.10.2022,Transfer,,"1,827.95",406.91',
    ],
    ['Date', 'Description', 'Debit', 'Credit', 'Balance'],
    2,
  ],
  [
    'titles above and notes below, without a delimiter',
    [
      ...['"Table 3.2: Population, by region"', 'Thousands', '', 'Region,2019,2020,2021'],
      ...['East,863,597,902', 'West,635,259,265', 'North,92,66,62', 'South,42,61,29', ''],
      ...['Notes', '1. Figures may not sum due to rounding.', '.. not available', 'Source: Office'],
    ],
    ['Region', '2019', '2020', '2021'],
    4,
  ],
  [
    'notes below a row of nothing, as wide as the table',
    [
      ...['Region,2019,2020,2021', 'East,863,597,902', 'West,635,259,..', 'North,92,66,62'],
      ...[',,,', 'Notes,,,', '1. Rounded.,,,', '.. not available,,,', 'Source: Office,,,'],
    ],
    ['Region', '2019', '2020', '2021'],
    3,
  ],
  [
    'comments of another kind above, one as wide as the table',
    [...['% run 12', '% dt = 0.1, n = 40', 'x,y,label'], '0,1.46,a', '1,6.49,b', '2,5.02,a'],
    ['x', 'y', 'label'],
    3,
  ],
  [
    'comments above that are more than the rows',
    [
      ...['##fileformat=VCFv4.2', '##INFO=<ID=DP,Number=1>', '##contig=<ID=1,length=2>'],
      ...['#CHROM\tPOS\tREF\tALT', '2\t100\tA\tG', 'X\t371\tC\tT'],
    ],
    ['CHROM', 'POS', 'REF', 'ALT'],
    2,
  ],
  [
    'a line of a logger above, which is wider',
    [
      ...['"TOA5","CR10","CR10","12345","Std.32","met","3210"', '"TIMESTAMP","RECORD","Volts"'],
      ...['"TS","RN","V"', '"2024-05-01 08:00:00",0,12.79', '"2024-05-01 08:10:00",1,12.78'],
      ...['"2024-05-01 08:20:00",2,12.35', '"2024-05-01 08:30:00",3,12.3'],
    ],
    ['TIMESTAMP TS', 'RECORD RN', 'Volts V'],
    4,
  ],
  [
    'a header of three rows',
    [
      ...['Start,Id,Q1,Q2', 'Start Date,Response,What is your age?,Rate: Service'],
      ...['"{""a"":""s""}","{""a"":""i""}","{""a"":""q""}","{""a"":""r""}"'],
      ...['2024-01-02 03:04:05,R_1,65,3', '2024-01-02 03:04:06,R_2,29,4'],
      ...['2024-01-02 03:04:07,R_3,31,5', '2024-01-02 03:04:08,R_4,44,1'],
      ...['2024-01-02 03:04:09,R_5,50,2', '2024-01-02 03:04:10,R_6,18,2'],
    ],
    [
      'Start Start Date {"a":"s"}',
      'Id Response {"a":"i"}',
      'Q1 What is your age? {"a":"q"}',
      'Q2 Rate: Service {"a":"r"}',
    ],
    6,
  ],
  [
    'names that are hours',
    ['Station,0,6,12,18', 'a,0.4,8.0,29.1,9.3', 'b,5.1,10.0,3.3,7.7', 'c,27.5,13.8,12.9,8.0'],
    ['Station', '0', '6', '12', '18'],
    3,
  ],
  [
    'blanks behind the names',
    [
      ...['unit,geo\\TIME_PERIOD\t2017 \t2018 \t2019 ', 'THS,AT\t4540.8 p \t3794.5 p \t: '],
      ...['THS,BE\t: \t6355.7 \t8925.9 ', 'THS,BG\t8438.2 \t4279.6 \t2871.8 '],
    ],
    ['unit,geo\\TIME_PERIOD', '2017', '2018', '2019'],
    3,
  ],
  [
    'questions and answers',
    [
      ...['question,answer', 'Where is the key?,Under the mat.', 'Who called?,Nobody did.'],
      'When do we eat?,At noon.',
    ],
    ['question', 'answer'],
    3,
  ],
  [
    'cells that a colon divides as evenly',
    [
      ...['label\tmac', 'row 0\t97:0c:6a:f8:54:c9', 'row 1\tee:e9:3e:70:e5:62'],
      ...['row 2\t71:cf:69:ce:38:1a', 'row 3\tef:e6:93:f0:ab:8d', 'row 4\t29:25:71:1a:7f:da'],
      ...['row 5\tf5:11:89:2d:56:55', 'row 6\t2c:6c:23:18:c5:0a', 'row 7\tfd:5c:21:12:0c:a3'],
    ],
    ['label', 'mac'],
    8,
  ],
  [
    'cells that blanks and commas divide as evenly',
    [
      ...['label\tday', 'row 0\tDec 23, 2005', 'row 1\tJan 11, 2013', 'row 2\tMar 22, 2008'],
      ...['row 3\tDec 2, 2006', 'row 4\tDec 27, 2010', 'row 5\tMar 7, 2014', 'row 6\tMay 3, 2007'],
    ],
    ['label', 'day'],
    7,
  ],
  [
    'addresses, which slashes divide',
    ['https://example.org/p/0?x=1', 'https://example.org/p/1?x=1', 'https://example.org/p/2?x=1'],
    ['column_1'],
    3,
  ],
  [
    'a delimiter that is on no keyboard',
    ['id¬name¬amount', '1¬Anna Berg¬17.5', '2¬Ben Tal¬11.2', '3¬Cy Fox¬21.4'],
    ['id', 'name', 'amount'],
    3,
  ],
  [
    'a list of SAP',
    [
      ...['15.03.2024    Dynamic List Display    1', '', '----------------------------'],
      ...['|Material|Plnt|Unrestricted|', '----------------------------'],
      ...['|100000  |1000|    8.289,66|', '|100011  |1000|    7.692,79|'],
      '----------------------------',
    ],
    ['Material', 'Plnt', 'Unrestricted'],
    2,
  ],
])('%s', async (_, text, names, rows) => {
  expect(await found(lines(...text))).toEqual({ names, rows })
})

test.each([
  ['rows of a list', ['1,2,3,4', '2,4,6,8', '5,1,9,2', '7,7,1,0'], 4],
  ['steps of each row', ['a,1,2,3,4', 'b,2,3,4,5', 'c,5,6,7,8'], 3],
  ['ranks in the first row alone', ['Ann,1,2,3,4', 'Ben,3,1,4,2', 'Cy,2,2,1,4', 'Di,4,3,1,1'], 4],
  ['values with marks of remarks', ['-- a;b;c', '-- d;e;f', '-- g;h;i', '-- j;k;l'], 4],
  [
    'rows with more cells than those before',
    ['name,qty', 'a,1', 'b,2', 'c,3', 'd,4', 'h,1,2,3', 'i,1,2,3', 'j,1,2,3', 'k,1,2,3', 'l,1,2,3'],
    9,
  ],
  [
    'two rows without their numbers',
    [
      ...['name,oral,written', 'Ann,absent,absent', 'Ben,absent,absent', 'Cy,5,2', 'Di,6,3'],
      ...['Eve,7,4', 'Fay,9,5'],
    ],
    6,
  ],
  ['a text alone behind a blank row', ['name,a,b', 'x,1,2', 'y,3,4', '', 'z z,,', ''], 3],
])('what is no header and no note stays a row: %s', async (_, text, rows) => {
  expect((await found(lines(...text))).rows).toBe(rows)
})
