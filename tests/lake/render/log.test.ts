/** Lines that are no rows of a log, and rows of many names. */
import { expect, test } from '@jest/globals'
import { columnsMax } from '../../../lake/limits.ts'
import { type LogRender, readLog } from '../../../lake/render/log.ts'
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
