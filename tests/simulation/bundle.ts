/** The functions as they are, in scripts that a worker runs anew: AWS, files, time and chance come from the simulation. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import { build, type Plugin } from 'esbuild'

export const functionNames = [
  ...(['catalog', 'normalise', 'commit', 'maintain', 'score'] as const),
  ...(['api', 'erasures', 'interpretation'] as const), // what of the API changes anything
]
export type FunctionName = (typeof functionNames)[number]

/** A text of the house that a mutant has otherwise. */
export interface Patch {
  file: string
  from: string
  to: string
}

/** What a worker's script is given of its world. */
export interface Globals {
  require(name: string): unknown
  module: { exports: Record<string, unknown> }
  Date: DateConstructor
  Math: Math
  process: { env: Record<string, string> }
  setTimeout(work: () => void, ms?: number): unknown
  clearTimeout(timer: unknown): void
  simulated: Record<string, unknown>
  /** A package as an ES module sees it. */
  esm(module: object): object
  awaits(self: unknown, given: unknown, body: (...given: unknown[]) => Generator): Promise<unknown>
}

export type Script_ = (globals: Globals) => void
export type Bundle = Map<FunctionName, Script_>

const hostRequire = createRequire(import.meta.url)
const sharedPrefix = 'shared:'
const here = dirname(fileURLToPath(import.meta.url))
const house = resolve(here, '../..')
const settings = {
  outdir: 'simulated',
  bundle: true,
  write: false,
  platform: 'node',
  format: 'cjs',
  packages: 'external',
  target: 'esnext',
  supported: { 'async-await': false, 'async-generator': false, 'for-await': false },
  logLevel: 'silent',
} as const
const names = [
  'require',
  'module',
  'Date',
  'Math',
  'process',
  'setTimeout',
  'clearTimeout',
  'simulated',
]

/** Of the house that lies at `root`; it is an error where a patch's text is not found, or twice. */
export async function bundleOf(root = house, patches: Patch[] = []): Promise<Bundle> {
  const entries = functionNames.filter((name) => existsSync(join(root, sourceOf(name))))
  const left = new Set(patches)
  const shared = sharedOf(root)
  const contents = [...shared].map((own) => `${JSON.stringify(own)}: () => require('./${own}'),`)
  const common = await build({
    ...settings,
    stdin: { contents: `module.exports = {\n${contents.join('\n')}\n}`, resolveDir: root },
    plugins: [simulated(root, patches, left)],
  })
  const built = await build({
    ...settings,
    entryPoints: entries.map((name) => join(here, 'entries', `${name}.ts`)),
    plugins: [simulated(root, patches, left, shared)],
  })
  for (const { file } of left) throw new Error(`no function has ${file}`)
  const modules = sharedModules(common.outputFiles[0]?.text ?? '')
  const scripts = built.outputFiles.map(({ path, text }): [FunctionName, Script_] => {
    const own = text
      .replace('var __async = ', 'var __asyncOfEsbuild = ')
      .replace('var __toESM = ', 'var __toESMOfEsbuild = ') // it copies a whole package for each worker
    const given = names.map((name) => `${name} = $.${name}`).join(', ')
    const code = `(($) => { let ${given}, __async = $.awaits, __toESM = $.esm; (() => {${own}\n})() })`
    const script = new Script(code, { filename: path }).runInThisContext() as Script_
    const withShared = (globals: Globals): void =>
      script({ ...globals, require: (name) => modules(name) ?? globals.require(name) })
    return [/(\w+)\.js$/.exec(path)?.[1] as FunctionName, withShared]
  })
  return new Map(scripts)
}

/** Evaluated once, at their first use. */
function sharedModules(text: string): (name: string) => unknown {
  const module: { exports: Record<string, () => unknown> } = { exports: {} }
  const script = new Script(`(require, module) => {${text}\n}`, { filename: 'shared.js' })
  script.runInThisContext()(hostRequire, module)
  const made = new Map<string, unknown>()
  return (name) => {
    const get = module.exports[name.slice(sharedPrefix.length)]
    if (name.startsWith(sharedPrefix) && !made.has(name)) made.set(name, { ...(get?.() as object) })
    return made.get(name)
  }
}

