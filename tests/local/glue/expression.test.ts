import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { partitionFilter } from '../../../local/glue/expression.ts'

const keys = [
  { Name: 'Day', Type: 'date' },
  { Name: 'hour', Type: 'int' },
  { Name: 'region', Type: 'string' },
  { Name: 'price', Type: 'decimal(10,2)' },
  { Name: 'at', Type: 'timestamp' },
]
const values = ['2024-02-29', '7', "o'hare", '1.50', '2024-02-29 12:00:00.5']
const holds = (expression: string, of = values) => partitionFilter(expression, keys)(of)

describe('each type compares as itself', () => {
  test.each([
    ["day = '2024-02-29'", true],
    ["day >= date '2024-03-01'", false],
    ['hour < 10', true],
    ["hour < '10'", true],
    ['10 > hour', true],
    ["region = 'o''hare'", true],
    ["region <> 'x' and not region != 'o''hare'", true],
    ["`region` LIKE 'o%re' AND \"region\" NOT LIKE 'o_'", true],
    ['price = 1.5', true],
    ["price in ('1.49', (1.500))", true],
    ["at between '2024-02-29 12:00:00' and '2024-02-29 12:00:00.500000'", true],
    ['hour not between 1 and 6', true],
    ["(hour = 1 or (hour = 7)) and region in ('a', 'o''hare')", true],
    ['hour is not null', true],
    ['region is null', false],
  ])('%s', (expression, expected) => expect(holds(expression)).toBe(expected))
})

test('NULL is neither equal nor unequal', () => {
  const none = ['2024-02-29', '__HIVE_DEFAULT_PARTITION__', 'x', '1', '2024-01-01 00:00:00']
  expect(holds('hour = 1', none)).toBe(false)
  expect(holds('hour <> 1', none)).toBe(false)
  expect(holds('not hour = 1', none)).toBe(false)
  expect(holds('hour is null', none)).toBe(true)
  expect(holds("hour = 1 or region = 'x'", none)).toBe(true)
})

describe('what cannot be meant is refused by name', () => {
  test.each([
    ['hour', /Unsupported expression/],
    ['hour = ', /Unsupported expression/],
    ['hour = 1 garbage', /Unsupported expression/],
    ["hour = 1; drop table 'x'", /Unsupported expression/],
    ['nothing = 1', /Unknown column 'nothing'/],
    ["hour = 'x'", /"x" is not an integer/],
    ["day = '2024-02-30'", /is not a date/],
    ["at = 'noon'", /is not a timestamp/],
    ["hour like '1%'", /doesn't support operation 'LIKE'/],
  ])('%s', (expression, message) =>
    expect(() => holds(expression)).toThrow(
      expect.objectContaining({
        code: 'InvalidInputException',
        message: expect.stringMatching(message),
      }),
    ),
  )
  test('a key of a type that Glue does not filter by', () => {
    expect(() => partitionFilter('a = 1', [{ Name: 'a', Type: 'double' }])).toThrow(/Unknown type/)
  })
})

/** An expression and, beside it, what it means in JavaScript. */
interface Model {
  text: string
  holds: (hour: number | null, region: string) => boolean | null
}
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`
const operators: [string, (a: number | string, b: number | string) => boolean][] = [
  ['=', (a, b) => a === b],
  ['<>', (a, b) => a !== b],
  ['!=', (a, b) => a !== b],
  ['<', (a, b) => a < b],
  ['<=', (a, b) => a <= b],
  ['>', (a, b) => a > b],
  ['>=', (a, b) => a >= b],
]
const hours = fc.integer({ min: -3, max: 12 })
const regions: fc.Arbitrary<string> = fc.constantFrom('', 'a', 'ab', "b'", 'é', '10', '9', '%', '_')
const lift = <T>(hour: number | null, test: (hour: number) => T) =>
  hour === null ? null : test(hour)

const leaf: fc.Arbitrary<Model> = fc.oneof(
  fc.tuple(fc.constantFrom(...operators), hours).map(([[sign, compare], value]) => ({
    text: `hour ${sign} ${value}`,
    holds: (hour: number | null) => lift(hour, (found) => compare(found, value)),
  })),
  fc.tuple(fc.constantFrom(...operators), regions).map(([[sign, compare], value]) => ({
    text: `region ${sign} ${literal(value)}`,
    holds: (_: number | null, region: string) => compare(region, value),
  })),
  fc.tuple(hours, hours).map(([low, high]) => ({
    text: `hour BETWEEN ${low} AND '${high}'`,
    holds: (hour: number | null) => lift(hour, (found) => low <= found && found <= high),
  })),
  fc.array(regions, { minLength: 1, maxLength: 4 }).map((members) => ({
    text: `region in (${members.map(literal).join(', ')})`,
    holds: (_: number | null, region: string) => members.includes(region),
  })),
  fc.tuple(fc.constantFrom('a', "b'", '%', '_', '1'), fc.boolean()).map(([start, negated]) => ({
    text: `region ${negated ? 'NOT ' : ''}LIKE ${literal(`${start}%`)}`,
    holds: (_: number | null, region: string) =>
      (start === '%' || (start === '_' ? region.length > 0 : region.startsWith(start))) !== negated,
  })),
  fc.constant({ text: 'hour IS NULL', holds: (hour: number | null) => hour === null }),
)

const { model } = fc.letrec<{ model: Model }>((tie) => ({
  model: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.tuple(tie('model'), tie('model')).map(([a, b]) => ({
      text: `(${a.text}) AND (${b.text})`,
      holds: (hour: number | null, region: string) => {
        const truths = [a.holds(hour, region), b.holds(hour, region)]
        return truths.includes(false) ? false : truths.includes(null) ? null : true
      },
    })),
    fc.tuple(tie('model'), tie('model')).map(([a, b]) => ({
      text: `${a.text} or (${b.text})`,
      holds: (hour: number | null, region: string) => {
        const truths = [a.holds(hour, region), b.holds(hour, region)]
        return truths.includes(true) ? true : truths.includes(null) ? null : false
      },
    })),
    tie('model').map((a) => ({
      text: `not (${a.text})`,
      holds: (hour: number | null, region: string) => {
        const truth = a.holds(hour, region)
        return truth === null ? null : !truth
      },
    })),
  ),
}))

test('any expression means what its model means', () => {
  const hourOrNull = fc.option(hours, { nil: null })
  fc.assert(
    fc.property(model, hourOrNull, regions, (expression, hour, region) => {
      const partition = [hour === null ? '__HIVE_DEFAULT_PARTITION__' : String(hour), region]
      const filter = partitionFilter(expression.text, [
        { Name: 'hour', Type: 'int' },
        { Name: 'region', Type: 'string' },
      ])
      expect(filter(partition)).toBe(expression.holds(hour, region) === true)
    }),
    { numRuns: 1_000 },
  )
})

test('any text is either understood or refused as an invalid input', () => {
  const pieces = fc.constantFrom(
    'hour',
    '=',
    '(',
    ')',
    'and',
    'not',
    "'x'",
    '1',
    'in',
    ',',
    'is',
    '`',
  )
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces).map((all) => all.join(' ')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      try {
        partitionFilter(text, keys)
      } catch (error) {
        expect(error).toMatchObject({ code: 'InvalidInputException' })
      }
    }),
    { numRuns: 1_000 },
  )
})
