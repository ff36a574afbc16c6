/**
 * The predict image, built by buildah on a base of Debian's packages, and run read-only as nobody in a sandbox under a
 * Runtime API: it predicts what the trainer did. Prints claims, and the figures of bench/README's kind in them.
 */
import { execFileSync } from 'node:child_process'
import { addVersion } from '../../aws/models.ts'
import { late, openRegistry } from '../containers/predict/registry.ts'
import { binaryEvent, farthest, jsonEvent } from '../containers/predict/requests.ts'
import { startRuntime } from '../containers/runtime.ts'

const starts = 5
const differsMax = 1e-5

const claim = (isTrue: boolean, text: string): void =>
  console.log(`${isTrue ? 'ok' : 'not ok'} image: ${text}`)

const buildah = (...args: string[]): string =>
  execFileSync('buildah', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, STORAGE_DRIVER: 'vfs', BUILDAH_ISOLATION: 'chroot' },
  }).trim()

const build = (): string =>
  buildah(
    ...['bud', '--quiet', '--timestamp', '0', '--build-arg', 'BASE=localhost/lambda-nodejs:24'],
    ...['-t', 'localhost/predict', 'containers/predict'],
  )

/** Nothing can be written but /tmp, no process is seen but its own, the user is not root. */
function sandbox(root: string, variables: Record<string, string>): string[] {
  const set = Object.entries(variables).flatMap(([name, value]) => ['--setenv', name, value])
  return [
    ...['bwrap', '--ro-bind', root, '/', '--tmpfs', '/tmp', '--proc', '/proc', '--dev', '/dev'],
    ...[
      '--unshare-pid',
      '--unshare-user',
      '--uid',
      '993',
      '--die-with-parent',
      '--clearenv',
      ...set,
    ],
    ...[
      '--chdir',
      '/var/task',
      '/var/lang/bin/node',
      '/var/runtime/runtime.mjs',
      'handler.handler',
    ],
  ]
}

/** What the image itself sets, as a container engine would pass it on. */
function variablesOf(container: string): Record<string, string> {
  const { OCIv1 } = JSON.parse(buildah('inspect', container))
  const pairs: string[] = OCIv1.config.Env
  return Object.fromEntries(
    pairs.map((pair) => [pair.split('=')[0], pair.slice(pair.indexOf('=') + 1)]),
  )
}

execFileSync(process.execPath, ['containers/predict/build.mjs'])
execFileSync('sh', ['containers/base/build.sh'], { stdio: 'ignore' })
const image = build()
claim(build() === image, 'two builds have the same digest')

const registry = await openRegistry()
await addVersion(late.draft, late.sample, late.bytes)
const container = buildah('from', 'localhost/predict')
try {
  const root = buildah('mount', container)
  const own = variablesOf(container)
  const tookMs: number[] = []
  const differs: number[] = []
  for (let i = 0; i < starts; i++) {
    const began = performance.now()
    const runtime = await startRuntime((api) => ({
      program: sandbox(root, { ...own, ...registry.environment, AWS_LAMBDA_RUNTIME_API: api }),
      env: { PATH: process.env.PATH ?? '' },
    }))
    differs.push(farthest(await runtime.invoke(jsonEvent())))
    tookMs.push(performance.now() - began)
    differs.push(farthest(await runtime.invoke(binaryEvent())))
    await runtime.close()
  }
  const worst = Math.max(...differs)
  claim(
    worst < differsMax,
    `read-only, as nobody: JSON and binary are off by ${worst.toExponential(1)} at most`,
  )
  const median = tookMs.sort((a, b) => a - b)[Math.floor(starts / 2)] ?? 0
  // A figure and no claim: a machine with much else to do is not wrong.
  console.log(`from spawn to the first prediction ${Math.round(median)} ms, the model from S3`)
} finally {
  buildah('rm', container)
  await registry.close()
}
