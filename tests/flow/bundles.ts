/** The functions, bundled as serverless.yml says. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

export const functions = ['catalog', 'normalise', 'commit', 'score'] as const
export type FunctionName = (typeof functions)[number]

export async function bundle(): Promise<string> {
  const outdir = mkdtempSync(join(tmpdir(), 'hypatia-bundles-'))
  await build({
    entryPoints: functions.map((name) => ({ in: sourceOf(name), out: name })),
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    target: 'node24',
    minify: true,
    external: ['@duckdb/node-api'],
    banner: {
      js: `import { createRequire as hypatiaRequire } from 'node:module'; const require = hypatiaRequire(import.meta.url);`,
    },
  })
  return outdir
}

const sourceOf = (name: FunctionName): string =>
  name === 'score' ? 'containers/predict/score.ts' : `functions/${name}/handler.ts`
