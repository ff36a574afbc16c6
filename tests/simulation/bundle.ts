/** The functions as they are, in scripts that a worker runs anew: AWS, files, time and chance come from the simulation. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import { build, type Plugin } from 'esbuild'

export const functionNames = ['catalog', 'normalise', 'commit', 'maintain', 'score', 'api'] as const
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

const here = dirname(fileURLToPath(import.meta.url))
const house = resolve(here, '../..')
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
  const built = await build({
    entryPoints: entries.map((name) => join(here, 'entries', `${name}.ts`)),
    outdir: 'simulated',
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    target: 'esnext',
    supported: { 'async-await': false, 'async-generator': false, 'for-await': false },
    plugins: [simulated(root, patches)],
    logLevel: 'silent',
  })
  const scripts = built.outputFiles.map(({ path, text }): [FunctionName, Script_] => {
    const own = text
      .replace('var __async = ', 'var __asyncOfEsbuild = ')
      .replace('var __toESM = ', 'var __toESMOfEsbuild = ') // it copies a whole package for each worker
    const given = names.map((name) => `${name} = $.${name}`).join(', ')
    const code = `(($) => { let ${given}, __async = $.awaits, __toESM = $.esm; (() => {${own}\n})() })`
    const script = new Script(code, { filename: path }).runInThisContext() as Script_
    return [/(\w+)\.js$/.exec(path)?.[1] as FunctionName, script]
  })
  return new Map(scripts)
}

function sourceOf(name: FunctionName): string {
  if (name === 'api') return 'aws/quarantine.ts'
  return name === 'score' ? 'containers/predict/score.ts' : `functions/${name}/handler.ts`
}

/** By the house's own path: what stands in its place. */
const seams: Record<string, string> = {
  'lake/limits.ts': 'limits.ts',
  'lake/normalise.ts': 'normalise.ts',
  'lake/iceberg/scansql.ts': 'scansql.ts',
  'lake/iceberg/describe.ts': 'describe.ts',
  'lake/sketch/measure.ts': 'measure.ts',
  'layers/duckdb/engine.ts': 'engine.ts',
  'containers/predict/runtimes.ts': 'runtimes.ts',
  'containers/predict/scorer.ts': 'scorer.ts',
}

const simulated = (root: string, patches: Patch[]): Plugin => ({
  name: 'simulated',
  setup({ onResolve, onLoad, onEnd }) {
    const left = new Set(patches)
    onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir, importer }) => {
      const wanted = resolve(resolveDir, path)
      const isSeam = importer.startsWith(here)
      const own = relative(isSeam && !wanted.startsWith(here) ? house : root, wanted)
      const client = /^aws\/clients\/(\w+)\.ts$/.exec(own)
      if (client?.[1] && client[1] !== 'client') return { path: client[1], namespace: 'client' }
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
    onEnd(() => {
      for (const { file } of left) throw new Error(`no function has ${file}`)
    })
  },
})
