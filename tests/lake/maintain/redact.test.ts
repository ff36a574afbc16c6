/** Rows leave an original, and every other byte stays as it was sent. */
import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { csvRows } from '../../../lake/inspect/csvrows.ts'
import { needlesOf, withoutValues } from '../../../lake/maintain/needle.ts'
import { isWanted, redactCsv, redactLines } from '../../../lake/maintain/redact.ts'
import { spellingsOf } from '../../../lake/schema/spellings.ts'

const dialect = { delimiter: ',', quote: '"', escape: '"', header: true }
const columns = [
  { name: 'id', type: 'string' as const },
  { name: 'email', original: 'E-Mail', type: 'string' as const },
]
const wanted = { columns: ['E-Mail'], values: new Set(['gone@x']) }

describe('CSV', () => {
  const cell = fc.oneof(
    fc.constantFrom(
      'gone@x',
      '"gone@x"',
      '',
      '""',
      '"a ""b"""',
      '"x, y"',
      '"two\nlines"',
      'gone@xx',
    ),
    fc.stringMatching(/^[a-z@.]{0,8}$/),
  )
  const lines = fc.array(fc.tuple(cell, cell), { maxLength: 12 })

  test('loses exactly the rows whose cell says it, in whatever dress', () => {
    fc.assert(
      fc.property(lines, fc.constantFrom('\n', '\r\n'), fc.boolean(), (rows, end, isClosed) => {
        const all = [['id', 'E-Mail'], ...rows].map((row) => row.join(','))
        const text = all.join(end) + (isClosed ? end : '')
        const read = csvRows(Buffer.from(text), dialect)
        if (read.fault) return
        const redacted = redactCsv(Buffer.from(text), dialect, columns, wanted)
        const goes = ([, email]: [string, string]) => /^"?gone@x"?$/.test(email)
        const kept = [all[0], ...rows.filter((row) => !goes(row)).map((row) => row.join(','))]
        expect(redacted.rows).toBe(rows.filter(goes).length)
        expect(redacted.rows + redacted.rest).toBe(rows.length)
        const rest = redacted.bytes.toString()
        expect(rest.endsWith(end) ? rest.slice(0, -end.length) : rest).toBe(kept.join(end))
      }),
    )
  })
})

describe('lines of JSON', () => {
  const of = (...rows: unknown[]) =>
    Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const without = (bytes: Buffer, path: string, ...values: string[]) =>
    redactLines(bytes, { columns: [path], values: new Set(values) })

  test('by a nested member, in lists, by 64-bit numbers as they are written', () => {
    const nested = of(
      { who: { mail: 'a@x' } },
      { who: { mail: 'b@x' } },
      { who: [{ mail: 'a@x' }] },
    )
    expect(without(nested, 'who.mail', 'a@x').bytes).toEqual(of({ who: { mail: 'b@x' } }))
    const big = Buffer.from('{"n":12345678901234567}\n{"n":12345678901234568}\n')
    expect(without(big, 'n', '12345678901234568').bytes.toString()).toBe(
      '{"n":12345678901234567}\n',
    )
  })

  test('by a member of any spelling, and by the name that it has in the table', () => {
    const rows = of({ 'user-id': 'gone' }, { город: 'gone' }, { Who: [{ 'e mail': 'gone' }] }, {})
    const { hashed } = spellingsOf('e mail', 'member')
    for (const [i, paths] of [
      ['user-id', 'USER-ID', 'user_id'],
      ['город', 'ГОРОД'],
      ['who.e mail', `who.${hashed}`],
    ].entries()) {
      const lines = rows.toString().split(/(?<=\n)/)
      for (const path of paths) {
        const kept = lines.filter((_, line) => line !== i).join('')
        expect([path, without(rows, path, 'gone').bytes.toString()]).toEqual([path, kept])
      }
    }
    expect(without(of({ phone: 'gone' }), 'phone_2', 'gone').rows).toBe(0) // another column
  })

  test('by a member that has dots in its own name, alone and within others', () => {
    const rows = of(
      { 'user.mail': 'gone' },
      { user: { mail: 'gone' } },
      { a: [{ 'b.c': { 'd.e': 'gone' } }] },
      { user: { 'mail.x': 'gone' } },
    )
    const [first, second, third, last] = rows.toString().split(/(?<=\n)/)
    expect(String(without(rows, 'user.mail', 'gone').bytes)).toBe(`${third}${last}`)
    expect(String(without(rows, 'a.b.c.d.e', 'gone').bytes)).toBe(`${first}${second}${last}`)
  })

  test('what is no JSON stays, the last line without an end too', () => {
    const text = Buffer.from('{"e":"a@x"}\nno json a@x\n{"e":"b@x"}')
    expect(without(text, 'e', 'a@x')).toMatchObject({ rows: 1, rest: 2 })
  })
})

test('a column is meant in whatever case it is spelt', () => {
  const column = { name: 'e_mail', original: 'e-mail' }
  for (const asked of ['e_mail', 'e-mail', 'E-Mail']) {
    expect(isWanted(column, { columns: [asked] })).toBe(true)
  }
  expect(isWanted({ name: 'phone' }, { columns: ['phone_2'] })).toBe(false)
})

test('a value is found escaped, and quoted only where our records quote', () => {
  const [needle] = needlesOf(['שם"x'])
  expect(needle).toBeDefined()
  for (const form of ['שם"x', '"שם""x"', JSON.stringify('שם"x'), '"\\u05e9\\u05dd\\"x"']) {
    expect(needlesOf(['שם"x']).some((one) => Buffer.from(form).includes(one))).toBe(true)
  }
  const record = {
    state: 'landed',
    reason: { code: 'landed', detail: 'line landed' },
    key: 'landed',
  }
  expect(withoutValues(record, ['landed'])).toEqual({
    state: 'landed',
    reason: { code: 'landed', detail: 'line [erased]' },
    key: 'landed',
  })
})

test('a value with a quote is found in SQL, and leaves it whole', () => {
  const statement = `SELECT id FROM t WHERE name = 'O''Brien' OR note = '"O''Brien"'`
  expect(needlesOf(["O'Brien"]).some((one) => Buffer.from(statement).includes(one))).toBe(true)
  expect(withoutValues({ sql: statement }, ["O'Brien"])).toEqual({
    sql: `SELECT id FROM t WHERE name = '[erased]' OR note = '"[erased]"'`,
  })
  expect(withoutValues({ sql: `name = '''tis so'` }, ["'tis so"])).toEqual({
    sql: `name = '[erased]'`,
  })
})
