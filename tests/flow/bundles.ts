/** The functions, bundled as serverless.yml says (custom.esbuild). */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'

export const functions = ['catalog', 'normalise', 'commit', 'score', 'maintain'] as const
export type FunctionName = (typeof functions)[number]

/** esbuild's options. */
export const bundling = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  external: ['@duckdb/node-api'],
  banner: {
    js: `import { createRequire as hypatiaRequire } from 'node:module'; const require = hypatiaRequire(import.meta.url);`,
  },
} satisfies BuildOptions

export async function bundle(): Promise<string> {
  const outdir = mkdtempSync(join(tmpdir(), 'hypatia-bundles-'))
  await build({
    entryPoints: functions.map((name) => ({ in: sourceOf(name), out: name })),
    outdir,
    outExtension: { '.js': '.mjs' },
    ...bundling,
  })
  return outdir
}

const sourceOf = (name: FunctionName): string =>
  name === 'score' ? 'containers/predict/score.ts' : `functions/${name}/handler.ts`
