import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { noFacts } from '../../../lake/inspect/facts.ts'
import type { Inspection, TextFacts } from '../../../lake/inspect/inspection.ts'
import type { Column } from '../../../lake/schema/type.ts'
import { partitionFolder } from '../../../lake/serde/partition.ts'
import { joinShapes, type RawVerdict, shapeOf } from '../../../lake/serde/shape.ts'
import { rawPartitionInput, rawTableInput } from '../../../lake/serde/tableinput.ts'
import { readsFaithfully } from './faithful.ts'

const facts: TextFacts = { ...noFacts, rows: 2, lines: 3, cellsMin: 2, cellsMax: 2 }
const named = (...names: string[]): Column[] => names.map((name) => ({ name, type: 'long' }))
const base: Omit<Inspection, 'format' | 'columns'> = {
  compression: 'none',
  whole: true,
  verdict: 'table',
  evidence: [],
  bytesRead: 1,
}
const csv = (columns: Column[], text: Partial<TextFacts> = {}, dialect = {}): Inspection => ({
  ...base,
  format: 'csv',
  columns,
  csv: { delimiter: ',', quote: '"', escape: '"', header: true, ...dialect },
  text: { ...facts, ...text },
})
const json = (columns: Column[], text: Partial<TextFacts> = {}): Inspection => ({
  ...base,
  format: 'ndjson',
  columns,
  text: { ...facts, ...text },
})
const parquet = (columns: Column[], ...codecs: string[]): Inspection => ({
  ...base,
  format: 'parquet',
  columns,
  parquet: { rows: 1, codecs },
})
const word = (verdict: RawVerdict) =>
  'withheld' in verdict ? verdict.withheld.code : verdict.shape.serdes.join('|')
const join = (a: RawVerdict, b: RawVerdict): RawVerdict =>
  'withheld' in a ? a : 'withheld' in b ? b : joinShapes(a.shape, b.shape)

