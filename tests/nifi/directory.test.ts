/** What NiFi's scripts do with files, run by the shell that it runs them with. */
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'

const scripts = new URL('../../nifi/sources/directory/', import.meta.url)
let folder: string
let inside: string
let refused: string

const run = (script: string, ...args: string[]): string =>
  execFileSync('/bin/sh', ['-c', readFileSync(new URL(script, scripts), 'utf8'), 'sh', ...args], {
    cwd: folder,
    encoding: 'utf8',
  })
const day = '2026-01-31'
const dayTime = new Date(`${day}T23:59:00Z`)
const takenAt = `.landing/taken/${day}`
const take = (path: string, name: string, marker = 'none'): string =>
  run('take.sh', 'in', path, name, './refused', marker)
const away = (at: string, name: string): string => run('delete.sh', 'in', at, name)
const back = (from: string, path: string, name: string): string =>
  run('back.sh', 'in', from, path, name, './refused')

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  utimesSync(file, dayTime, dayTime)
}
const textOf = (...file: string[]): string | undefined => {
  try {
    return readFileSync(join(...file), 'utf8')
  } catch {
    return undefined
  }
}

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hypatia-directory-')))
  inside = join(folder, 'in')
  refused = join(folder, 'refused')
  mkdirSync(inside)
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a file is taken', () => {
  test.each(['a.csv', 'één + 1.csv', '-rf', 'a\nb.csv', '$(touch x) `y` "z".csv', "it's; 50%.csv"])(
    'whatever its name is: %j',
    (name) => {
      put(join(inside, 'shop/sales', name), 'a')
      expect(take('shop/sales/', name)).toBe(`taken ${day}`)
      expect(textOf(inside, takenAt, 'shop/sales', name)).toBe('a')
      expect(textOf(inside, 'shop/sales', name)).toBeUndefined()
    },
  )

  test('and one that comes meanwhile waits until it has landed: it is over no other', () => {
    put(join(inside, 'shop/sales/a.csv'), 'first')
    take('shop/sales/', 'a.csv')
    put(join(inside, 'shop/sales/a.csv'), 'second')
    expect(take('shop/sales/', 'a.csv')).toBe('waits')
    expect(textOf(inside, takenAt, 'shop/sales/a.csv')).toBe('first')
    expect(textOf(inside, 'shop/sales/a.csv')).toBe('second')
  })

  test('once its marker is there, which goes with it', () => {
    put(join(inside, 'shop/sales/a.csv'), 'a')
    expect(take('shop/sales/', 'a.csv', '.done')).toBe('waits')
    put(join(inside, 'shop/sales/a.csv.done'), '')
    expect(take('shop/sales/', 'a.csv.done', '.done')).toBe('waits')
    expect(take('shop/sales/', 'a.csv', '.done')).toBe(`taken ${day}`)
    expect(textOf(inside, 'shop/sales/a.csv.done')).toBeUndefined()
  })

  test('where it cannot be taken its marker stays', () => {
    for (const name of ['a.csv', 'a.csv.done']) put(join(inside, 'shop/sales', name), '')
    put(join(inside, takenAt, 'shop'), 'no folder')
    expect(() => take('shop/sales/', 'a.csv', '.done')).toThrow('shop')
    expect(readdirSync(join(inside, 'shop/sales'))).toEqual(['a.csv', 'a.csv.done'])
  })

  test('one that is gone, is gone', () => {
    expect(take('shop/sales/', 'a.csv')).toBe('gone')
  })
})

