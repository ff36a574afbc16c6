/** The types of JSON's numbers: by how they are written, not by their values alone. */
import { expect, test } from '@jest/globals'
import { jsonTally } from '../../../lake/inspect/jsontally.ts'

test.each([
  ['0', 'long'],
  ['-0', 'long'],
  ['123456789012345', 'long'],
  ['9007199254740993', 'long'],
  ['1.0', 'double'],
  ['-0.0', 'double'],
  ['100000000000000.0', 'double'],
  ['1e2', 'double'],
  ['1E400', 'string'],
  ['1.005', 'double'],
  ['12345678.99999999999', 'double'],
  ['0.99999999999999999999', 'double'],
])('%s is a %s', (json, type) => {
  const tally = jsonTally()
  tally.add(json)
  expect(tally.type()).toBe(type)
})