describe('one object', () => {
  const two = named('a', 'b')
  test.each([
    ['plain', csv(two), 's/d/f.csv', 'lazysimple|opencsv'],
    ['quoted', csv(two, { quotedCells: 1 }), 's/d/f.csv', 'opencsv'],
    ['\\N is text', csv(two, { hiveNulls: 1 }), 's/d/f.csv', 'opencsv'],
    ['a stray quote', csv(two, { quotesInside: 1 }), 's/d/f.csv', 'lazysimple'],
    ['both', csv(two, { quotesInside: 1, quotedCells: 1 }), 's/d/f.csv', 'csv.quotes'],
    ['escaped quotes', csv(two, { quotedCells: 1 }, { escape: '\\' }), 's/d/f.csv', 'csv.quotes'],
    ['§', csv(two, {}, { delimiter: '§' }), 's/d/f.csv', 'opencsv'],
    ['||', csv(two, {}, { delimiter: '||' }), 's/d/f.csv', 'csv.quotes'],
    [
      'a line end in quotes',
      csv(two, { newlinesInQuotes: 1 }),
      's/d/f.csv',
      'csv.newline-in-quotes',
    ],
    ['CR alone', csv(two, { carriageReturnsAlone: 1 }), 's/d/f.csv', 'lazysimple|opencsv'],
    ['blank', csv(two, { blankLines: 1 }), 's/d/f.csv', 'text.blank-lines'],
    ['blank, one column', csv(named('a'), { blankLines: 1, cellsMax: 1 }), 's/d/f', 'opencsv'],
    ['long rows', csv(two, { cellsMax: 3 }), 's/d/f.csv', 'csv.extra-cells'],
    [
      'gzip',
      { ...csv(two), compression: 'gzip' } as Inspection,
      's/d/f.csv.gz',
      'lazysimple|opencsv',
    ],
    [
      'gzip unnamed',
      { ...csv(two), compression: 'gzip' } as Inspection,
      's/d/f.csv',
      'compression.name',
    ],
    ['.GZ', { ...csv(two), compression: 'gzip' } as Inspection, 's/d/f.GZ', 'compression.name'],
    ['.lz4', { ...csv(two), compression: 'lz4' } as Inspection, 's/d/f.lz4', 'compression.codec'],
    ['named only', csv(two), 's/d/f.csv.gz', 'compression.name'],
    ['named bz2', json(two), 's/d/f.bz2', 'compression.name'],
    ['folder below keys', csv(two), 's/d/k=1/x/f.csv', 'lazysimple|opencsv'],
    ['folder above keys', csv(two), 's/d/x/k=1/f.csv', 'partition.folder'],
    ['one key twice', csv(two), 's/d/k=1/k=2/f.csv', 'key.partition'],
    ['key and column', csv(two), 's/d/a=1/f.csv', 'partition.column-clash'],
    ['JSON', json(two), 's/d/f.json', 'openx'],
    ['JSON, two values', json(two, { trailingValues: 1 }), 's/d/f.json', 'json.trailing-values'],
    ['JSON, CR within', json(two, { carriageReturnsAlone: 1 }), 's/d/f', 'json.carriage-returns'],
    ['JSON, a key twice', json(two, { repeatedKeys: 1 }), 's/d/f', 'json.repeated-keys'],
    ['JSON, blank', json(two, { blankLines: 1 }), 's/d/f.json', 'text.blank-lines'],
    ['Parquet', parquet(two, 'SNAPPY', 'ZSTD'), 's/d/f.parquet', 'parquet'],
    [
      'Parquet time',
      { ...parquet(two), parquet: { rows: 1, codecs: [], foreignType: 'TIME' } },
      's/d/f.parquet',
      'parquet.type',
    ],
    ['Parquet brotli', parquet(two, 'BROTLI'), 's/d/f.parquet', 'parquet.codec'],
    [
      'Parquet name',
      parquet([{ name: 'my_a', original: 'My A', type: 'long' }]),
      's/d/f',
      'parquet.column-name',
    ],
    ['Parquet case', parquet([{ name: 'a', original: 'A', type: 'long' }]), 's/d/f', 'parquet'],
  ])('%s', (_what, inspection, key, expected) => {
    expect(word(shapeOf(inspection, key))).toBe(expected)
  })
})

describe('two objects', () => {
  const [ab, abc] = [named('a', 'b'), named('a', 'b', 'c')]
  const wide = csv(abc, { cellsMax: 3 })
  test.each([
    ['more at the end', csv(ab), wide, 'lazysimple|opencsv'],
    ['another order', csv(ab), csv(named('b', 'a')), 'csv.columns-differ'],
    ['quotes in one', csv(ab), csv(ab, { quotedCells: 1 }), 'opencsv'],
    [
      'other quotes',
      csv(ab, { quotedCells: 1 }),
      csv(ab, { quotedCells: 1 }, { quote: "'", escape: "'" }),
      'csv.serdes-differ',
    ],
    ['other delimiters', csv(ab), csv(ab, {}, { delimiter: ';' }), 'csv.delimiters-differ'],
    ['no header', csv(ab), csv(ab, {}, { header: false }), 'csv.headers-differ'],
    [
      'stray and quoted',
      csv(ab, { quotesInside: 1 }),
      csv(ab, { quotedCells: 1 }),
      'csv.serdes-differ',
    ],
    ['CSV and JSON', csv(ab), json(ab), 'raw.formats-differ'],
    [
      'JSON keys in another case',
      json([{ name: 'a', original: 'A', type: 'long' }]),
      json(named('a')),
      'openx',
    ],
    [
      'JSON, other key',
      json([{ name: 'a_b', original: 'a b', type: 'long' }]),
      json([{ name: 'a_b', original: 'a.b', type: 'long' }]),
      'json.key-mapping',
    ],
    [
      'Parquet, other types',
      parquet(ab),
      parquet([{ name: 'a', type: 'double' }]),
      'parquet.types-differ',
    ],
    [
      'Parquet, wider decimal',
      parquet([{ name: 'a', type: 'decimal(5,2)' }]),
      parquet([{ name: 'a', type: 'decimal(9,2)' }]),
      'parquet',
    ],
  ])('%s', (_what, first, second, expected) => {
    const [a, b] = [shapeOf(first, 's/d/f'), shapeOf(second, 's/d/g')]
    expect(word(join(a, b))).toBe(expected)
    expect(word(join(b, a))).toBe(expected)
  })

  test('partition keys must be the same', () => {
    const [a, b] = [shapeOf(csv(ab), 's/d/k=1/f'), shapeOf(csv(ab), 's/d/f')]
    expect(word(join(a, b))).toBe('partition.keys-differ')
  })
})

