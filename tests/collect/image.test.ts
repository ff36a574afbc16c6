/**
 * The image: built by buildah on a stand-in of its base (distroless is in no registry that tests may ask), its files read only
 * but /tmp, nobody's process, its secrets as ECS gives them.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Laptop, startLaptop } from '../../local/laptop.ts'
import { type Collector, openCollector } from './collector.ts'

const isThere = (program: string): boolean => spawnSync('which', [program]).status === 0
const lacks = !isThere('buildah') || !isThere('bwrap')
const { skip } = test
const where = lacks ? skip : test
const home = mkdtempSync(join(tmpdir(), 'hypatia-another-'))
const environment = { ...process.env, STORAGE_DRIVER: 'vfs', BUILDAH_ISOLATION: 'chroot' }
let account: Laptop
let collector: Collector
let container = ''
let digests: string[] = []

const buildah = (...args: string[]): string =>
  execFileSync('buildah', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: environment,
  }).trim()

const build = (): string =>
  buildah(
    ...['bud', '--quiet', '--timestamp', '0', '--build-arg', 'BASE=localhost/lambda-nodejs:24'],
    ...['-t', 'localhost/collect', 'containers/collect'],
  )

/** What the image itself sets, as a container engine would pass it on. */
function variablesOf(container: string): Record<string, string> {
  const { OCIv1 } = JSON.parse(buildah('inspect', container))
  const pairs: string[] = OCIv1.config.Env
  return Object.fromEntries(
    pairs.map((pair) => [pair.split('=')[0], pair.slice(pair.indexOf('=') + 1)]),
  )
}

beforeAll(async () => {
  if (lacks) return
  execFileSync('sh', ['containers/base/build.sh'], { stdio: 'ignore', env: environment })
  execFileSync(process.execPath, ['containers/collect/build.mjs'])
  digests = [build(), build()]
  container = buildah('from', 'localhost/collect')
  const root = buildah('mount', container)
  account = await startLaptop({ home, port: 0 })
  const secrets = JSON.stringify({ 'partner.key': account.credentials.secretAccessKey })
  collector = await openCollector({}, [
    ...['bwrap', '--ro-bind', root, '/', '--tmpfs', '/tmp', '--proc', '/proc', '--dev', '/dev'],
    ...Object.entries({ ...variablesOf(container), TMPDIR: '/tmp', SOURCE_SECRETS: secrets })
      .filter(([name]) => name !== 'COLLECT_HEALTH_PORT') // it is another's here
      .flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--unshare-pid', '--unshare-user', '--uid', '65532', '--die-with-parent'],
    ...['--chdir', '/app', '/var/lang/bin/node', 'main.mjs'],
  ])
}, 400_000)
afterAll(async () => {
  await collector?.close()
  await account?.close()
  if (container) buildah('rm', container)
  rmSync(home, { recursive: true, force: true })
})

where('two builds have the same digest', () => {
  expect(digests[0]).toBe(digests[1])
})

where('it lands what comes, and again after a death', async () => {
  const { endpoint, region, credentials } = account
  const sqs = new SQSClient({ endpoint, region, credentials })
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }))
  const send = (id: number) =>
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ id }) }))
  await collector.define('shop', {
    kind: 'sqs',
    dataset: 'orders',
    parameters: {
      ...{ queue: QueueUrl, region, endpoint, access_key: credentials.accessKeyId },
      gather: { items: 10, seconds: 0.3 },
    },
    secrets: { secret_key: 'partner.key' },
  })
  const ids = 'SELECT value.id FROM lake.shop_orders'
  collector.begin()
  await send(1)
  expect(await collector.values(ids, 1)).toEqual(['1'])
  await collector.kill()
  await send(2)
  collector.begin()
  expect((await collector.values(ids, 2)).toSorted()).toEqual(['1', '2'])
  sqs.destroy()
})
