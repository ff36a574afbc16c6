/** Lines that are no rows of a log, and rows of many names. */
import { expect, test } from '@jest/globals'
import { columnsMax, openRowBytesMax } from '../../../lake/limits.ts'
import { type LogRender, readLog } from '../../../lake/render/log.ts'
import type { Rejected } from '../../../lake/render/render.ts'
import { lyingOf, textOf } from './archive.ts'

const csvOf = (form: LogRender['form'], text: string): Promise<string> =>
  textOf(readLog(lyingOf(Buffer.from(text)), { reader: 'log', as: 'csv', header: true, form }))

test('a blank line before the fields of W3C is no row', async () => {
  expect(await csvOf('w3c', '\n#Fields: a b\n1 2\n\n3 4\n')).toBe('a,b\n1,2\n3,4\n')
})

test('a blank line between two messages is part of neither, and one within a message is', async () => {
  const lines = '2024-01-01 00:00:00 INFO a\n\n2024-01-01 00:00:01 WARN b\n\n  at c\n\n'
  expect(await csvOf('leveled', lines)).toBe(
    'time,level,message\n2024-01-01 00:00:00,INFO,a\n2024-01-01 00:00:01,WARN,"b\n\n  at c"\n',
  )
})

test('a name that comes thousands of times, and more names than a table has columns', async () => {
  const again = await csvOf('logfmt', `${'a=1 '.repeat(columnsMax)}\n`)
  expect(again.split('\n')[0]!.split(',').at(-1)).toBe(`a (${columnsMax})`)
  const names = (count: number): string =>
    Array.from({ length: count }, (_, i) => `k${i}=1\n`).join('')
  expect((await csvOf('logfmt', names(columnsMax))).split('\n')).toHaveLength(columnsMax + 2)
  await expect(csvOf('logfmt', names(columnsMax + 1))).rejects.toMatchObject({
    reason: { code: 'logfmt.too-many-columns' },
  })
})

test('a message that goes on beyond what a row may be is cut off, and what follows it is aside', async () => {
  const line = `  at ${'x'.repeat(1_000)}`
  const blank = ' '.repeat(1_000)
  for (const [goesOn, asides] of [
    [line, true],
    [blank, false],
  ] as const) {
    const count = Math.ceil(openRowBytesMax / goesOn.length) + 10
    const text = `2024-01-01 00:00:00 INFO a\n${`${goesOn}\n`.repeat(count)}  at end\n2024-01-01 00:00:01 WARN b\n`
    const aside: Rejected[] = []
    const object = { ...lyingOf(Buffer.from(text)), aside: (row: Rejected) => aside.push(row) }
    const csv = await textOf(
      readLog(object, { reader: 'log', as: 'csv', header: true, form: 'leveled' } as LogRender),
    )
    expect(Buffer.byteLength(csv)).toBeLessThan(openRowBytesMax + 1_000)
    expect(csv.endsWith('2024-01-01 00:00:01,WARN,b\n')).toBe(true)
    expect(aside.at(-1)).toMatchObject({ line: count + 2, text: '  at end' })
    const kept = csv.split('\n').filter((one) => one.startsWith(line)).length
    if (asides) expect(kept + aside.length).toBe(count + 1)
  }
})