const columns = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc.constantFrom<Column>(
          { name, type: 'long' },
          { name, type: 'string' },
          { name, type: 'long', original: name.toUpperCase() },
        ),
      ),
    ),
  )
const object = fc.oneof(
  fc
    .record({ columns, quotedCells: fc.nat(1), hiveNulls: fc.nat(1), header: fc.boolean() })
    .map(({ columns: list, header, ...text }) =>
      csv(list, { ...text, cellsMax: list.length }, { header }),
    ),
  columns.map((list) => json(list)),
  columns.map((list) => parquet(list, 'SNAPPY')),
)
const verdict = fc
  .tuple(object, fc.constantFrom('s/d/f', 's/d/k=1/f', 's/d/a=1/f'))
  .map(([inspection, key]) => shapeOf(inspection, key))

describe('joining is a join', () => {
  /** The order of columns tells who came first; which of several true reasons is told may differ. */
  const plain = (shape: RawVerdict) =>
    'withheld' in shape
      ? 'withheld'
      : JSON.stringify({
          ...shape.shape,
          columns: shape.shape.csv
            ? shape.shape.columns
            : [...shape.shape.columns].sort((a, b) => (a.name < b.name ? -1 : 1)),
        })

  test('commutative, idempotent, associative', () => {
    fc.assert(
      fc.property(verdict, verdict, verdict, (a, b, c) => {
        expect(plain(join(a, b))).toBe(plain(join(b, a)))
        expect(join(a, a)).toEqual(a)
        expect(plain(join(join(a, b), c))).toBe(plain(join(a, join(b, c))))
        const ab = join(a, b)
        expect(plain(join(ab, a))).toBe(plain(ab))
      }),
      { numRuns: 500 },
    )
  })
})

const shape = (verdict: RawVerdict) => {
  if ('withheld' in verdict) throw new Error(verdict.withheld.code)
  return verdict.shape
}

