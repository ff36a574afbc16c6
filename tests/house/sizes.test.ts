import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import ts from 'typescript'

const linesMaxOfFile = 400
const linesMaxOfFunction = 70

const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx', '*.mjs', ':!*.d.ts'],
  { encoding: 'utf8' },
)
  .trim()
  .split('\n')
const sources = files.map((file) => ({ file, text: readFileSync(file, 'utf8') }))

test('a file can be read in one look', () => {
  expect(files.length).toBeGreaterThan(50)
  const long = sources
    .map(({ file, text }) => ({ file, lines: text.split('\n').length }))
    .filter(({ lines }) => lines > linesMaxOfFile)
  expect(long).toEqual([])
})

test('a function can be seen whole', () => {
  const long: string[] = []
  for (const { file, text } of sources) {
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
    const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line
    const visit = (node: ts.Node): void => {
      if (ts.isFunctionLike(node) && 'body' in node && node.body) {
        const lines = lineOf(node.end) - lineOf(node.getStart()) + 1
        const isSuite = file.startsWith('tests/') && ts.isArrowFunction(node) // a describe holds its tests
        if (lines > linesMaxOfFunction && !isSuite)
          long.push(`${file}:${lineOf(node.getStart()) + 1} ${lines} lines`)
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
  }
  expect(long).toEqual([])
})

test('nothing is left open or untyped', () => {
  const marks =
    /\b(TODO|FIXME|XXX|HACK)\b|@ts-(ignore|nocheck|expect-error)|\b(it|test|describe)\.(skip|only|todo)\b/
  const open = sources
    .filter(({ file }) => file !== 'tests/house/sizes.test.ts')
    .flatMap(({ file, text }) =>
      text
        .split('\n')
        .flatMap((line, i) => (marks.test(line) ? [`${file}:${i + 1} ${line.trim()}`] : [])),
    )
  expect(open).toEqual([])
})