describe('nothing is read that is no file of the folder', () => {
  test('a link is taken away, and said', () => {
    put(join(folder, 'secret'), 'of the machine')
    mkdirSync(join(inside, 'shop/sales'), { recursive: true })
    symlinkSync(join(folder, 'secret'), join(inside, 'shop/sales/a.csv'))
    const said = `refused no-file shop/sales/a.csv is a link to ${folder}/secret.`
    expect(take('shop/sales/', 'a.csv')).toBe(`${said} Links are taken away, and not followed.`)
    expect(readdirSync(join(inside, 'shop/sales'))).toEqual([])
    expect(textOf(folder, 'secret')).toBe('of the machine')
    expect(textOf(refused, 'shop/sales/a.csv')).toBeUndefined()
  })

  test('a folder that is a link is taken away, not what is in it', () => {
    put(join(folder, 'etc/sales/a.csv'), 'of the machine')
    symlinkSync(join(folder, 'etc'), join(inside, 'shop'))
    expect(take('shop/sales/', 'a.csv')).toMatch(/^refused no-file shop is a link to /)
    expect(readdirSync(inside)).toEqual([])
    expect(textOf(folder, 'etc/sales/a.csv')).toBe('of the machine')
    expect(take('shop/sales/', 'b.csv')).toBe('gone')
  })

  test('nothing is moved through a link', () => {
    mkdirSync(join(folder, 'conf'))
    symlinkSync(join(folder, 'conf'), join(inside, '.landing'))
    put(join(inside, 'shop/sales/a.csv'), 'a')
    expect(take('shop/sales/', 'a.csv')).toBe(`taken ${day}`)
    expect(readdirSync(join(folder, 'conf'))).toEqual([])
    expect(textOf(inside, takenAt, 'shop/sales/a.csv')).toBe('a')
  })

  test('a link among what was taken is taken away too', () => {
    const from = `${takenAt}/shop/sales/`
    put(join(folder, 'secret'), 'of the machine')
    put(join(inside, from, 'b.csv'), 'b')
    symlinkSync(join(folder, 'secret'), join(inside, from, 'a.csv'))
    expect(take(from, 'a.csv')).toMatch(/^refused no-file .* is a link to /)
    expect(take(from, 'b.csv')).toBe(`taken ${day}`)
    expect(readdirSync(join(inside, from))).toEqual(['b.csv'])
  })

  test('a pipe goes aside: whoever read it would wait for ever', () => {
    mkdirSync(join(inside, 'shop/sales'), { recursive: true })
    execFileSync('mkfifo', [join(inside, 'shop/sales/a.csv')])
    expect(take('shop/sales/', 'a.csv')).toMatch(/^refused no-file It is a pipe/)
    expect(lstatSync(join(refused, 'shop/sales/a.csv')).isFIFO()).toBe(true)
  })

  test('a name that is no UTF-8 goes aside, whatever NiFi takes it for', () => {
    const name = Buffer.concat([Buffer.from(join(inside, 'shop/sales/')), Buffer.from([0xe9])])
    put(join(inside, 'shop/sales/é.csv'), 'good')
    writeFileSync(name, 'bad')
    expect(take('shop/sales/', '\ufffd')).toBe('refused invalid-name The name is not UTF-8.')
    const aside = Buffer.concat([Buffer.from(join(refused, 'shop/sales/')), Buffer.from([0xe9])])
    expect(readFileSync(aside, 'utf8')).toBe('bad')
    expect(textOf(inside, 'shop/sales/é.csv')).toBe('good')
  })

  test('a folder of such a name goes aside with what is in it', () => {
    const name = Buffer.concat([Buffer.from(join(inside, 'caf')), Buffer.from([0xe9])])
    const aside = Buffer.concat([Buffer.from(join(refused, 'caf')), Buffer.from([0xe9])])
    put(join(inside, 'shop/sales/é.csv'), 'good')
    for (const text of ['first', 'second']) {
      mkdirSync(name)
      writeFileSync(Buffer.concat([name, Buffer.from('/a.csv')]), text)
      expect(take('caf\ufffd/', 'a.csv')).toBe('refused invalid-name The name is not UTF-8.')
      expect(readFileSync(Buffer.concat([aside, Buffer.from('/a.csv')]), 'utf8')).toBe(text)
    }
    expect(readdirSync(inside)).toEqual(['shop'])
    expect(take('caf\ufffd/', 'a.csv')).toBe('gone')
  })
})

describe('what changed after it had landed', () => {
  const landed = `.landing/landed/1780000000002-0a/5/${day}/shop/sales/a.csv`
  const before = '.landing/landed/1780000000001-ff/5/2026-01-30/shop/sales/a.csv'

  test('is taken again', () => {
    put(join(inside, landed), 'first')
    appendFileSync(join(inside, landed), ' and more') // today: its day stays what it was
    expect(back(landed, 'shop/sales/', 'a.csv')).toBe('back')
    expect(textOf(inside, takenAt, 'shop/sales/a.csv')).toBe('first and more')
    expect(readdirSync(join(inside, '.landing/landed'))).toEqual([])
  })

  test.each(['a.csv', '-r*f?', 'a\nb', '$(x) `y` "z"', "it's \\ 50%", '[a].csv'])(
    'is taken again where an older of its name still lies: %j',
    (name) => {
      const of = (file: string) => file.replace('a.csv', () => name)
      put(join(inside, of(before)), 'first')
      put(join(inside, of(landed)), 'second and more')
      expect(back(of(landed), 'shop/sales/', name)).toBe('back')
      expect(textOf(inside, takenAt, 'shop/sales', name)).toBe('second and more')
      expect(textOf(inside, of(before))).toBe('first')
    },
  )

  test.each([
    'shop/sales/a.csv',
    `.landing/taken/2026-02-01/shop/sales/a.csv`,
    '.landing/landed/1780000000003-00/6/2026-01-31/shop/sales/a.csv',
  ])('goes aside where a newer of its name is at %s', (newer) => {
    put(join(inside, landed), 'first and more')
    put(join(inside, newer), 'second')
    expect(back(landed, 'shop/sales/', 'a.csv')).toBe('overtaken')
    expect(textOf(refused, 'shop/sales/a.csv')).toBe('first and more')
    expect(textOf(inside, newer)).toBe('second')
  })
})

test('what has landed is deleted with the folders that only it was in', () => {
  const folders = ['1-0a/5/shop/sales/', '1-0a/5/shop/other/', '2-0a/5/shop/sales/']
  const at = folders.map((one) => `.landing/landed/${one}`)
  for (const one of at) put(join(inside, one, '-a .csv'), 'a')
  expect(away(at[0]!, '-a .csv')).toBe('deleted')
  expect(readdirSync(join(inside, '.landing/landed/1-0a/5/shop'))).toEqual(['other'])
  for (const one of at.slice(1)) expect(away(one, '-a .csv')).toBe('deleted')
  expect(readdirSync(join(inside, '.landing/landed'))).toEqual([])
})

test('what was taken goes elsewhere with its folders, beside what is there', () => {
  const move = (name: string) => run('move.sh', 'in', day, 'shop/sales/', name, './to')
  put(join(folder, 'to/shop/sales/a.csv'), 'old')
  for (const name of ['a.csv', 'b.csv']) put(join(inside, takenAt, 'shop/sales', name), name)
  expect(move('a.csv')).toBe('moved')
  expect(textOf(folder, 'to/shop/sales/a.csv')).toBe('a.csv')
  expect(textOf(folder, 'to/shop/sales/a.csv.~1~')).toBe('old')
  expect(readdirSync(join(inside, takenAt, 'shop/sales'))).toEqual(['b.csv'])
  expect(move('b.csv')).toBe('moved')
  expect(readdirSync(join(inside, '.landing/taken'))).toEqual([])
})