describe('faithfulness', () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', '"', ',', '\\', ' ', 'é', "'", 'N'),
    maxLength: 6,
  })

  test('what RFC 4180 writes, OpenCSV with a NUL escape reads', () => {
    const opencsv = shape(
      shapeOf(csv(named('a', 'b', 'c'), { quotedCells: 1, cellsMax: 3 }), 's/d/f'),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 4 }), (rows) => {
        const line = (cells: string[]) =>
          cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')
        const text = ['a,b,c', ...rows.map(line)].join('\n')
        expect(readsFaithfully(Buffer.from(text), opencsv)).toBeUndefined()
      }),
    )
  })

  test('a quote among the first three characters is found out', () => {
    const opencsv = shape(shapeOf(csv(named('a', 'b'), { quotedCells: 1 }), 's/d/f'))
    expect(readsFaithfully(Buffer.from('a,b\n1,2\nx"y,"2"\n'), opencsv)).toEqual({
      line: 3,
      column: 'a',
      reference: 'x"y',
      athena: expect.not.stringContaining('"'),
    })
  })

  test('JSON of every kind reads back', () => {
    const exact = shape(
      shapeOf(
        json([
          { name: 'id', type: 'long' },
          { name: 'my_key', original: 'My key', type: 'string' },
          { name: 'o', type: { struct: [{ name: 'k', original: 'K', type: 'double' }] } },
          { name: 'l', type: { list: { struct: [{ name: 'd', type: 'date' }] } } },
          { name: 'm', type: { map: ['string', 'decimal(5,2)'] } },
          { name: 'none', type: 'null' },
        ]),
        's/d/f',
      ),
    )
    const opened = { ...exact, anyCase: true as const }
    const good = [
      '{"id":9007199254740993,"My key":"x\\u00e9\\"","o":{"K":1e-3},"l":[{"d":"2024-02-29"},null],"m":{"A":1.5,"b":null}}',
      '{"my KEY":{"deep":[1,2.50,"x"]},"none":null}',
      '{"ID":-1,"my key":1E3,"l":[]}',
    ]
    expect(readsFaithfully(Buffer.from(good.join('\n')), opened)).toBeUndefined()
    const bad: [string, string][] = [
      ['{"id":1,"new":2}', 'new'],
      ['{"id":1,"ID":2}', 'two keys that differ in case'],
      ['{"id":1.5}', 'id'],
      ['{"m":{"a":1,"A":2}}', 'm'],
      ['[1]', ''],
      ['{"id":', ''],
    ]
    for (const [line, column] of bad) {
      expect(readsFaithfully(Buffer.from(line), opened)).toMatchObject({ line: 1, column })
    }
    expect(readsFaithfully(Buffer.from('{"m":{"a":1,"A":2}}'), exact)).toBeUndefined()
    expect(readsFaithfully(Buffer.from('{"ID":1}'), exact)).toMatchObject({ column: 'ID' })
  })

  test('keys that differ only in case are mapped and told apart', () => {
    const both = shape(
      shapeOf(
        json([
          { name: 'a', original: 'a', type: 'long' },
          { name: 'a_2', original: 'A', type: 'long' },
        ]),
        's/d/f',
      ),
    )
    expect(readsFaithfully(Buffer.from('{"a":1,"A":2}'), both)).toBeUndefined()
    const { Parameters } = rawTableInput('t', 's3://b/', both).StorageDescriptor.SerdeInfo
    expect(Parameters).toEqual({
      'serialization.format': '1',
      'case.insensitive': 'false',
      'mapping.a_2': 'A',
    })
  })
})

test('the Glue documents of a table and its partition', () => {
  const quoted = shape(
    shapeOf(
      csv(
        [
          { name: 'a', type: 'long' },
          { name: 'b_c', original: 'B c', type: 'date' },
        ],
        { quotedCells: 1 },
      ),
      's/d/day=1/f',
    ),
  )
  const parameters = {
    classification: 'csv',
    compressionType: 'none',
    typeOfData: 'file',
    delimiter: ',',
    columnsOrdered: 'true',
    areColumnsQuoted: 'true',
    'skip.header.line.count': '1',
  }
  const descriptor = {
    Columns: [
      { Name: 'a', Type: 'string' },
      { Name: 'b_c', Type: 'string', Comment: 'B c' },
    ],
    Location: 's3://raw/s/d/',
    InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    Compressed: false,
    NumberOfBuckets: -1,
    StoredAsSubDirectories: false,
    SerdeInfo: {
      SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
      Parameters: { separatorChar: ',', quoteChar: '"', escapeChar: '\0' },
    },
    Parameters: parameters,
  }
  expect(rawTableInput('s_d', 's3://raw/s/d/', quoted)).toEqual({
    Name: 's_d',
    TableType: 'EXTERNAL_TABLE',
    Parameters: { EXTERNAL: 'TRUE', ...parameters },
    PartitionKeys: [{ Name: 'day', Type: 'string' }],
    StorageDescriptor: descriptor,
  })
  expect(rawPartitionInput('raw', 's/d/day=1/f', ['1'], quoted)).toEqual({
    Values: ['1'],
    Parameters: parameters,
    StorageDescriptor: { ...descriptor, Location: 's3://raw/s/d/day=1/' },
  })
  expect(partitionFolder('s/d/a=1/b=2/x/f')).toBe('s/d/a=1/b=2/')
})
