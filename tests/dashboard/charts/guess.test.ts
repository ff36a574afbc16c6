import { describe, expect, test } from '@jest/globals'
import { guessChart, type Table } from '../../../dashboard/charts/guess.ts'
import { barSentence, histogramSentence, lineSentence } from '../../../dashboard/charts/sentence.ts'

const table = (columns: Record<string, string>, ...rows: Table['rows']): Table => ({
  columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
  rows,
})

describe('the chart of a result', () => {
  test('is a line for time and a number, in the order of time', () => {
    const chart = guessChart(
      table({ day: 'date', flights: 'bigint' }, ['2001-01-02', 92], ['2001-01-01', 40]),
    )
    expect(chart).toMatchObject({ kind: 'line', data: { isTime: true } })
    if (chart?.kind !== 'line') throw new Error('no line')
    expect(chart.data.series).toEqual([{ name: 'flights', values: [40, 92] }])
  })

  test('takes text for time where every row is a date', () => {
    const rows: Table['rows'] = [
      ['2001-01', '1.5'],
      ['2001-02', '2.5'],
      [null, '3'],
    ]
    const dated = guessChart(table({ month: 'varchar', fare: 'decimal(9,2)' }, ...rows))
    expect(dated).toMatchObject({ kind: 'line', data: { series: [{ values: [1.5, 2.5] }] } })
    const other = guessChart(table({ month: 'varchar', fare: 'double' }, ['2001-01', 1], ['x', 2]))
    expect(other?.kind).toBe('bars')
  })

  test('is a line for each word beside time', () => {
    const chart = guessChart(
      table(
        { at: 'timestamp(3)', carrier: 'varchar', n: 'bigint' },
        ['2001-01-01 00:00:00.000', 'AA', 1],
        ['2001-01-01 00:00:00.000', 'DL', 5],
        ['2001-01-02 00:00:00.000', 'DL', 7],
      ),
    )
    expect(chart).toMatchObject({
      kind: 'line',
      data: {
        series: [
          { name: 'DL', values: [5, 7] },
          { name: 'AA', values: [1, null] },
        ],
      },
    })
  })

  test('is a line over whole numbers that only rise', () => {
    const rising = table({ hour: 'bigint', n: 'bigint' }, [0, 3], [1, 9], [5, 2])
    expect(guessChart(rising)).toMatchObject({
      kind: 'line',
      data: { isTime: false, x: [0, 1, 5] },
    })
    expect(guessChart(table({ a: 'bigint', b: 'bigint' }, [3, 3], [1, 9]))).toBeUndefined()
  })

  test('is bars for a category and a number', () => {
    const chart = guessChart(
      table({ origin: 'varchar', late: 'double' }, ['ATL', 4], [null, 2], ['ORD', null]),
    )
    expect(chart).toMatchObject({
      kind: 'bars',
      data: { bars: [{ category: 'ATL' }, { category: 'null' }] },
    })
    const twice = table({ origin: 'varchar', late: 'double' }, ['ATL', 4], ['ATL', 2])
    expect(guessChart(twice)).toBeUndefined()
  })

  test('is a histogram for one number, and none for one row or words alone', () => {
    const rows: Table['rows'] = Array.from({ length: 50 }, (_, i) => [i * i])
    expect(guessChart(table({ delay: 'double' }, ...rows))?.kind).toBe('histogram')
    expect(guessChart(table({ n: 'bigint' }, [1]))).toBeUndefined()
    expect(guessChart(table({ name: 'varchar' }, ['a'], ['b']))).toBeUndefined()
  })
})

describe('the sentence', () => {
  const dayMs = 86_400_000
  const line = (...values: (number | null)[]) => ({
    x: values.map((_, i) => Date.UTC(2001, 0, 1) + i * dayMs),
    isTime: true,
    xName: 'day',
    series: [{ name: 'flights', values }],
  })

  test.each([
    [
      [40, 120, 92],
      'flights rose from 40 on 1 Jan 2001 to 92 on 3 Jan 2001, peak 120 on 2 Jan 2001.',
    ],
    [[9, 1, 3], 'flights fell from 9 on 1 Jan 2001 to 3 on 3 Jan 2001, lowest 1 on 2 Jan 2001.'],
    [[7, 7, null], 'flights was 7 on 1 Jan 2001 and on 2 Jan 2001.'],
    [[null, null], 'flights has no values.'],
  ])('of a line says how it went: %p', (values, sentence) => {
    expect(lineSentence(line(...values))).toBe(sentence)
  })

  test('of bars names the most and the least', () => {
    const bars = [
      { category: 'ATL', value: 1204 },
      { category: 'ORD', value: 900.5 },
    ]
    expect(barSentence({ categoryName: 'origin', valueName: 'flights', bars })).toBe(
      'flights by origin: ATL has the most, 1,204; of 2, ORD has the least, 900.5.',
    )
  })

  test('of a histogram says where the most are', () => {
    const bins = [
      { from: 0, to: 10, count: 3 },
      { from: 10, to: 20, count: 1 },
    ]
    expect(histogramSentence(bins, 'delay')).toBe(
      '4 values of delay from 0 to 20, the most, 3, between 0 and 10.',
    )
  })
})
