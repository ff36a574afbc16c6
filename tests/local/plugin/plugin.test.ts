import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { listenersOf } from '../sockets.ts'

const serverless = resolve('node_modules/.bin/serverless')
let folder: string
const children: ChildProcess[] = []

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'service-'))
  cpSync('tests/fixtures/service', folder, { recursive: true })
  for (const name of ['node_modules', 'local', 'lake', 'schemas']) {
    symlinkSync(resolve(name), join(folder, name))
  }
})

afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

/** As a user's shell has it, with an account that must not be reached. */
const environment = (more: Record<string, string> = {}) => ({
  PATH: process.env.PATH,
  HOME: folder,
  AWS_PROFILE: 'production',
  ...more,
})

interface Run {
  child: ChildProcess
  output: () => string
}

function offline(port: number, home = '.hypatia'): Run {
  const child = spawn(serverless, ['offline'], {
    cwd: folder,
    env: environment({ HYPATIA_AWS_PORT: String(port), HYPATIA_HOME: join(folder, home) }),
  })
  children.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text))
  return { child, output: () => output }
}

async function eventually<T>(what: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let tries = 0; tries < 1_200; tries++) {
    const found = await what()
    if (found !== undefined) return found
    await sleep(50)
  }
  throw new Error('it never came')
}

jest.setTimeout(120_000)

const announced = () => {
  const file = join(folder, '.hypatia', 'laptop.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

test('packages without network and credentials, the layer too', () => {
  execFileSync(serverless, ['package'], { cwd: folder, env: environment(), stdio: 'pipe' })
  const file = join(folder, '.serverless', 'cloudformation-template-update-stack.json')
  const { Resources } = JSON.parse(readFileSync(file, 'utf8'))

  expect(existsSync(join(folder, '.serverless', 'tools.zip'))).toBe(true)
  expect(Resources.EchoLambdaFunction.Properties.Layers).toEqual([{ Ref: 'ToolsLambdaLayer' }])
})

test('under serverless offline an object goes from S3 by its queue to the function, until Ctrl-C', async () => {
  const { child, output } = offline(0)
  const laptop = await eventually(announced)
  const s3 = new S3Client({
    endpoint: laptop.aws,
    region: laptop.region,
    credentials: laptop,
    forcePathStyle: true,
  })
  const echoed = async (Key: string): Promise<string> => {
    await s3.send(new PutObjectCommand({ Bucket: laptop.buckets.raw, Key, Body: 'x\n' }))
    return eventually(() =>
      s3.send(new GetObjectCommand({ Bucket: laptop.buckets.out, Key })).then(
        ({ Body }) => Body?.transformToString(),
        () => undefined,
      ),
    )
  }
  const written = await echoed('a/b.csv')
  // Both threads that a laptop of two cores has for a function: their events come again to others.
  await Promise.all([echoed('die/1'), echoed('die/2')])
  await echoed('after/1')
  s3.destroy()
  const listeners = listenersOf(child.pid ?? 0)
  child.kill('SIGINT')
  const [code] = await once(child, 'exit')

  expect(JSON.parse(written)).toEqual({
    key: 'a/b.csv',
    tool: 'a tool of a layer',
    QUEUE_URL: `${laptop.aws}/000000000000/arrivals`,
    TMPDIR: join(folder, '.hypatia', 'tmp'),
    AWS_PROFILE: '',
  })
  expect(output()).toContain(`The laptop is up: AWS at ${laptop.aws}`)
  expect(output()).toContain('Stream (AWS::Kinesis::Stream) is left out on the laptop')
  expect(code).toBe(0)
  expect(announced()).toBeUndefined()
  const port = Number(new URL(laptop.aws).port)
  const lambda = join(folder, '.hypatia', 'tmp', 'lambda')
  if (listeners) expect(listeners).toEqual([{ at: `127.0.0.1:${port}`, port }, { at: lambda }])
})

test('a start that cannot be ends the process and says why', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const { child, output } = offline(port, 'other')
  const [code] = await once(child, 'exit')
  taken.close()

  expect(code).toBe(1)
  expect(output()).toContain(`Port ${port} is taken. Set HYPATIA_AWS_PORT`)
})
