import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'

interface Entry {
  optionalDependencies?: Record<string, string>
  resolved?: string
}
const read = (file: string): string => readFileSync(file, 'utf8')
const manifest = JSON.parse(read('package.json'))
const entries: [path: string, entry: Entry][] = Object.entries(
  JSON.parse(read('package-lock.json')).packages,
)

test('every version is pinned', () => {
  const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.overrides }
  const loose = Object.entries(all).filter(
    ([, version]) => !/^(npm:[^@]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)),
  )
  expect(loose).toEqual([])
})

test('the lockfile has every platform’s binaries, so that npm ci takes it everywhere', () => {
  const names = new Set(entries.map(([path]) => path.split('node_modules/').at(-1)))
  const missing = entries.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !names.has(name))
      .map((name) => `${path}: ${name}`),
  )
  expect(missing).toEqual([])
})

test('the lockfile names no registry', () => {
  expect(entries.filter(([, { resolved }]) => resolved)).toEqual([])
})

test('there are at most a dozen scripts, each with a line in the README', () => {
  const names = Object.keys(manifest.scripts).filter((name) => !name.startsWith('pre'))
  expect(names.length).toBeLessThanOrEqual(12)
  const readme = read('README.md')
  for (const name of names)
    expect(readme).toContain(['start', 'test'].includes(name) ? `npm ${name}` : `npm run ${name}`)
})

test('only the Node binary’s install script may run', () => {
  const allowed = Object.entries(manifest.allowScripts).filter(([, may]) => may)
  expect(allowed).toEqual([['node', true]])
})