/** Modules of the pure rooms in which nothing waits, nor in what they import: no worker can die in them. */
function sharedOf(root: string): Set<string> {
  const known = new Map<string, boolean>()
  const isShared = (own: string): boolean => {
    const before = known.get(own)
    if (before !== undefined) return before
    known.set(own, true) // until it is known otherwise: modules may import each other's types
    const path = seams[own] ? join(here, 'seams', seams[own]) : join(root, own)
    if (!existsSync(join(root, own))) return false // of a later release
    const text = readFileSync(path, 'utf8')
    const imports = [...text.matchAll(/^(?:import|export) (?!type )[^']*'(\.[^']+)'/gm)]
    const owns = imports.map(([, from = '']) =>
      relative(seams[own] ? house : root, resolve(dirname(path), from)),
    )
    const is = !/\basync\b/.test(text) && owns.every((one) => one === own || isShared(one))
    known.set(own, is)
    return is
  }
  const rooms = ['lake', 'schemas'].filter((room) => existsSync(join(root, room)))
  const all = rooms.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
      .map((path) => join(room, path)),
  )
  return new Set(all.filter(isShared))
}

function sourceOf(name: FunctionName): string {
  if (name === 'api') return 'aws/quarantine.ts'
  if (name === 'erasures') return 'functions/api/files/erasures.ts'
  if (name === 'interpretation') return 'functions/api/datasets/interpretation.ts'
  return name === 'score' ? 'containers/predict/score.ts' : `functions/${name}/handler.ts`
}

/** By the house's own path: what stands in its place. */
const seams: Record<string, string> = {
  'lake/limits.ts': 'limits.ts',
  'lake/normalise.ts': 'normalise.ts',
  'lake/iceberg/scansql.ts': 'scansql.ts',
  'lake/iceberg/describe.ts': 'describe.ts',
  'lake/rows/file.ts': 'file.ts',
  'lake/sketch/measure.ts': 'measure.ts',
  'lake/structure.ts': 'structure.ts',
  'layers/duckdb/engine.ts': 'engine.ts',
  'containers/predict/runtimes.ts': 'runtimes.ts',
  'containers/predict/scorer.ts': 'scorer.ts',
}

const simulated = (
  root: string,
  patches: Patch[],
  left: Set<Patch>,
  shared = new Set<string>(),
): Plugin => ({
  name: 'simulated',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, importer }) => {
      const wanted = resolve(resolveDir, path)
      const isSeam = importer.startsWith(here)
      const own = relative(isSeam && !wanted.startsWith(here) ? house : root, wanted)
      const client = /^aws\/clients\/(\w+)\.ts$/.exec(own)
      if (client?.[1] && client[1] !== 'client') return { path: client[1], namespace: 'client' }
      if (shared.has(own)) return { path: sharedPrefix + own, external: true }
      const seam = seams[own]
      if (seam && !isSeam) return { path: join(here, 'seams', seam) }
      return wanted.startsWith(here) ? { path: wanted } : { path: join(root, own) }
    })
    onLoad({ filter: /.*/, namespace: 'client' }, ({ path }) => ({
      contents: `export const ${path} = () => simulated.${path}`,
    }))
    onLoad({ filter: /\.ts$/, namespace: 'file' }, ({ path }) => {
      let text = readFileSync(path, 'utf8')
      for (const patch of patches.filter(({ file }) => join(root, file) === path)) {
        const parts = text.split(patch.from)
        if (parts.length !== 2) throw new Error(`${patch.file} has not once: ${patch.from}`)
        text = parts.join(patch.to)
        left.delete(patch)
      }
      return { contents: text, loader: 'ts' }
    })
  },
})
