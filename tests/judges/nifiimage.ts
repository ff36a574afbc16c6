/**
 * The NiFi image, built by buildah on a stand-in of the official base, and started in a sandbox: what NiFi would find.
 * The official image itself is not run: NiFi 2.12 is in no registry that the judges may ask. Prints claims.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { dataflowOf } from '../../nifi/documents.ts'
import { filled } from '../../nifi/engine/fill.ts'
import { flows } from '../../nifi/flows.ts'

const secret = 'a "quoted" \\ $ecret'
const variables = {
  LANDING_URL: 'https://api.example/prod',
  LANDING_TOKEN_URL: 'https://pool.example/oauth2/token',
  LANDING_CLIENT_ID: 'nifi',
  LANDING_CLIENT_SECRET: secret,
  INTAKE_BYTES_MAX: '1000',
}
const own = {
  INTAKE_HOST: '0.0.0.0',
  DIRECTORY_IN: '/opt/nifi/nifi-current/in',
  DIRECTORY_REFUSED: '/opt/nifi/nifi-current/refused',
}

const claim = (isTrue: boolean, text: string): void => {
  if (!isTrue) process.exitCode = 1
  console.log(`${isTrue ? 'ok' : 'not ok'} NiFi image: ${text}`)
}

const environment = { ...process.env, STORAGE_DRIVER: 'vfs', BUILDAH_ISOLATION: 'chroot' }
const buildah = (...args: string[]): string =>
  execFileSync('buildah', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment,
  }).trim()

execFileSync('sh', ['tests/judges/nifi/standin.sh'], { stdio: 'ignore', env: environment })
const build = (): string =>
  buildah(
    ...['bud', '--quiet', '--timestamp', '0', '--build-arg', 'BASE=localhost/nifi-base'],
    ...['-t', 'localhost/nifi', 'containers/nifi'],
  )
const image = build()
claim(build() === image, 'two builds have the same digest')

const container = buildah('from', 'localhost/nifi')
const conf = mkdtempSync(join(tmpdir(), 'nifi-home-'))
try {
  const root = buildah('mount', container)
  execFileSync('cp', ['-r', `${root}/opt/nifi/nifi-current/.`, conf])
  const started = (given: Record<string, string>) => {
    const set = Object.entries({
      ...{ NIFI_BASE_DIR: '/opt/nifi', NIFI_HOME: '/opt/nifi/nifi-current', PATH: '/usr/bin:/bin' },
      ...given,
    }).flatMap(([name, value]) => ['--setenv', name, value])
    return spawnSync(
      'bwrap',
      [
        ...['--ro-bind', root, '/', '--bind', conf, '/opt/nifi/nifi-current'],
        ...['--tmpfs', '/tmp', '--dev', '/dev', '--unshare-pid', '--die-with-parent'],
        ...['--clearenv', ...set, '/opt/hypatia/start.sh'],
      ],
      { encoding: 'utf8', maxBuffer: 1 << 26 },
    )
  }
  const { stdout, stderr } = started({ ...variables, FLOWS: 'http-push,directory' })
  const [flow = '{}', logback = '', environmentOfNifi = ''] = stdout.split('\n--\n')
  const expected = filled(dataflowOf(flows), ['http-push', 'directory'], { ...variables, ...own })
  const isSame = isDeepStrictEqual(JSON.parse(flow), JSON.parse(JSON.stringify(expected)))
  claim(isSame, `its start fills the flows in as npm run nifi does ${stderr.slice(0, 300)}`)
  claim(
    !environmentOfNifi.includes(secret) && /NIFI_SENSITIVE_PROPS_KEY=.{16}/.test(environmentOfNifi),
    'NiFi itself gets no secret by its environment, and a key to encrypt with',
  )
  claim(/InvokeHTTP" level="WARN"/.test(logback), 'no address is logged')
  const without = started({ ...variables, LANDING_URL: '' })
  claim(
    without.status !== 0 && without.stderr.includes('LANDING_URL is not set'),
    'without what it needs it says so and does not start',
  )
} finally {
  buildah('rm', container)
  rmSync(conf, { recursive: true, force: true })
}
