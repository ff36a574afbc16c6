import { describe, expect, test } from '@jest/globals'
import { csvLines, outputsOfAnswer } from '../../../lake/predict/endpoint.ts'
import { rowsOfOutputs } from '../../../lake/predict/feed.ts'
import type { ModelColumn } from '../../../schemas/model.ts'

const csv = (body: string) => ({ contentType: 'text/csv; charset=utf-8', body })
const json = (value: unknown) => ({ contentType: 'application/json', body: JSON.stringify(value) })
const chance: ModelColumn[] = [{ name: 'chance', type: 'float', nullable: false }]
const both: ModelColumn[] = [
  { name: 'kind', type: 'string', nullable: false },
  { name: 'count', type: 'long', nullable: false },
]

test('rows go as the containers read them: no labels, nothing for what is missing', () => {
  const lines = csvLines([
    { name: 'a', datatype: 'FP64', shape: [2, 1], data: [1.5, Number.NaN] },
    { name: 'b', datatype: 'INT64', shape: [2, 1], data: [2n ** 60n, -1n] },
    { name: 'c', datatype: 'BOOL', shape: [2, 1], data: [true, false] },
    { name: 'd', datatype: 'BYTES', shape: [2, 1], data: ['say "a,b"\n', ''] },
  ])
  expect(lines).toEqual(['1.5,1152921504606846976,1,"say ""a,b""\n"\n', ',-1,0,\n'])
})

describe('answers', () => {
  test.each([
    ['a line a row', csv('0.25\n0.5\n')],
    ['all rows in one line', csv('0.25,0.5')],
    ['a list', json([0.25, 0.5])],
    ['predictions', json({ predictions: [0.25, 0.5] })],
    ['predictions in lists', json({ predictions: [[0.25], [0.5]] })],
    ['predictions by name', json({ predictions: [{ chance: 0.25 }, { chance: 0.5, more: 1 }] })],
  ])('of one output are read as %s', (_, answer) => {
    const rows = rowsOfOutputs(outputsOfAnswer(answer, chance, 2))
    expect(rows).toEqual([{ chance: 0.25 }, { chance: 0.5 }])
  })

  test('of several outputs are read by their order, or by their names', () => {
    const wanted = [{ kind: 'a,b', count: 3 }]
    for (const answer of [
      csv('"a,b",3\r\n'),
      json([['a,b', 3]]),
      json([{ count: 3, kind: 'a,b' }]),
    ]) {
      expect(rowsOfOutputs(outputsOfAnswer(answer, both, 1))).toEqual(wanted)
    }
    expect(rowsOfOutputs(outputsOfAnswer(csv('x,1\n,2\n'), both, 2))).toEqual([
      { kind: 'x', count: 1 },
      { kind: '', count: 2 },
    ])
  })

  test.each([
    ['1 rows came back for 2', csv('0.5'), chance],
    ['"chance" of row 2 came back as "high", no float', csv('0.5\nhigh'), chance],
    ['"chance" of row 2 came back as "", no float', csv('0.5\n,\n'), chance],
    ['"chance" of row 1 came back as null, no float', json([null, 1]), chance],
    ['"count" of row 1 came back as "1.5", no long', csv('a,1.5\nb,2'), both],
    ['"count" of row 2 came back as undefined, no long', csv('a,1\nb'), both],
    ['no list', json({ error: 'x' }), chance],
    ['no JSON', { contentType: 'application/json', body: '<html>' }, chance],
  ])('that are none say so: %s', (message, answer, outputs) => {
    expect(() => outputsOfAnswer(answer, outputs, 2)).toThrow(message)
  })
})
